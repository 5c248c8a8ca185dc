"""kill -9 in the middle of sealing, and two who seal at once: the chain is whole, and every line is in it once."""

from sozialmonitor.trail.models import Seal
from sozialmonitor.trail.sealing import seal_trail
from sozialmonitor.trail.verifying import verify
from tests.processes.holding import executed, waiting_for_anything
from tests.processes.programs import Programs, wait_for
from tests.trail.lines import ids, trail
from tests.world import World

SEAL = "from sozialmonitor.trail.sealing import seal_trail; print('sealed', seal_trail(), flush=True)"
# Somebody else's fifth seal, not committed: whoever writes theirs waits in the middle of its rows.
FIFTH = """
INSERT INTO trail_seal (id, kind, event, count, digest, sealed_at, previous, seal)
VALUES (5, 'event', 1000000, 1, 'x', now(), 'x', 'x')
"""


def test_killed_between_rows(programs: Programs, world: World) -> None:
    trail(20)
    lines = ids()
    with executed(FIFTH):
        sealer = programs.start_python(SEAL)
        wait_for(lambda: waiting_for_anything() == 1, "the sealer at the fifth row")
        sealer.kill()
        assert seal_trail() == 0  # the dead one's backend still holds the lock
    wait_for(lambda: waiting_for_anything() == 0, "the end of the dead one's transaction")
    wait_for(lambda: seal_trail() or Seal.objects.exists(), "the next one")
    assert list(Seal.objects.values_list("event", flat=True)) == lines
    assert verify().sound


def test_two_at_once(programs: Programs, world: World) -> None:
    trail(20)
    lines = ids()
    with executed(FIFTH):
        first = programs.start_python(SEAL)
        wait_for(lambda: waiting_for_anything() == 1, "the first")
        second = programs.start_python(SEAL)
        second.wait_until_it_says("sealed 0")  # and did not wait
    first.process.wait(20)
    assert f"sealed {len(lines)}" in first.said()
    assert list(Seal.objects.values_list("id", "event")) == list(enumerate(lines, start=1))
    assert verify().sound


def test_the_timetable_seals(programs: Programs, world: World) -> None:
    trail(2)
    programs.start_worker()
    programs.start_timetable()
    wait_for(lambda: Seal.objects.filter(event=ids()[-1]).exists(), "the first round", 60)
    assert verify().sound
