"""kill -9 of the web server's process, at every stage of an upload and in the middle of publishing."""

import os

from imports.actions.checking import check_batch
from imports.actions.sweeping import INCOMING_SECONDS, sweep_incoming
from imports.models import Batch, SourceFile
from indicators.models import Delivery, Observation, StagedObservation
from sozialmonitor.access.models import AuditEvent
from tests.imports.uploads import checked, csv, figures, many, nothing_stored, profile
from tests.processes.holding import held, wait_until_held, waiting, waiting_for_anything
from tests.processes.programs import Programs, wait_for
from tests.processes.test_worker import state
from tests.processes.visitor import Visitor
from tests.world import World, person

State = Batch.State
CONTENT = csv(figures())


def nothing_received() -> bool:
    return not Batch.objects.exists() and not SourceFile.objects.exists() and nothing_stored()


def assert_taken_as_usual(stella: Visitor) -> Batch:
    """What the person does next: the same file again."""
    assert stella.upload(CONTENT, profile()).answer().status == 302
    batch = Batch.objects.get()
    found = check_batch(batch.pk)
    assert found is not None
    assert (found.state, StagedObservation.objects.count()) == (State.READY, 12)
    assert SourceFile.objects.count() == 1
    assert "geprüft, bereit zur Veröffentlichung" in stella.page(batch)
    return batch


def test_killed_while_the_upload_arrives(programs: Programs, world: World, stella: Visitor) -> None:
    """Two megabytes are more than the way there holds: once all is sent, most of it is written."""
    asked = stella.upload(many(60_000), profile(), announced=1_000_000)
    programs.kill_web()
    assert asked.broken()
    assert nothing_received()
    assert programs.files_left() == []
    assert "einwohner.csv" not in stella.get("/lieferungen/").text
    batch = assert_taken_as_usual(stella)
    assert programs.files_left() == [batch.file.sha256]


def test_killed_before_the_file_has_its_name(programs: Programs, world: World, stella: Visitor) -> None:
    stored = profile()
    with held("imports_sourcefile"):
        asked = stella.upload(CONTENT, stored)
        wait_until_held("imports_sourcefile")
        programs.kill_web()
    wait_for(lambda: not waiting("imports_sourcefile"), "the end of the dead process's transaction")
    assert asked.broken()
    assert nothing_received()
    (left,) = programs.files.iterdir()
    assert left.name.startswith(".incoming-")
    assert sweep_incoming() == 0  # it might still be written
    os.utime(left, (0, left.stat().st_mtime - INCOMING_SECONDS - 1))
    assert sweep_incoming() == 1
    assert programs.files_left() == []
    assert_taken_as_usual(stella)


def test_killed_before_the_row_of_the_file_is_committed(programs: Programs, world: World, stella: Visitor) -> None:
    """The bytes are there and nobody names them: the next upload of the same file does."""
    stored = profile()
    with held("access_auditevent"):
        asked = stella.upload(CONTENT, stored)
        wait_until_held("access_auditevent")
        programs.kill_web()
    wait_for(lambda: not waiting("access_auditevent"), "the end of the dead process's transaction")
    assert asked.broken()
    assert nothing_received()
    batch = assert_taken_as_usual(stella)
    assert programs.files_left() == [batch.file.sha256]
    assert AuditEvent.objects.filter(verb="receive file").count() == 1


def test_killed_while_publishing(programs: Programs, world: World, stella: Visitor) -> None:
    batch = checked(CONTENT)
    with held("access_auditevent"):
        asked = stella.decide(batch, "publish")
        wait_until_held("access_auditevent")
        programs.kill_web()
    wait_for(lambda: not waiting("access_auditevent"), "the end of the dead process's transaction")
    assert asked.broken()
    assert (state(batch), Delivery.objects.get().state) == (State.READY, Delivery.State.DRAFT)
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (0, 12)
    assert "geprüft, bereit zur Veröffentlichung" in stella.page(batch)
    assert stella.decide(batch, "publish").answer().status == 302
    assert "Veröffentlicht. Die Werte stehen" in stella.page(batch)
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (12, 0)
    assert AuditEvent.objects.filter(verb="publish delivery").count() == 1


def test_of_two_people_who_publish_at_once_the_second_is_told(
    programs: Programs, world: World, stella: Visitor
) -> None:
    batch = checked(CONTENT)
    otto = Visitor(stella.path, person("otto", "statistik"))
    with held("access_auditevent"):
        first = stella.decide(batch, "publish")
        wait_until_held("access_auditevent")
        second = otto.decide(batch, "publish")
        wait_for(lambda: waiting_for_anything() == 2, "the second at the row of the first")
    assert (first.answer().status, second.answer().status) == (302, 302)
    assert "Veröffentlicht. Die Werte stehen" in stella.page(batch)
    told = otto.page(batch)
    assert "Im jetzigen Zustand ist das nicht möglich: veröffentlicht." in told
    assert "Bitte laden Sie die Seite neu" in told
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (12, 0)
    assert list(AuditEvent.objects.filter(verb="publish delivery").values_list("by", flat=True)) == ["stella"]
