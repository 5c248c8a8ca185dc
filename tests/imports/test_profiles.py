"""Profiles are versioned: what a batch was read with never changes."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from imports.actions.profiles import put_profile
from imports.models import Profile
from imports.parsers.profiles.loading import load_profile
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.browsing import browser, text
from tests.imports.uploads import WIDE, csv, figures, profile, receive
from tests.world import World, give, person

pytestmark = pytest.mark.django_db
CHANGED = WIDE.replace("complete: true", "complete: false")


def test_a_profile_is_stored_with_what_it_says() -> None:
    stored = profile()
    assert (stored.key, stored.version, stored.label_de, stored.label_en) == (
        "buergeramt",
        1,
        "Bürgeramt",
        "Citizens' office",
    )
    assert load_profile(stored.spec) == load_profile(WIDE)


def test_the_same_again_is_the_same_row() -> None:
    assert profile() == profile()
    assert Profile.objects.count() == 1
    assert AuditEvent.objects.filter(verb="store profile").count() == 1


def test_comments_and_order_are_no_change() -> None:
    assert profile() == profile("# a comment\n" + "\n".join(reversed(WIDE.strip().splitlines())))


def test_a_change_is_the_next_version_and_the_old_one_stays() -> None:
    old, new = profile(), profile(CHANGED)
    assert (old.version, new.version) == (1, 2)
    assert load_profile(Profile.objects.get(pk=old.pk).spec).complete is True
    assert load_profile(new.spec).complete is False
    assert load_profile(new.spec).version == 2


def test_going_back_to_an_older_text_is_a_new_version_too() -> None:
    profile()
    profile(CHANGED)
    assert profile().version == 3


def test_a_version_written_in_the_file_counts_if_it_is_higher() -> None:
    assert profile(f"{WIDE}version: 7\n").version == 7
    assert profile(f"{CHANGED}version: 2\n").version == 8


def test_a_profile_without_a_label_is_called_by_its_key() -> None:
    text = WIDE.replace("label: {de: Bürgeramt, en: Citizens' office}\n", "")
    assert profile(text).label_de == "buergeramt"


@pytest.mark.parametrize("path", sorted(Path("imports/profiles").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_profiles_survive_storing(path: Path) -> None:
    spec = load_profile(path.read_bytes())
    stored = put_profile(by=None, spec=spec)
    assert load_profile(Profile.objects.get(pk=stored.pk).spec) == spec


@pytest.fixture
def client(world: World) -> Client:
    give("statistik", Permission.IMPORT)
    return browser(person("stella", "statistik"), "en")


def test_the_list_says_what_there_is_and_how_often_it_was_used(client: Client) -> None:
    profile()
    receive(csv(figures()))
    shown = text(client.get("/profile/"))
    assert "Citizens&#x27; office" in shown
    assert 'href="/profile/buergeramt/"' in shown


def test_a_profile_says_in_words_what_it_reads(client: Client) -> None:
    profile()
    shown = text(client.get("/profile/buergeramt/"))
    assert "Einwohner → Inhabitants, Arbeitslose → Unemployed" in shown
    assert "Schlüssel → Districts" in shown
    assert "separated by semicolons" in shown
    assert "decimals after “,”" in shown
    assert client.get("/profile/gibt-es-nicht/").status_code == 404


def test_every_version_may_be_had_as_yaml_and_loads_to_itself(client: Client) -> None:
    old, new = profile(), profile(CHANGED)
    for one in (old, new):
        response = client.get(f"/profile/buergeramt/{one.version}.yaml")
        assert load_profile(response.content.decode()) == load_profile(one.spec)
        assert "attachment" in response.headers["Content-Disposition"]
    assert client.get("/profile/buergeramt/3.yaml").status_code == 404


def test_edited_as_yaml_it_is_the_next_version(client: Client) -> None:
    profile()
    response = client.post("/profile/buergeramt/", {"yaml": CHANGED.replace("\n", "\r\n")}, follow=True)
    assert "Saved as version 2." in text(response)
    assert Profile.objects.get(version=2).spec.get("complete") is None
    assert AuditEvent.objects.filter(verb="store profile", by="stella").count() == 1
    assert "Nothing changed" in text(client.post("/profile/buergeramt/", {"yaml": CHANGED}, follow=True))


@pytest.mark.parametrize("address", ["/profile/buergeramt/", "/profile/text/"])
def test_mistakes_are_told_with_their_line_and_what_was_written_stays(client: Client, address: str) -> None:
    profile()
    wrong = WIDE.strip().replace("parser: table", "parser: tabel").replace("delimiter:", "delimeter:")
    response = client.post(address, {"yaml": wrong})
    shown = text(response)
    assert response.status_code == 422
    assert "<strong>Line 2</strong> <code>parser: tabel</code>" in shown
    assert "<strong>Line 5</strong>" in shown
    assert "delimeter: &quot;;&quot;" in shown
    assert Profile.objects.count() == 1


def test_a_profile_written_by_hand_is_stored(client: Client) -> None:
    response = client.post("/profile/text/", {"yaml": WIDE}, follow=True)
    assert response.redirect_chain[-1][0] == "/profile/buergeramt/"
    assert Profile.objects.count() == 1


@pytest.mark.parametrize("text_of", [WIDE, CHANGED], ids=["new", "changed"])
def test_whoever_may_not_import_its_measures_may_not_write_a_profile(world: World, text_of: str) -> None:
    if text_of == CHANGED:
        profile()
    give("geburten", Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB", "EW"])
    client, before = browser(person("gerda", "geburten"), "en"), Profile.objects.count()
    response = client.post("/profile/text/", {"yaml": text_of})
    assert response.status_code == 422
    assert "Your department" in text(response)
    assert Profile.objects.count() == before
    own = text_of.replace("Arbeitslose: ALO", "Geburten: GEB").replace("profile: buergeramt", "profile: geburten")
    assert client.post("/profile/text/", {"yaml": own}).status_code == 302


def test_a_profile_of_all_measures_of_an_office_is_changed_by_who_may_everything(world: World) -> None:
    long = WIDE.replace(
        "columns: {Einwohner: EW, Arbeitslose: ALO}", "long: {measure: {column: M}, value: {column: W}}"
    )
    profile(long)
    give("geburten", Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB"])
    with pytest.raises(PermissionDenied):
        put_profile(by=person("gerda", "geburten"), spec=load_profile(long.replace("complete: true", "")))
    with pytest.raises(PermissionDenied):
        put_profile(by=person("niemand"), spec=load_profile(long.replace("buergeramt", "neu")))
