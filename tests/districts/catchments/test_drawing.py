"""The areas of large plans, drawn by a worker after each change."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from districts.actions import plan_areas
from districts.actions.plan_areas import drawing_of
from districts.actions.plan_changes import move_block, redraw
from districts.actions.plans import PlanRefused, adopt_plan, discard_plan, draft_plan
from districts.models import CatchmentPlan
from districts.presenters.plans import plan_context
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests import world as cities
from tests.districts.catchments import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> CatchmentPlan:
    """A plan of blocks with its areas, in a city that counts as large from now on."""
    settings.FILES_FOLDER = tmp_path
    plan = world.block_plan()
    monkeypatch.setattr(plan_areas, "AT_ONCE", 10)
    return plan


def move_one(plan: CatchmentPlan) -> None:
    """A block of 01 goes to 02."""
    block = next(code for code, own in world.catchment_of_block().items() if own == "01")
    move_block(by=None, plan=plan, code=block, to=plan.catchments.get(code="02"))


def sizes(plan: CatchmentPlan) -> dict[str, float]:
    plan.refresh_from_db()
    assert plan.edition is not None
    return {code: size or 0.0 for code, size in plan.edition.areas.values_list("code", "area_m2")}


def test_a_change_is_drawn_by_a_worker(large: CatchmentPlan) -> None:
    before = sizes(large)
    move_one(large)
    large.refresh_from_db()
    job = drawing_of(large)
    assert (large.edition, job is not None) == (None, True)
    assert job is not None
    done = run_job(job.pk)
    assert done is not None
    assert (done.state, done.result) == (Job.State.DONE, {"plan": large.pk})
    after = sizes(large)
    assert after["01"] < before["01"]
    assert after["02"] > before["02"]
    assert sum(after.values()) == pytest.approx(sum(before.values()))
    assert drawing_of(large) is None


def test_what_a_later_change_overtook_is_not_stored(large: CatchmentPlan) -> None:
    move_one(large)
    redraw(by=None, plan=large)
    later, first = Job.objects.all()
    run_job(later.pk)
    edition = CatchmentPlan.objects.get(pk=large.pk).edition
    assert edition is not None
    assert run_job(first.pk).state == Job.State.DONE
    assert CatchmentPlan.objects.get(pk=large.pk).edition == edition


def test_a_plan_is_not_adopted_before_its_areas_are_there(large: CatchmentPlan) -> None:
    redraw(by=None, plan=large)
    with pytest.raises(PlanRefused, match="being-drawn"):
        adopt_plan(by=None, plan=large, warnings_seen=True)
    run_job(Job.objects.get().pk)
    large.refresh_from_db()
    assert adopt_plan(by=None, plan=large, warnings_seen=True).edition is not None


def test_a_plan_that_was_discarded_meanwhile_gets_no_areas(large: CatchmentPlan) -> None:
    redraw(by=None, plan=large)
    discard_plan(by=None, plan=large)
    job = run_job(Job.objects.get().pk)
    assert job is not None
    assert (job.state, job.refusal["rule"]) == (Job.State.REFUSED, "not-a-draft")
    assert CatchmentPlan.objects.get(pk=large.pk).edition is None


def test_commands_wait_for_the_areas(large: CatchmentPlan) -> None:
    made = draft_plan(by=None, division=large.division, school_year=2030, label="Kopie", like=large, at_once=True)
    assert made.edition is not None
    assert draft_plan(by=None, division=large.division, school_year=2031, label="Kopie", like=large).edition is None


def test_the_page_shows_how_far_it_is(large: CatchmentPlan) -> None:
    cities.give("karten", Permission.MANAGE, scope=Scope.DIVISION, keys=["grundschulbezirke"])
    client, other = (Client(headers={"accept-language": "en"}) for _ in range(2))
    asking, looking = cities.person("geograf", "karten"), cities.person("geografin", "karten")
    client.force_login(asking)
    other.force_login(looking)
    page = reverse("catchment-plan", args=[large.pk])
    text = client.post(page, {"action": "draw"}, follow=True).content.decode()
    assert "Being drawn anew." in text
    assert "The areas are being drawn anew." in text
    assert reverse("job-progress", args=[Job.objects.get().pk]) in text
    assert 'value="adopt"' not in text
    assert 'value="draw"' not in text
    seen = other.get(page).content.decode()
    assert "The areas are being drawn anew." in seen
    assert "job-progress" not in seen
    assert "auftraege" not in seen
    assert "no-areas" not in {one["rule"] for one in plan_context(large, asking)["checks"]}
    run_job(Job.objects.get().pk)
    after = client.get(page).content.decode()
    assert 'value="adopt"' in after
    assert "plan-map" in after
