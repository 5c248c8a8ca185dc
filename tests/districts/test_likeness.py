"""Pairs of divisions in force that could be the same: worked out once in the background, and kept."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from shapely import MultiPolygon

from districts.actions.editions import NewArea
from districts.actions.likeness import COMPARING, ask_for_comparing, keep_likeness
from districts.models import Area, Edition, Likeness
from districts.queries.likeness import discover, measured, not_kept
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests import world as worlds
from tests.districts.comparing import make_wards
from tests.districts.geometry.world import square
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def wards(world: World) -> Edition:
    return make_wards()


def test_an_edition_that_comes_into_force_is_compared_in_the_background(wards: Edition) -> None:
    job = Job.objects.get(kind=COMPARING)
    run = run_job(job.pk)
    assert (run.state, run.result) == ("done", {"pairs": 1})
    kept = Likeness.objects.get()
    assert (kept.agreement, kept.same) == (pytest.approx(5.8 / 6), 4)
    assert AuditEvent.objects.get(verb="compare divisions").details["pairs"] == 1
    assert not_kept() == []
    assert ask_for_comparing(by=None) is None


def test_what_is_kept_is_read_and_not_worked_out_again(world: World, wards: Edition) -> None:
    before = discover()
    keep_likeness(by=None, found=measured(not_kept()))
    Area.objects.filter(edition__in=(world.edition, wards)).update(geometry=None)  # nothing is left to overlap
    assert discover() == before
    Likeness.objects.all().delete()
    assert discover() == []


def test_one_division_alone_asks_for_nothing(world: World) -> None:
    assert not Job.objects.filter(kind=COMPARING).exists()
    assert discover() == []


def test_editions_are_compared_that_hold_on_a_common_day(world: World, wards: Edition) -> None:
    later = worlds.edition(worlds.squares(), valid_from=localdate() + timedelta(days=30))
    assert {one.pk for couple in not_kept() for one in couple} == {world.edition.pk, wards.pk, later.pk}
    wards.refresh_from_db()
    Edition.objects.filter(pk=wards.pk).update(valid_to=later.valid_from)  # over before the later one begins
    assert [{one.pk for one in couple} for couple in not_kept()] == [{world.edition.pk, wards.pk}]
    (pair,) = discover()
    assert later not in (pair.first, pair.second)


def test_what_is_over_is_compared_no_more(world: World, wards: Edition) -> None:
    Edition.objects.filter(pk=wards.pk).update(valid_to=date(2012, 1, 1))
    assert not_kept() == []
    assert discover() == []


def test_many_more_areas_or_no_common_ground_is_no_likeness(world: World) -> None:
    worlds.division("zwei")
    halves = [NewArea(f"H{n}", f"Hälfte {n}", None, MultiPolygon([square(0, 1000 * n, 1000)])) for n in range(2)]
    worlds.edition(halves, key="zwei")
    assert not_kept() == []  # three times as many areas
    worlds.division("fern")
    far = [NewArea(f"F{n}", f"Fern {n}", None, MultiPolygon([square(90_000 + n, 0, 1)])) for n in range(6)]
    worlds.edition(far, key="fern")
    found = measured(not_kept())
    assert [one.agreement for one in found] == [0.0]
    keep_likeness(by=None, found=found)
    assert not_kept() == []  # that they have nothing in common is known as well
    assert discover() == []


def test_a_pair_is_kept_once_whoever_comes_first(world: World, wards: Edition) -> None:
    couples = not_kept()
    keep_likeness(by=None, found=measured(couples))
    (again,) = measured([(second, first) for first, second in couples])
    keep_likeness(by=None, found=[again])
    assert Likeness.objects.count() == 1
    with pytest.raises(IntegrityError, match="smaller_number_first"), transaction.atomic():
        Likeness.objects.create(first=wards, second=world.edition, agreement=1, same=1)
