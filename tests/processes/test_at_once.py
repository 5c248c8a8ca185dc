"""Two processes with one batch, and a batch that is published while another is checked against the same measures."""

from imports.actions.checking import check_batch
from imports.actions.deciding import publish_batch
from imports.models import Batch
from indicators.models import Delivery, DeliveryScope, Observation, StagedObservation
from indicators.queries.difference import difference
from sozialmonitor.access.models import AuditEvent
from tests.imports.uploads import checked, csv, figures, profile, receive
from tests.processes.holding import held, wait_until_held, waiting
from tests.processes.programs import Program, Programs, wait_for
from tests.processes.test_worker import state
from tests.world import World

State = Batch.State


def start_check(programs: Programs, batch: Batch) -> Program:
    return programs.start_python(f"from imports.actions.checking import check_batch\nprint(check_batch({batch.pk}))")


def finished(program: Program) -> str:
    assert program.process.wait(60) == 0, program.said()
    return program.said()


def test_of_two_workers_with_one_batch_one_works(programs: Programs, world: World) -> None:
    """Both stand before the row when it is let go."""
    batch = receive(csv(figures()))
    with held("imports_batch"):
        both = [start_check(programs, batch) for _ in range(2)]
        wait_until_held("imports_batch", 2)
    said = sorted(finished(program).strip() for program in both)
    assert [line.endswith("einwohner.csv") for line in said].count(True) == 1, said
    assert [line.endswith("None") for line in said].count(True) == 1, said
    assert (state(batch), batch.attempt) == (State.READY, 1)
    assert (Delivery.objects.count(), StagedObservation.objects.count()) == (1, 12)
    assert AuditEvent.objects.filter(what=f"batch:{batch.pk}", verb__startswith="check batch").count() == 1


def published_meanwhile(programs: Programs, first: Batch, second: Batch) -> None:
    """The second is read and compared with what stands; before it is stored, the first is published."""
    with held("imports_problem"):
        worker = start_check(programs, second)
        wait_until_held("imports_problem")
        publish_batch(by=None, batch=first, notices_seen=True)
    finished(worker)
    assert not waiting("imports_problem")


def test_the_same_figures_are_published_while_they_are_checked(programs: Programs, world: World) -> None:
    first, second = checked(csv(figures())), receive(csv(figures()) + b"\r\n")
    published_meanwhile(programs, first, second)
    assert (state(second), second.delivery) == (State.UNCHANGED, None)
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (12, 0)
    assert world.current("einwohner", "01") == (1000.0, "ok")


def test_other_figures_are_published_while_new_ones_are_checked(programs: Programs, world: World) -> None:
    """The difference that is shown is the one to what stands now, and the last word is the newest."""
    first, second = checked(csv(figures())), receive(csv(figures(inhabitants=2000)), profile())
    published_meanwhile(programs, first, second)
    assert state(second) == State.READY
    found = difference(second.delivery).total
    assert (found.new, found.changed, found.gone, found.same) == (0, 6, 0, 6)
    publish_batch(by=None, batch=second, notices_seen=True)
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (24, 0)
    assert DeliveryScope.objects.count() == 4
    assert world.current("einwohner", "01") == (2000.0, "ok")


def test_a_check_goes_on_while_another_batch_is_being_published(programs: Programs, world: World) -> None:
    """It does not wait for the publishing, and does not see it before it is whole."""
    first, second = checked(csv(figures())), receive(csv(figures(2022)))
    program = f"""
from imports.actions.deciding import publish_batch
from imports.models import Batch
publish_batch(by=None, batch=Batch.objects.get(pk={first.pk}), notices_seen=True)
"""
    with held("access_auditevent"):
        publishing = programs.start_python(program)
        wait_until_held("access_auditevent")
        worker = start_check(programs, second)
        wait_until_held("access_auditevent", 2)  # all its figures are in the table
        assert Observation.objects.count() == 0
    finished(publishing)
    finished(worker)
    wait_for(lambda: state(second) == State.READY, "the check")
    assert state(first) == State.PUBLISHED
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (12, 12)
    assert check_batch(second.pk) is None
