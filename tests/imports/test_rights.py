"""Who sees whose uploads: they hold figures before these are suppressed."""

import pytest
from django.db.models import ProtectedError

from imports.actions.checking import check_batch
from imports.models import Batch
from imports.rights import visible_batches
from sozialmonitor.access.models import Grant, User
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.uploads import WIDE, csv, figures, profile, receive
from tests.world import World, give, person

BIRTHS = WIDE.replace("profile: buergeramt", "profile: standesamt").replace(
    "{Einwohner: EW, Arbeitslose: ALO}", "{Einwohner: GEB}"
)
# Takes the measures from the file: the profile itself names none.
OPEN = WIDE.replace("profile: buergeramt", "profile: offen").replace(
    "columns: {Einwohner: EW, Arbeitslose: ALO}", "long: {measure: {column: Stadtteil}, value: {column: Einwohner}}"
)


@pytest.fixture
def batches(world: World) -> dict[str, Batch]:
    content = csv(figures())
    texts = {"population": WIDE, "births": BIRTHS, "open": OPEN}
    return {name: receive(content, profile(text)) for name, text in texts.items()}


def seen(user: User | None, batches: dict[str, Batch]) -> set[str]:
    visible = set(visible_batches(user).values_list("pk", flat=True))
    return {name for name, batch in batches.items() if batch.pk in visible}


def test_a_right_to_all_sees_all(batches: dict[str, Batch]) -> None:
    give("statistik", Permission.IMPORT)
    assert seen(person("ines", "statistik"), batches) == {"population", "births", "open"}
    assert seen(person("root", is_superuser=True), batches) == {"population", "births", "open"}
    assert seen(None, batches) == {"population", "births", "open"}


@pytest.mark.parametrize("permission", [Permission.IMPORT, Permission.PUBLISH])
def test_a_right_to_every_measure_of_the_profile_sees_its_batches(
    batches: dict[str, Batch], permission: Permission
) -> None:
    give("bildung", permission, scope=Scope.MEASURE, keys=["GEB"])
    assert seen(person("bea", "bildung"), batches) == {"births"}


def test_half_a_right_sees_nothing(batches: dict[str, Batch]) -> None:
    give("bildung", Permission.IMPORT, scope=Scope.MEASURE, keys=["EW"])
    give("bildung", Permission.PUBLISH, scope=Scope.MEASURE, keys=["ALO"])
    assert seen(person("bea", "bildung"), batches) == set()


def test_a_right_on_an_indicator_counts_for_its_measures(batches: dict[str, Batch]) -> None:
    give("arbeit", Permission.IMPORT, scope=Scope.INDICATOR, keys=["quote"])
    assert seen(person("ali", "arbeit"), batches) == {"population"}


def test_who_uploaded_sees_their_own_whatever_it_holds(batches: dict[str, Batch]) -> None:
    give("bildung", Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB"])
    bea = person("bea", "bildung")
    batches["own"] = receive(csv(figures()), profile(OPEN), by=bea)
    assert seen(bea, batches) == {"own", "births"}


def test_whose_right_to_a_measure_is_gone_no_longer_sees_it_beside_what_is_published(batches: dict[str, Batch]) -> None:
    give("arbeit", Permission.IMPORT, scope=Scope.INDICATOR, keys=["quote"])
    ali = person("ali", "arbeit")
    batches["own"] = check_batch(receive(csv(figures()), profile(), by=ali).pk)
    batches["waiting"] = receive(csv(figures(2022)), profile(), by=ali)
    assert seen(ali, batches) == {"own", "waiting", "population"}
    Grant.objects.all().delete()
    give("arbeit", Permission.IMPORT, scope=Scope.MEASURE, keys=["EW"])
    assert seen(ali, batches) == {"waiting"}


@pytest.mark.parametrize("permission", [Permission.LIST, Permission.VIEW, Permission.DOWNLOAD, Permission.MANAGE])
def test_other_rights_open_nothing(batches: dict[str, Batch], permission: Permission) -> None:
    give("bildung", permission)
    assert seen(person("bea", "bildung"), batches) == set()


def test_nobody_sees_anything_without_a_department(batches: dict[str, Batch]) -> None:
    assert seen(person("niemand"), batches) == set()


def test_an_account_that_uploaded_is_not_deleted(batches: dict[str, Batch]) -> None:
    give("bildung", Permission.IMPORT)
    bea = person("bea", "bildung")
    receive(csv(figures()), profile(), by=bea)
    with pytest.raises(ProtectedError):
        bea.delete()
