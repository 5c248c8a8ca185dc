"""Rights on an office's deliveries, and rights to import that hold on one division alone."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from imports.actions.deciding import cancel_batch, check_again, publish_batch, withdraw_batch
from imports.actions.profiles import put_profile
from imports.models import Batch
from imports.parsers.profiles.loading import load_profile
from imports.rights import may_expect, readable_batches, visible_batches
from indicators.reach import Reach
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope, may_see_deliveries
from tests.imports.browsing import browser, page, text, upload
from tests.imports.uploads import WIDE, checked, csv, figures, place, profile, published, receive, rules
from tests.world import World, edition, give, person

State = Batch.State
OFFICE = {"scope": Scope.SOURCE, "keys": ["Bürgeramt"]}
OTHER = WIDE.replace("profile: buergeramt", "profile: anderes").replace("source: Bürgeramt", "source: Standesamt")
FROM_FILE = WIDE.replace("profile: buergeramt", "profile: offen").replace(
    "columns: {Einwohner: EW, Arbeitslose: ALO}", "long: {measure: {column: Stadtteil}, value: {column: Einwohner}}"
)
ELSEWHERE = WIDE.replace("profile: buergeramt", "profile: bezirke").replace(
    "division: stadtteile", "division: stadtbezirke"
)


def with_right(name: str, *permissions: Permission, **on: Any) -> User:
    give(name, *permissions, **(on or OFFICE))
    return person(f"p-{name}", name)


def seen(user: User, permission: Permission | None = None) -> set[str]:
    found = readable_batches(user, permission) if permission else visible_batches(user)
    return {batch.profile.key for batch in found if batch.profile}


@pytest.fixture
def batches(world: World) -> Batch:
    checked(csv(figures()), profile(OTHER))
    return checked(csv(figures()), profile())


def test_whoever_may_import_an_offices_deliveries_does_so_with_its_profiles(world: World) -> None:
    ines = with_right("amt", Permission.IMPORT)
    assert checked(csv(figures()), profile(), by=ines).state == State.READY
    refused = checked(csv(figures(2022)), profile(OTHER), by=ines)
    assert set(rules(refused)) == {"measure_not_allowed"}
    assert seen(ines) == {"buergeramt", "anderes"}  # the second is their own, refused upload


def test_a_profile_that_takes_its_measures_from_the_file_names_none_for_the_office(world: World) -> None:
    ines = with_right("amt", Permission.IMPORT)
    lines = [["01", "ALO", 2023, 5, ""]]
    assert "measure_not_allowed" in rules(checked(csv(lines), profile(FROM_FILE), by=ines))


def test_nobody_makes_an_offices_right_wider_by_writing_a_profile(world: World) -> None:
    ines = with_right("amt", Permission.IMPORT)
    with pytest.raises(PermissionDenied):
        put_profile(by=ines, spec=load_profile(WIDE.replace("Arbeitslose: ALO", "Arbeitslose: GEB")))
    profile()
    with pytest.raises(PermissionDenied):
        put_profile(by=ines, spec=load_profile(WIDE.replace("Arbeitslose: ALO", "Arbeitslose: GEB")))


def test_publishing_and_withdrawing_an_offices_deliveries(batches: Batch) -> None:
    olga, other = with_right("amt", Permission.PUBLISH), Batch.objects.get(profile__key="anderes")
    done = publish_batch(by=olga, batch=batches, notices_seen=True)
    assert done.state == State.PUBLISHED
    withdraw_batch(by=olga, batch=done, reason="Probe")
    with pytest.raises(PermissionDenied):
        publish_batch(by=olga, batch=other, notices_seen=True)
    assert seen(olga) == {"buergeramt"}


def test_who_may_see_an_offices_deliveries_reads_and_changes_nothing(batches: Batch) -> None:
    vera = with_right("amt", Permission.VIEW)
    assert seen(vera, Permission.VIEW) == {"buergeramt"}
    assert seen(vera) == seen(vera, Permission.DOWNLOAD) == set()
    client, other = browser(vera), Batch.objects.get(profile__key="anderes")
    assert "Lieferungen" in text(client.get("/"))
    html = text(client.get("/lieferungen/"))
    assert f"/lieferungen/{batches.pk}/" in html
    assert f"/lieferungen/{other.pk}/" not in html
    assert "/lieferungen/neu/" not in html
    shown = text(page(client, batches))
    for action in ("publish", "discard", "check-again", "cancel"):
        assert f'value="{action}"' not in shown
        assert client.post(f"/lieferungen/{batches.pk}/", {"action": action}).status_code == 404
    assert client.get(f"/lieferungen/{batches.pk}/protokoll/").status_code == 200
    assert client.get(f"/lieferungen/{batches.pk}/fortschritt/").status_code == 200
    assert client.get(f"/lieferungen/{batches.pk}/befunde.csv").status_code == 404
    for path in (f"/lieferungen/{other.pk}/", f"/lieferungen/{other.pk}/protokoll/"):
        assert client.get(path).status_code == 404
    for path in ("/lieferungen/neu/", "/profile/", f"/profile/neu/?lieferung={batches.pk}"):
        assert client.get(path).status_code == 403
    batches.refresh_from_db()
    assert batches.state == State.READY
    for action in (cancel_batch, check_again):
        with pytest.raises(PermissionDenied):
            action(by=vera, batch=batches)
    assert [one["id"] for one in client.get("/api/v1/batches/").json()] == [batches.pk]
    assert [one["id"] for one in client.get("/api/v1/deliveries/").json()] == [batches.delivery_id]


def test_who_may_download_as_well_gets_the_findings(batches: Batch) -> None:
    client = browser(with_right("amt", Permission.VIEW, Permission.DOWNLOAD))
    assert client.get(f"/lieferungen/{batches.pk}/befunde.csv").status_code == 200


def test_everything_names_no_office(batches: Batch) -> None:
    """Deliveries show figures before they are suppressed: seeing all figures is not seeing them."""
    vera = with_right("alles", Permission.LIST, Permission.VIEW, Permission.DOWNLOAD, scope=Scope.ANY)
    assert not may_see_deliveries(vera)
    assert seen(vera, Permission.VIEW) == set()
    client = browser(vera)
    assert client.get("/lieferungen/").status_code == 403
    give("alles", Permission.VIEW, **OFFICE)
    assert seen(vera, Permission.VIEW) == {"buergeramt"}


@pytest.mark.parametrize("permission", [Permission.LIST, Permission.MANAGE])
def test_other_rights_on_an_office_open_nothing(batches: Batch, permission: Permission) -> None:
    user = with_right("amt", permission)
    assert not may_see_deliveries(user)
    assert seen(user, Permission.VIEW) == set()


def test_a_closed_account_and_a_stranger_see_none(batches: Batch) -> None:
    vera = with_right("amt", Permission.VIEW, Permission.IMPORT)
    assert may_expect(vera, "buergeramt")
    assert not may_expect(vera, "anderes")
    vera.is_active = False
    assert not may_see_deliveries(vera)
    assert Reach(vera, Permission.VIEW).sources == frozenset()
    assert Client().get("/lieferungen/").status_code == 302


HERE = {"scope": Scope.INDICATOR, "keys": ["quote"], "division": "stadtteile"}


def test_a_right_that_holds_on_one_division_opens_the_upload_there(world: World) -> None:
    ines = with_right("amt", Permission.IMPORT, **HERE)
    client = browser(ines)
    assert client.get("/lieferungen/neu/").status_code == 200
    assert upload(client, csv(figures()), profile()).status_code == 302
    batch = checked(csv(figures(2022)), profile(), by=ines)
    assert batch.state == State.READY
    assert seen(ines) == {"buergeramt"}
    assert may_expect(ines, "buergeramt")
    assert page(client, batch).status_code == 200


def test_a_file_of_another_division_is_refused_with_the_place_and_the_reason(world: World) -> None:
    edition(key="stadtbezirke")
    ines = with_right("amt", Permission.IMPORT, **HERE)
    batch = checked(csv(figures()), profile(ELSEWHERE), by=ines)
    assert batch.state == State.REFUSED
    assert set(rules(batch)) == {"measure_not_allowed_here"}
    assert [place(one)[1:] for one in batch.problems.order_by("id")] == [(2, "Arbeitslose"), (2, "Einwohner")]
    shown = text(page(browser(ines), batch))
    assert "nicht für die Gliederung „stadtbezirke“" in shown
    assert not may_expect(ines, "bezirke")


def test_publishing_on_one_division_publishes_there_alone(world: World) -> None:
    edition(key="stadtbezirke")
    olga = with_right("amt", Permission.PUBLISH, **HERE)
    here, there = (checked(csv(figures()), profile(spec)) for spec in (WIDE, ELSEWHERE))
    assert publish_batch(by=olga, batch=here, notices_seen=True).state == State.PUBLISHED
    with pytest.raises(PermissionDenied):
        publish_batch(by=olga, batch=there, notices_seen=True)
    assert seen(olga) == {"buergeramt"}


def test_a_profile_is_written_by_whoever_may_import_all_of_it_on_its_division(world: World) -> None:
    edition(key="stadtbezirke")
    ines = with_right("amt", Permission.IMPORT, **HERE)
    assert put_profile(by=ines, spec=load_profile(WIDE)).version == 1
    with pytest.raises(PermissionDenied):
        put_profile(by=ines, spec=load_profile(ELSEWHERE))


def test_a_right_on_single_areas_imports_nothing(world: World) -> None:
    ines = with_right("amt", Permission.IMPORT, **HERE, areas=["01"])
    batch = checked(csv(figures(codes=["01"])), profile(WIDE.replace("complete: true", "")), by=ines)
    assert "measure_not_allowed" in rules(batch)


def test_drafts_of_ones_own_on_a_division_that_is_lost_are_gone(world: World) -> None:
    ines = with_right("amt", Permission.IMPORT, **HERE)
    mine = checked(csv(figures()), profile(), by=ines)
    assert mine.delivery is not None
    ines.memberships.all().delete()
    give("bezirke", Permission.IMPORT, scope=Scope.INDICATOR, keys=["quote"], division="regionen")
    ines.departments.add(*person("x", "bezirke").departments.all())
    assert seen(ines) == set()


def test_what_is_published_by_an_office_is_published_by_somebody_else_of_it(world: World) -> None:
    """The page names who else may publish where a source wants four eyes, persons with rights of their own too."""
    batch = published(csv(figures()), profile())
    olga = with_right("amt", Permission.PUBLISH)
    assert batch.delivery is not None
    assert Reach(olga, Permission.PUBLISH).closed(batch.delivery) == []
    assert Reach(person("niemand"), Permission.PUBLISH).closed(batch.delivery) == ["ALO", "EW"]
    assert receive(csv(figures(2021)), profile()).state == State.QUEUED
