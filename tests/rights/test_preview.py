"""What a change does, in sentences; and how places, times and things are called."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate
from django.utils.translation import override

from sozialmonitor.access.actions import grant
from sozialmonitor.access.change_actions import Change, preview
from sozialmonitor.access.models import Grant
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.rights.presenters.preview import preview_context
from sozialmonitor.rights.wording import LETTERS, PERMISSIONS, Names, span
from tests.indicators.outputs import plain
from tests.world import build, department, give, person

pytestmark = pytest.mark.django_db
QUOTE = {"scope": Scope.INDICATOR, "keys": ["quote"]}


@pytest.fixture(autouse=True)
def city() -> None:
    build()
    for name in ("anna", "bernd"):
        person(name, "arbeit")
    person("clara", "bildung", first_name="Clara", last_name="Beispiel")


def new(key: str, permission: Permission = Permission.VIEW, to: str = "arbeit", **more: object) -> Grant:
    kind = more.pop("kind", Scope.INDICATOR)
    return Grant(department=department(to), scope_kind=kind, scope_key=key, permission=permission, **more)


def sentences(change: Change, language: str = "de", look: int = 0) -> list[str]:
    with override(language):
        return list(map(str, preview_context(preview(by=None, change=change))["looks"][look]["sentences"]))


def test_gains_are_counted_by_permission() -> None:
    change = Change([new("quote"), new("saldo"), new("quote", Permission.DOWNLOAD, "bildung")])
    assert sentences(change) == [
        "2 Personen gewinnen „Zahlen sehen“ bei Arbeitslosenquote (quote), Saldo (saldo)",
        "1 Person gewinnt „herunterladen“ bei Arbeitslosenquote (quote)",
    ]
    assert sentences(change, "en") == [
        "2 people gain “see the figures” of Unemployment (quote), Balance (saldo)",
        "1 person gains “download” of Unemployment (quote)",
    ]


def test_more_than_three_things_are_counted() -> None:
    change = Change([new(key) for key in ("quote", "saldo", "transfer", "einwohner")])
    assert sentences(change, "en") == ["2 people gain “see the figures” of 4 things"]


def test_losses_come_after_gains_and_who_keeps_it_is_counted() -> None:
    give("arbeit", Permission.VIEW, **QUOTE)
    give("bildung", Permission.VIEW, **QUOTE)
    grant(by=None, person=person("dora", "bildung"), permissions=[Permission.VIEW], scope=Scope.SET, keys=["kern"])
    give("arbeit", Permission.VIEW, scope=Scope.SET, keys=["kern"])
    lost = list(Grant.objects.filter(scope_key="quote"))
    assert sentences(Change([new("saldo")], lost)) == [
        "2 Personen gewinnen „Zahlen sehen“ bei Saldo (saldo)",
        "1 Person verliert „Zahlen sehen“ bei Arbeitslosenquote (quote)",
        "1 Person verliert nichts: ein anderes Recht deckt es weiter ab",
    ]


def test_what_all_have_already_is_nothing_new() -> None:
    give("arbeit", Permission.VIEW, scope=Scope.SET, keys=["kern"])
    assert sentences(Change([new("quote")])) == ["2 Personen gewinnen nichts Neues: sie dürfen es schon"]


def test_a_department_without_people_moves_nobody() -> None:
    assert sentences(Change([new("quote", to="leer")])) == ["Niemand gewinnt oder verliert etwas."]


def test_person_by_person_with_what_stays_open() -> None:
    give("bildung", Permission.VIEW, **QUOTE)
    give("bildung", Permission.VIEW, division="stadtteile", **QUOTE)
    lost = [Grant.objects.get(scope_key="quote", division_key="")]
    (look,) = preview_context(preview(by=None, change=Change([], lost)))["looks"]
    (clara,) = look["people"]
    assert clara["name"] == "Clara Beispiel"
    (effect,) = clara["effects"]
    assert effect["words"] == "verliert „Zahlen sehen“: Indikator: Arbeitslosenquote (quote), alle Gliederungen"
    assert effect["still"] == "weiter offen auf Stadtteile (stadtteile)"


def test_everything_and_single_areas_are_named() -> None:
    change = Change([
        new("", kind=Scope.ANY, to="bildung"),
        new("quote", Permission.DOWNLOAD, to="bildung", division_key="stadtteile", areas=["02", "01"]),
    ])  # fmt: skip
    (look,) = preview_context(preview(by=None, change=change))["looks"]
    words = [effect["words"] for effect in look["people"][0]["effects"]]
    assert "gewinnt „Zahlen sehen“: alles, alle Gliederungen" in words
    assert any(word.endswith("Stadtteile (stadtteile): 01, 02") for word in words)


def test_what_begins_later_has_a_heading_of_its_own(client: Client) -> None:
    client.force_login(person("chef", is_superuser=True))
    start = localdate() + timedelta(40)
    words = {
        "do": "give", "cell": ["department:arbeit|indicator:quote"], "permission": ["view"], "reason": "x",
        "valid_from": start.isoformat(),
    }  # fmt: skip
    html = plain(client.post("/rechte/aendern/", words).content.decode())
    assert "Ab heute Niemand gewinnt oder verliert etwas." in html
    assert f"Ab {start:%d.%m.%Y} 2 Personen gewinnen" in html


def test_rights_to_be_written_are_listed_with_place_and_time() -> None:
    context = preview_context(preview(by=None, change=Change([new("quote", valid_until=date(2100, 1, 1), role="x")])))
    assert context["gains"] == [
        {
            "subject": "Fachbereich Arbeit",
            "permission": "Zahlen sehen",
            "what": "Indikator: Arbeitslosenquote (quote)",
            "where": "alle Gliederungen",
            "when": "bis 01.01.2100",
            "role": "x",
        }
    ]
    assert (context["anything"], context["losses"], context["there_already"]) == (True, [], "")


def test_names_fall_back_to_keys() -> None:
    names = Names()
    assert names.thing("indicator", "gibt-es-nicht") == "gibt-es-nicht"
    assert names.subject("department:weg") == "weg"
    assert names.subject("everybody") == "alle"
    assert names.role("weg") == "weg"
    assert names.place("weg", ["01"]) == "weg: 01"
    assert names.full("any", "") == "alles"


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        (None, None, ""),
        (date(2026, 1, 2), None, "from 2 Jan 2026"),
        (None, date(2026, 1, 2), "until 2 Jan 2026"),
        (date(2026, 1, 2), date(2026, 2, 3), "2 Jan 2026 – 3 Feb 2026"),
    ],
)
def test_spans(begin: date | None, end: date | None, words: str) -> None:
    with override("en"):
        assert span(begin, end) == words


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_permission_has_a_letter_of_its_own(language: str) -> None:
    with override(language):
        assert len({str(letter) for letter in LETTERS.values()}) == len(Permission)
        assert len({str(word) for word in PERMISSIONS.values()}) == len(Permission)
