"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from imports.models import Batch, Profile, SourceFile
from tests.imports.uploads import checked, csv, figures, profile, receive
from tests.world import World


def refused(constraint: str) -> object:
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize("state", ["ready", "published"])
def test_what_can_be_published_has_a_delivery(world: World, state: str) -> None:
    batch = receive(csv(figures()))
    with refused("batch_ready_has_delivery"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state=state)


def test_unknown_states_are_refused(world: World) -> None:
    batch = receive(csv(figures()))
    with refused("batch_state_known"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state="nearly")
    for state in Batch.State.values:
        if state not in ("ready", "published"):
            Batch.objects.filter(pk=batch.pk).update(state=state)


def test_a_delivery_belongs_to_one_batch(world: World) -> None:
    first, second = checked(csv(figures())), receive(csv(figures(2022)))
    with refused("delivery_id"), transaction.atomic():
        Batch.objects.filter(pk=second.pk).update(delivery=first.delivery)


def test_a_checksum_and_a_version_exist_once(world: World) -> None:
    batch = receive(csv(figures()))
    with refused("sha256"), transaction.atomic():
        SourceFile.objects.create(sha256=batch.file.sha256, size=1, path="elsewhere")
    stored = profile()
    with refused("profile_version_once"), transaction.atomic():
        Profile.objects.create(key=stored.key, version=stored.version, spec={}, label_de="x")


def test_files_and_profiles_in_use_stay(world: World) -> None:
    batch = checked(csv(figures()))
    for kept in (batch.file, batch.profile, batch.delivery):
        with pytest.raises(Exception, match="protected"), transaction.atomic():
            kept.delete()


def test_names_of_things(world: World) -> None:
    batch = checked(csv([["99", "", 2023, 1, 1]]))
    assert str(batch) == f"{batch.pk} einwohner.csv"
    assert str(batch.file) == batch.file.sha256[:12]
    assert str(batch.problems.get(rule="unknown_area")) == "unknown_area :2:Schlüssel"
