"""kill -9 in every kind of background work, while it computes and while it stores: nothing half-written is left, the
sweeper hands the work over, and the second time gives what an undisturbed one gives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now

from districts.actions.likeness import COMPARING
from districts.actions.renewing import RENEWING
from districts.jobs.addresses import LOOKING_UP, PLACING, READING
from districts.jobs.catchments import KEY as DRAFTING
from districts.models import (
    Address,
    Area,
    CatchmentPlan,
    CatchmentRange,
    Correspondence,
    Edition,
    Likeness,
    Placement,
    Register,
    Street,
    Weight,
)
from indicators.jobs import KEY as BUILDING
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.jobs.actions.asking import ask, place
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.actions.sweeping import sweep_jobs
from sozialmonitor.jobs.models import Job
from sozialmonitor.jobs.queue import enqueue
from tests.districts import registers
from tests.districts.addressing.writing import HEADER
from tests.districts.comparing import make_wards
from tests.indicators.reform import reformed
from tests.processes.holding import NOBODY_READS, NOBODY_WRITES, held, wait_until_held, waiting
from tests.processes.programs import Program, Programs, wait_for
from tests.world import World

TABLES = (
    Correspondence,
    Weight,
    Register,
    Street,
    Address,
    Placement,
    CatchmentPlan,
    CatchmentRange,
    Edition,
    Area,
    Likeness,
)
LAST = ("access_auditevent", NOBODY_WRITES)  # every store ends with it: all else is in its tables, nothing committed
DIRECTORY = "name,houseNumbers,districtNumber\nHauptstraße,1 bis 12b,A\nHauptstraße,ab 13,B\nMühlenweg,gesamt,B\n"
OFFICE = "alt;neu;anteil\n01;01;1\n02;02;1\n03;02;1\n04;4a;0,25\n04;4b;0,75\n05;05;1\n06;06;1\n"


@dataclass(frozen=True)
class Kind:
    """`prepared` gives what to ask for; `steps` are tables and modes that hold it up; `seen` what came of a job."""

    key: str
    prepared: Callable[[World, Path], dict[str, Any]]
    seen: Callable[[Job], Any]
    steps: tuple[tuple[str, str], ...]


def pair(world: World, _folder: Path) -> dict[str, Any]:
    new = reformed()
    rest = {"blocks": None, "measure": "", "period": ""}
    return {"params": {"source": world.edition.pk, "target": new.pk, "basis": "area", **rest}}


def pair_of_the_office(world: World, folder: Path) -> dict[str, Any]:
    asked = pair(world, folder)
    return {"params": asked["params"] | {"basis": "office"}, "file_name": "u.csv", "chunks": [OFFICE.encode()]}


def weights(job: Job) -> Any:
    found = Weight.objects.filter(correspondence=job.result["correspondence"])
    return sorted(found.values_list("source__code", "target__code", "weight"))


def addresses_file(_world: World, _folder: Path) -> dict[str, Any]:
    text = "\r\n".join([HEADER, *registers.written()]).encode()
    return {"params": {"valid_from": "2020-01-01", "crs": "EPSG:25832"}, "file_name": "adressen.csv", "chunks": [text]}


def addresses(job: Job) -> Any:
    found = Address.objects.filter(street__register=job.result["register"]).order_by("ordinal")
    return [(str(one), one.ordinal, one.place.coords, one.inhabitants) for one in found]


def city_of_addresses(_world: World, folder: Path) -> dict[str, Any]:
    registers.register(folder)
    (placing,) = Job.objects.filter(kind=PLACING)
    done = run_job(placing.pk)
    assert done is not None
    assert done.state == Job.State.DONE
    return {}


def placed(_job: Job) -> Any:
    return sorted(Placement.objects.values_list("register", "edition", "part", "areas"))


def lists(world: World, folder: Path) -> dict[str, Any]:
    city_of_addresses(world, folder)
    return {"file_name": "liste.csv", "chunks": ["Adresse\nHauptstr. 12a\nMühlenweg 2\nNirgends 1\n".encode()]}


def directory(world: World, folder: Path) -> dict[str, Any]:
    city_of_addresses(world, folder)
    params = {"division": world.edition.division_id, "school_year": 2030, "label": "Plan", "blocks": None, "pad": 0}
    return {"params": params | {"skip_bad_rows": False}, "file_name": "s.csv", "chunks": [DIRECTORY.encode()]}


def plan(job: Job) -> Any:
    made = CatchmentPlan.objects.get(pk=job.result["plan"])
    ranges = CatchmentRange.objects.filter(catchment__plan=made)
    drawn = made.edition.areas.values_list("code", "area_m2") if made.edition else []
    return sorted(ranges.values_list("catchment__code", "folded", "parity", "first", "last")), sorted(drawn)


def city_after_a_reform(_world: World, folder: Path) -> dict[str, Any]:
    registers.register(folder)
    new = reformed()
    Job.objects.all().delete()  # what coming into force asked for by itself
    return {"params": {"edition": new.pk}}


def all_weights(_job: Job) -> Any:
    return sorted(Weight.objects.values_list("source__code", "target__code", "weight"))


def divisions_alike(_world: World, _folder: Path) -> dict[str, Any]:
    make_wards()
    Likeness.objects.all().delete()
    Job.objects.all().delete()
    return {}


def pairs_kept(_job: Job) -> Any:
    return sorted(Likeness.objects.values_list("first", "second", "agreement", "same"))


AREAS_READ = ("districts_area", NOBODY_READS)
KINDS = [
    Kind(BUILDING, pair, weights, (AREAS_READ, ("districts_weight", NOBODY_WRITES), LAST)),
    Kind(BUILDING, pair_of_the_office, weights, (AREAS_READ, ("districts_weight", NOBODY_WRITES))),
    Kind(READING, addresses_file, addresses, (AREAS_READ, ("districts_address", NOBODY_WRITES), LAST)),
    Kind(PLACING, city_of_addresses, placed, (AREAS_READ, ("districts_placement", NOBODY_WRITES), LAST)),
    Kind(LOOKING_UP, lists, lambda job: place(job.output).read_bytes(), (("districts_street", NOBODY_READS), LAST)),
    Kind(RENEWING, city_after_a_reform, all_weights, (AREAS_READ, ("districts_weight", NOBODY_WRITES), LAST)),
    Kind(COMPARING, divisions_alike, pairs_kept, (AREAS_READ, ("districts_likeness", NOBODY_WRITES), LAST)),
    Kind(DRAFTING, directory, plan, (("districts_catchmentrange", NOBODY_WRITES), AREAS_READ, LAST)),
]
STEPS = [pytest.param(kind, *step, id=f"{kind.prepared.__name__}-{step[0]}") for kind in KINDS for step in kind.steps]


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (*TABLES, AuditEvent)}


def asked(kind: Kind, what: dict[str, Any]) -> Job:
    return ask(by=None, kind=kind.key, start=False, **what)


def seen(job: Job) -> Job:
    job.refresh_from_db()
    return job


def start(programs: Programs, job: Job) -> Program:
    return programs.start_python(f"from sozialmonitor.jobs.actions.running import run_job\nrun_job({job.pk})")


def killed_at(table: str, mode: str, begin: Callable[[], Program]) -> None:
    with held(table, mode):
        doomed = begin()
        wait_until_held(table)
        doomed.kill()
    wait_for(lambda: not waiting(table), "the end of the dead process's transaction")


def assert_handed_over(job: Job) -> None:
    assert (seen(job).state, job.attempt, job.result, job.output) == (Job.State.WORKING, 1, {}, "")
    assert sweep_jobs() == 0  # as far as anyone knows it is alive
    Job.objects.filter(pk=job.pk).update(heartbeat=now() - timedelta(hours=1))
    assert sweep_jobs() == 1
    assert (seen(job).state, job.phase, job.done) == (Job.State.QUEUED, "", 0)
    handed = AuditEvent.objects.filter(verb="hand over work again", what=f"job:{job.pk}")
    assert [event.details for event in handed] == [{"attempt": 1}]


@pytest.mark.parametrize(("kind", "table", "mode"), STEPS)
def test_killed_at_any_step_it_is_done_once_and_the_same(
    programs: Programs, world: World, tmp_path: Path, kind: Kind, table: str, mode: str
) -> None:
    what = kind.prepared(world, tmp_path)
    job = asked(kind, what)
    before = counts()
    killed_at(table, mode, lambda: start(programs, job))
    assert counts() == before
    assert_handed_over(job)
    again = run_job(job.pk)
    assert again is not None
    assert (again.state, again.attempt, again.fault) == (Job.State.DONE, 2, "")
    first = kind.seen(again)
    assert first
    undisturbed = run_job(asked(kind, what).pk)
    assert undisturbed is not None
    assert kind.seen(undisturbed) == first
    assert AuditEvent.objects.filter(verb="finish work", what=f"job:{job.pk}").count() == 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.prepared.__name__)
def test_a_living_worker_takes_over_from_a_killed_one(
    programs: Programs, world: World, tmp_path: Path, kind: Kind
) -> None:
    """From worker to worker, as a city runs them; nothing of the upload and nothing temporary stays behind."""
    job = asked(kind, kind.prepared(world, tmp_path))

    def worker() -> Program:
        started = programs.start_worker()
        enqueue(job.pk)
        return started

    killed_at(*LAST, worker)
    Job.objects.filter(pk=job.pk).update(heartbeat=now() - timedelta(hours=1))
    assert sweep_jobs() == 1
    programs.start_worker()
    wait_for(lambda: seen(job).state == Job.State.DONE, "the second worker")
    assert job.attempt == 2
    assert kind.seen(job)
    assert programs.files_left() == ([Path(job.output).name] if job.output else [])


def test_what_dies_each_time_is_given_up_and_its_page_says_so(programs: Programs, world: World, tmp_path: Path) -> None:
    kind = KINDS[0]
    job = asked(kind, kind.prepared(world, tmp_path))
    before = counts()
    for attempt in (1, 2, 3):
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.WORKING, attempt=attempt, heartbeat=now() - timedelta(hours=1)
        )
        assert sweep_jobs() == 1
    assert (seen(job).state, job.fault) == (Job.State.FAILED, "no sign of life after attempt 3")
    assert run_job(job.pk) is None
    assert counts()["Correspondence"] == before["Correspondence"]
