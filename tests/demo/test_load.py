"""The fictional city in the database: everything through the import pages' own path, and only once."""

import html
import math
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client, override_settings
from django.utils.timezone import now

from districts.models import Area, CatchmentPlan, Correspondence, Edition, Register, School
from districts.queries.editions import edition_of
from imports.expected import expected
from imports.models import Batch, Expectation, Profile
from indicators.actions.catalogue import load_catalogue
from indicators.analysis.status import HAS_VALUE
from indicators.catalogue import read_catalogue
from indicators.models import Delivery, Indicator, Observation, Result, Run, StagedObservation
from indicators.queries.conversion import Conversions
from indicators.queries.panels import Span
from indicators.queries.values import indicator_values
from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.access.permissions import EVERYTHING, Permission, Scope, allowed
from sozialmonitor.demo.accounts import ACCOUNTS, make_accounts
from sozialmonitor.demo.figures import each
from sozialmonitor.demo.generate import CATALOGUE, DemoFiles
from sozialmonitor.demo.load import EXPECTED, load_areas, load_delivery
from sozialmonitor.demo.load_places import WAYS
from tests.world import Ran, command

State = Batch.State
LOGIN = re.compile(r"^(\w+) +(\S+) +(.+)$", re.MULTILINE)


@contextmanager
def undone(files_folder: Path) -> Iterator[None]:
    with transaction.atomic(), override_settings(FILES_FOLDER=files_folder, DEMO=True):
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """Loaded once for all tests of this file, which only look; nothing of it stays."""
    with django_db_blocker.unblock(), undone(tmp_path_factory.mktemp("uploads")):
        yield command("load_demo", "--small", "--folder", tmp_path_factory.mktemp("city"))


def state_of_things() -> dict[str, Any]:
    models = (Area, Edition, Batch, Profile, Delivery, Observation, StagedObservation, Run, Result, User)
    return {model.__name__: (model.objects.count(), model.objects.order_by("-pk")[0].pk) for model in models}


def test_the_calendar_has_what_came_and_what_is_due(loaded: Ran) -> None:
    found = {
        (one.expectation.profile_key, one.period.label): one.state
        for one in expected(list(Expectation.objects.all()), date(2025, 6, 1))
    }
    assert {key for key, _ in found} == set(EXPECTED)
    assert {found[key, "2024"] for key in EXPECTED} == {"came"}
    assert {found[key, "2025"] for key in EXPECTED} == {"expected"}


def test_every_delivery_came_through_a_batch(loaded: Ran, demo: DemoFiles) -> None:
    assert loaded.code == 0, loaded.error
    batches = {batch.file_name: batch for batch in Batch.objects.select_related("created_by", "file", "delivery")}
    assert set(batches) == {delivery.path.name for delivery in demo.deliveries}
    for delivery in demo.deliveries:
        batch = batches[delivery.path.name]
        assert batch.state == (State.PUBLISHED if delivery.publish else State.READY), delivery.path.name
        assert (batch.attempt, batch.created_by.username) == (1, "statistik")
        assert batch.delivery.source
        assert batch.problem_counts.get("error", 0) == 0
    assert Delivery.objects.count() == len(demo.deliveries)
    told = Counter(AuditEvent.objects.filter(what__startswith="batch:").values_list("verb", flat=True))
    assert told["receive file"] == told["check batch: ready"] == len(demo.deliveries)


def test_there_is_a_draft_to_try_out_publishing(loaded: Ran, demo: DemoFiles) -> None:
    waiting = [delivery.path.name for delivery in demo.deliveries if not delivery.publish]
    assert waiting
    assert StagedObservation.objects.filter(delivery__batch__file_name__in=waiting).exists()
    assert set(Batch.objects.filter(state=State.READY).values_list("file_name", flat=True)) == set(waiting)


def test_figures_in_the_database_are_those_the_generator_made(loaded: Ran, demo: DemoFiles) -> None:
    """All files against their own truth, figure by figure, with status, under the edition of their division."""
    compared = 0
    for delivery in demo.deliveries:
        if not delivery.publish:
            continue
        rows = Observation.objects.filter(delivery__batch__file_name=delivery.path.name).values_list(
            "series__measure__code", "series__area__code", "period_start", "period_end", "value", "status"
        )
        stored = {row[:4]: (row[4], row[5]) for row in rows}
        expected = {(f.measure, f.code, f.start, f.end): (number(f.value), f.status) for f in each(delivery.truth)}
        assert stored == expected, delivery.path.name
        compared += len(stored)
    assert compared == Observation.objects.count() > 1000


def number(value: float) -> float | None:
    return None if math.isnan(value) else pytest.approx(value)


def test_all_kinds_of_gaps_are_there(loaded: Ran) -> None:
    words = set(Observation.objects.values_list("status", flat=True))
    assert {"ok", "zero", "suppressed", "missing"} <= words
    assert not Observation.objects.filter(value__isnull=True, status__in=[str(word) for word in HAS_VALUE]).exists()


def test_typologies_are_run_and_published(loaded: Ran) -> None:
    runs = Run.objects.all()
    assert runs
    assert {run.state for run in runs} == {"published"}
    newest = runs.filter(typology__key="sozialraum").latest("period_end")
    results = newest.results.all()
    assert results.count() == newest.edition.areas.count() == 12
    assert {result.combined for result in results if result.included} - {""}
    assert all(result.reason for result in results if not result.included)


def test_every_indicator_has_a_value_somewhere(loaded: Ran) -> None:
    edition = edition_of("stadtteile")
    empty = [
        i.code for i in Indicator.objects.all() if not indicator_values(i, edition, Span(), granted=EVERYTHING).periods
    ]
    assert empty == []


def test_logins_are_told_once_and_work(loaded: Ran) -> None:
    logins = {name: password for name, password, _ in LOGIN.findall(loaded.out)}
    assert list(logins) == [name for name, _, _ in ACCOUNTS]
    assert len(set(logins.values())) == len(logins)
    for name, password in logins.items():
        assert len(password) >= 12
        visitor = Client()
        visitor.post("/anmelden/", {"username": name, "password": password})
        assert SESSION_KEY in visitor.session, name
    assert User.objects.get(username="admin").is_superuser
    assert User.objects.filter(is_superuser=True).count() == 1


def test_accounts_see_what_their_line_says(loaded: Ran) -> None:
    people = {user.username: user for user in User.objects.all()}
    may = {name: allowed(user, Permission.VIEW) for name, user in people.items()}
    assert may["gast"].keys(Scope.INDICATOR) == {"einwohner"}
    assert allowed(people["statistik"], Permission.PUBLISH).everything
    for name in ("planung", "bildung", "gast"):
        assert not allowed(people[name], Permission.IMPORT)
        assert not may[name].everything
    assert may["planung"].covers(Scope.TYPOLOGY, "sozialraum")


def test_a_second_loading_changes_nothing_and_tells_no_password(loaded: Ran, tmp_path: Path) -> None:
    before = state_of_things()
    events = AuditEvent.objects.exclude(verb="load catalogue").count()
    again = command("load_demo", "--small", "--folder", tmp_path)
    assert (again.code, again.out) == (0, "")
    assert state_of_things() == before
    assert AuditEvent.objects.exclude(verb="load catalogue").count() == events


@pytest.mark.parametrize(
    ("language", "words"), [("de", "ist eine erfundene Demo-Stadt"), ("en", "is a fictional demo city")]
)
def test_the_city_is_called_fictional_on_its_pages(loaded: Ran, language: str, words: str) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(username="statistik"))
    for path in ("/", "/tabelle/", "/indikatoren/", "/lieferungen/"):
        page = client.get(path).content.decode()
        assert words in page, path
        assert "Neuhafen am Strom" in page
    assert words in Client(headers={"accept-language": language}).get("/anmelden/").content.decode()


@pytest.mark.parametrize("words", [("--years", "0"), ("--stadtbezirke", "50"), ("--blocks", "10")])
def test_a_city_that_cannot_be_is_refused_before_anything_is_stored(db: None, words: tuple[str, str]) -> None:
    ran = command("load_demo", "--small", *words)
    assert ran.code == 2
    assert ran.error
    assert not User.objects.exists()


def test_the_size_of_the_city_can_be_chosen(db: None, tmp_path: Path) -> None:
    sizes = {"stadtteile": 6, "stadtbezirke": 3, "statistische": 8, "blocks": 80, "catchments": 3, "years": 1}
    sizes |= {"measures": 2, "addresses": 50}
    words = [word for name, number in sizes.items() for word in (f"--{name}", number)]
    with undone(tmp_path / "uploads"):
        ran = command("load_demo", *words, "--folder", tmp_path)
        assert ran.code == 0, ran.error
        areas = {key: Area.objects.filter(edition__division__key=key).count() for key in ("stadtteile", "stadtbezirke")}
        before = Area.objects.filter(edition__division__key="stadtteile", edition__valid_to__isnull=False).count()
        assert (areas, before) == ({"stadtteile": 6 + 4, "stadtbezirke": 3}, 4)
        assert Observation.objects.filter(series__measure__code="ZUSATZ002").count() == 6
        assert {period.year for period in Observation.objects.values_list("period_end", flat=True)} <= {
            2012,
            2013,
            2014,
            2024,
            2025,
        }


# What an interrupted loading leaves behind, and how the next one goes on.


@pytest.fixture
def begun(db: None, demo: DemoFiles, tmp_path: Path) -> Iterator[User]:
    with override_settings(FILES_FOLDER=tmp_path / "uploads"):
        load_catalogue(by=None, catalogue=read_catalogue(CATALOGUE.read_text(encoding="utf-8")))
        make_accounts()
        for areas in demo.areas[:2]:  # Stadtbezirke, and the Stadtteile below them
            load_areas(areas, lambda _: None)
        yield User.objects.get(username="statistik")


def first(demo: DemoFiles) -> Any:
    return next(one for one in demo.deliveries if one.publish and one.division == "stadtteile")


def load(demo: DemoFiles, by: User) -> Batch:
    delivery = first(demo)
    load_delivery(delivery, demo.profile_path(delivery), by=by, tell=lambda _: None)
    return Batch.objects.latest("id")


@pytest.mark.parametrize("left", [State.QUEUED, State.WORKING, State.FAILED, State.READY])
def test_a_delivery_left_half_done_is_finished(begun: User, demo: DemoFiles, left: str) -> None:
    delivery = first(demo)
    unpublished = type(delivery)(**{**vars(delivery), "publish": False})
    load_delivery(unpublished, demo.profile_path(delivery), by=begun, tell=lambda _: None)
    batch = Batch.objects.get()
    if left != State.READY:
        batch.delivery.staged.all().delete()
        Batch.objects.filter(pk=batch.pk).update(state=left, delivery=None, heartbeat=now(), attempt=1)
    found = load(demo, begun)
    assert found.state == State.PUBLISHED
    assert found.delivery.observations.count() == found.total
    assert Observation.objects.count() == found.total
    assert load(demo, begun) == found


def test_areas_left_as_a_draft_are_brought_into_force(begun: User, demo: DemoFiles) -> None:
    areas = demo.areas[0]
    edition = Edition.objects.get(division__key=areas.division)
    Edition.objects.filter(pk=edition.pk).update(state=Edition.State.DRAFT)
    load_areas(areas, lambda _: None)
    assert Edition.objects.get(division__key=areas.division).state == Edition.State.ACTIVE


def test_a_file_that_is_refused_stops_the_loading_with_its_name(begun: User, demo: DemoFiles) -> None:
    delivery = first(demo)
    area = Area.objects.filter(edition__division__key=delivery.division).latest("id")
    Area.objects.filter(pk=area.pk).update(code="ZZZ")
    with pytest.raises(RuntimeError, match=re.escape(delivery.path.name)):
        load(demo, begun)
    assert not Observation.objects.exists()


def test_addresses_schools_plan_and_ways_are_there(loaded: Ran) -> None:
    register = Register.objects.active().get()
    assert (register.size, register.inhabitants_known) == (1000, True)
    assert School.objects.count() == 8
    assert CatchmentPlan.objects.adopted().get().school_year == 2015
    assert Correspondence.objects.count() == len(WAYS)
    assert {one.basis for one in Correspondence.objects.all()} == {"addresses"}


def test_figures_of_before_the_reform_are_converted_and_means_are_not(loaded: Ran) -> None:
    edition = edition_of("stadtteile")
    people = Indicator.objects.get(code="einwohner")
    values = indicator_values(people, edition, ways=Conversions(edition), granted=EVERYTHING)
    before = [period for period in values.periods if period.end.year < 2015]
    assert [period.end.year for period in before] == [2012, 2013, 2014]
    assert set(values.conversion.origins) == set(before)
    age = Indicator.objects.get(code="durchschnittsalter")
    (refused,) = indicator_values(age, edition, ways=Conversions(edition), granted=EVERYTHING).conversion.refused
    assert (refused.reason, list(refused.measures.values())) == ("not_counts", ["mean"])
    wards = edition_of("kommunalwahlbezirke")
    assert indicator_values(people, wards, ways=Conversions(wards), granted=EVERYTHING).conversion


def test_that_the_wards_are_almost_the_stadtteile_is_discovered(loaded: Ran) -> None:
    """Nobody says so anywhere: the page of pairs names them first, and one click says it in a sentence."""
    reader = Client()
    reader.force_login(User.objects.get(username="planung"))
    first, *_others = reader.get("/api/v1/divisions/alike/").json()
    assert {first["a"].partition("@")[0], first["b"].partition("@")[0]} == {"stadtteile", "kommunalwahlbezirke"}
    assert first["agreement"] > 0.9
    shown = reader.get("/gebiete/vergleich/").content.decode()
    link = html.unescape(re.findall(r'<tbody><tr><th scope="row"><a href="(.*?)"', shown)[0])
    told = reader.get(f"/api/v1/divisions/compare/{link}", headers={"accept-language": "de"}).json()
    assert (told["basis"], told["a"]["areas"]) == ("inhabitants", 12)
    assert 0.9 < told["figures"][0]["agreement"] < 1
    assert told["sentence"].startswith(f"{told['same']} von 12 Gebieten sind in beiden Gliederungen dieselbe Einheit.")
    assert "der Einwohner wohnen in derselben Einheit. Unterschiede: " in told["sentence"]
    for piece in told["pieces"][:3]:
        assert f"{piece['a_name']} / {piece['b_name']}" in told["sentence"]
    assert told["sentence"] in html.unescape(reader.get(f"/gebiete/vergleich/{link}").content.decode())
