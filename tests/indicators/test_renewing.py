"""An edition that comes into force gets its correspondences by itself, and figures show on it."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from shapely import MultiPolygon

from districts.actions.editions import NewArea, activate_edition
from districts.actions.plans import adopt_plan
from districts.actions.renewing import RENEWING
from districts.models import Correspondence, Edition, Register
from districts.queries.renewing import ways_wanted
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests import world as worlds
from tests.districts import registers
from tests.districts.catchments import world as catchments
from tests.districts.geometry.world import square
from tests.indicators.reform import converted, reformed, way
from tests.world import DAY, World, give, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(tmp_path: Path) -> Register:
    return registers.register(tmp_path)


def halves(key: str = "haelften") -> Edition:
    worlds.division(key, rank=20)
    areas = [
        NewArea(code, code, None, MultiPolygon([square(0, low, 1000, 3000)])) for code, low in (("S", 0), ("N", 1000))
    ]
    return worlds.edition(areas, key=key)


def done() -> list[Job]:
    """All that was asked for, worked off as a worker does."""
    asked = list(Job.objects.filter(kind=RENEWING, state=Job.State.QUEUED).order_by("id"))
    return [job for one in asked if (job := run_job(one.pk)) is not None]


def standing() -> set[tuple[str, str, str]]:
    return {
        (str(one.source), str(one.target), one.basis)
        for one in Correspondence.objects.standing().select_related("source__division", "target__division")
    }


OLD, NEW, HALVES = "stadtteile@2010-01-01", "stadtteile@2024-01-01", "haelften@2010-01-01"


def test_what_led_to_the_edition_before_leads_to_the_new_one(filled: World, addresses: Register) -> None:
    other = halves()
    way(other, filled.edition)
    way(filled.edition, other)
    Job.objects.all().delete()
    new = reformed()
    (job,) = done()
    assert (job.state, len(job.result["made"])) == (Job.State.DONE, 3)
    assert standing() == {
        (HALVES, OLD, "area"), (OLD, HALVES, "area"),
        (OLD, NEW, "addresses"), (HALVES, NEW, "addresses"), (NEW, HALVES, "addresses"),
    }  # fmt: skip
    assert converted("einwohner", new).panel.cell("02", DAY).status == "converted"
    assert ways_wanted(new) == []
    activate_edition(by=None, edition=new)  # in force already: nothing more is asked for
    assert done() == []


def test_the_first_edition_of_a_division_is_reached_from_all_there_are(filled: World, addresses: Register) -> None:
    Job.objects.all().delete()
    new = halves()
    done()
    assert standing() == {(OLD, HALVES, "addresses")}
    values = converted("einwohner", new)
    assert sum(values.panel.values[:, values.periods.index(DAY)]) == pytest.approx(
        sum(filled.values("einwohner").panel.values[:, 1])
    )


def test_so_is_a_second_edition_that_no_way_led_to_yet(filled: World, addresses: Register) -> None:
    halves()
    Job.objects.all().delete()
    worlds.edition([NewArea("A", "Alles", None, MultiPolygon([square(0, 0, 2000, 3000)]))], key="haelften",
                   valid_from=date(2015, 1, 1))  # fmt: skip
    done()
    assert standing() == {(HALVES, "haelften@2015-01-01", "addresses"), (OLD, "haelften@2015-01-01", "addresses")}


def test_without_addresses_nothing_is_taken_by_plain_area(filled: World) -> None:
    reformed()
    assert not Job.objects.filter(kind=RENEWING).exists()
    assert standing() == set()


def test_regions_have_no_ground(filled: World, addresses: Register) -> None:
    Job.objects.all().delete()
    worlds.division("regionen", kind="regions")
    worlds.edition([NewArea("08", "Land")], key="regionen")
    assert not Job.objects.filter(kind=RENEWING).exists()


def test_what_stands_is_not_made_again_and_what_has_no_outlines_is_left_out(filled: World, addresses: Register) -> None:
    new = reformed()
    way(filled.edition, new)
    worlds.division("namen", rank=10)
    worlds.edition([NewArea("A", "Ohne Karte")], key="namen")
    for job in done():
        assert (job.state, job.result["made"]) == (Job.State.DONE, [])
    assert standing() == {(OLD, NEW, "area")}


def test_only_divisions_that_the_person_may_manage_get_new_ways(filled: World, addresses: Register) -> None:
    way(filled.edition, halves())
    give("arbeit", Permission.MANAGE, scope=Scope.DIVISION, keys=["stadtteile"])
    Job.objects.all().delete()
    new = reformed()
    Job.objects.filter(kind=RENEWING).update(created_by=person("anna", "arbeit"))
    done()
    assert standing() == {(OLD, HALVES, "area"), (OLD, NEW, "addresses"), (HALVES, NEW, "addresses")}
    assert {one.created_by for one in new.correspondences_to.all()} == {User.objects.get(username="anna")}


def test_without_a_register_in_the_meantime_the_page_says_so(
    filled: World, addresses: Register, client: Client
) -> None:
    anna = person("anna", "arbeit")
    reformed()
    addresses.state = Register.State.WITHDRAWN
    addresses.save()
    Job.objects.filter(kind=RENEWING).update(created_by=anna)
    (job,) = done()
    assert job.state == Job.State.REFUSED
    client.force_login(anna)
    html = client.get(f"/auftraege/{job.pk}/").content.decode()
    assert "Für diesen Tag gilt kein Adressregister" in html


def test_the_page_of_the_work_leads_to_what_was_made(filled: World, addresses: Register, client: Client) -> None:
    anna = person("anna", is_superuser=True)
    reformed()
    Job.objects.filter(kind=RENEWING).update(created_by=anna)
    (job,) = done()
    client.force_login(anna)
    html = client.get(f"/auftraege/{job.pk}/").content.decode()
    assert "Angelegte Umsteiger: 1" in html
    assert 'href="/umsteiger/"' in html


def test_every_indicator_shows_on_the_catchments_of_a_plan_once_it_is_adopted(world: World) -> None:
    plan = catchments.block_plan(2027)
    blocks = plan.blocks
    assert blocks is not None
    codes = list(blocks.areas.values_list("code", flat=True))
    world.deliver([("EW", code, DAY, 10.0 + n) for n, code in enumerate(codes)], edition=blocks)
    Job.objects.all().delete()
    plan = adopt_plan(by=None, plan=plan, warnings_seen=True)
    done()
    assert plan.edition is not None
    values = converted("einwohner", Edition.objects.get(pk=plan.edition.pk))
    assert values.panel.has_value[:, 0].all()
    assert values.panel.values[:, 0].sum() == pytest.approx(sum(10.0 + n for n in range(len(codes))))
    assert plan.edition.valid_from == date(2027, 8, 1)
