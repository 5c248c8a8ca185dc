"""A batch from the queue to its end: every state the check itself can bring it to."""

from django.db import connection
from pytest_django import Settings

from districts.actions.editions import put_division
from imports.actions.checking import check_batch
from imports.actions.deciding import publish_batch, withdraw_batch
from imports.models import Batch, Problem, Profile
from indicators.models import Delivery, Indicator, Observation, StagedObservation
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.uploads import (
    REGIONS,
    WIDE,
    checked,
    csv,
    figures,
    nothing_stored,
    place,
    profile,
    published,
    receive,
    rules,
)
from tests.world import DAY, World, give, person

State = Batch.State


def test_good_file_is_ready_and_nothing_of_it_is_visible(world: World) -> None:
    batch = checked(csv(figures()))
    assert (batch.state, batch.phase, batch.attempt, batch.fault) == (State.READY, Batch.Phase.NONE, 1, "")
    assert (batch.done, batch.total) == (12, 12)
    assert batch.finished_at is not None
    delivery = batch.delivery
    assert delivery is not None
    assert (delivery.state, delivery.complete, delivery.source_id) == (Delivery.State.DRAFT, True, "Bürgeramt")
    assert delivery.canonical_hash == batch.facts["canonical_hash"]
    assert delivery.staged.count() == 12
    assert not Observation.objects.exists()
    assert world.values("einwohner").periods == ()


def test_staged_figures_are_those_of_the_file(world: World) -> None:
    lines = [["01", "Viertel 01", 2023, "1234", "."], ["02", "Viertel 02", 2023, "", "-"]]
    batch = checked(csv(lines), profile(WIDE.replace("complete: true", "")))
    assert batch.state == State.READY
    staged = StagedObservation.objects.order_by("series__area__code", "series__measure__code")
    assert [
        (s.series.area.code, s.series.measure.code, s.value, s.status, s.period_start, s.period_end) for s in staged
    ] == [
        ("01", "ALO", None, "suppressed", DAY.start, DAY.end),
        ("01", "EW", 1234.0, "ok", DAY.start, DAY.end),
        ("02", "ALO", 0.0, "zero", DAY.start, DAY.end),
        ("02", "EW", None, "missing", DAY.start, DAY.end),
    ]


def test_marks_on_figures_are_kept_as_flags(world: World) -> None:
    text = WIDE.replace("complete: true", "flags: {p: provisional, r: revised}")
    batch = checked(csv([["01", "", 2023, "1234pr", "5p"]]), profile(text))
    assert batch.state == State.READY, rules(batch)
    found = {s.series.measure.code: (s.value, s.status, s.flags) for s in StagedObservation.objects.all()}
    assert {code: value for code, (value, _, _) in found.items()} == {"EW": 1234.0, "ALO": 5.0}
    words = {code: {status, *flags.split()} for code, (_, status, flags) in found.items()}
    assert "provisional" in words["ALO"]
    assert {"provisional", "revised"} <= words["EW"]


def test_what_was_recognised_and_the_first_rows_are_kept(world: World) -> None:
    batch = checked(csv(figures()))
    assert batch.facts["encoding"] == "cp1252"
    assert batch.facts["rows"] == 6
    assert len(batch.facts["preview"]) == 12
    assert batch.facts["preview"][0] == {
        "line": 2,
        "measure": "EW",
        "area_code": "01",
        "area_name": "Viertel 01",
        "period": "2023-12-31",
        "value": 1000.0,
        "status": "ok",
    }


def test_errors_refuse_the_file_with_their_places_and_nothing_is_stored(world: World) -> None:
    lines = figures()
    lines[1][3], lines[2][0], lines[4][2] = "viele", "99", "gestern"
    batch = checked(csv(lines))
    assert batch.state == State.REFUSED
    assert batch.problem_counts["error"] == 3
    errors = batch.problems.filter(severity=Problem.Severity.ERROR)
    assert {(p.rule, place(p), p.value) for p in errors} == {
        ("unknown_word", ("", 3, "Einwohner"), "viele"),
        ("unknown_area", ("", 4, "Schlüssel"), "99"),
        ("period_unreadable", ("", 6, "Jahr"), "gestern"),
    }
    assert errors.get(rule="unknown_word").row == ["02", "Viertel 02", "2023", "viele", "51"]
    assert nothing_stored()


def test_a_notice_does_not_refuse(world: World) -> None:
    batch = checked(csv(figures(codes=["01", "02", "03", "04"])))
    assert batch.state == State.READY
    assert rules(batch, "notice") == ["missing_areas"]
    assert batch.problems.get().params["codes"] == ["05", "06"]


def test_the_same_file_again_is_unchanged(world: World) -> None:
    published(csv(figures()))
    batch = checked(csv(figures()))
    assert batch.state == State.UNCHANGED
    assert batch.delivery is None
    assert not StagedObservation.objects.exists()
    assert Delivery.objects.filter(state="draft").count() == 0


def test_the_same_figures_in_another_order_are_unchanged(world: World) -> None:
    first = published(csv(figures()))
    again = checked(csv(reversed(figures())))
    assert again.file != first.file
    assert again.facts["canonical_hash"] == first.facts["canonical_hash"]
    assert again.state == State.UNCHANGED


def test_the_same_figures_under_another_profile_are_unchanged(world: World) -> None:
    published(csv(figures()))
    other = profile(WIDE.replace("profile: buergeramt", "profile: anderes").replace("Einwohner: EW", "Menschen: EW"))
    header = ("Schlüssel", "Stadtteil", "Jahr", "Menschen", "Arbeitslose")
    assert checked(csv(figures(), header), other).state == State.UNCHANGED


def test_the_same_figures_with_another_mark_are_not_unchanged(world: World) -> None:
    marked = profile(WIDE.replace("complete: true", "complete: true\nflags: {p: provisional}"))
    published(csv(figures()), marked)
    lines = figures()
    lines[0][3] = f"{lines[0][3]}p"
    assert checked(csv(lines), marked).state == State.READY


def test_a_withdrawn_file_may_come_again(world: World) -> None:
    withdraw_batch(by=None, batch=published(csv(figures())), reason="zu früh")
    again = checked(csv(figures()))
    assert again.state == State.READY
    publish_batch(by=None, batch=again)
    assert world.current("einwohner", "01") == (1000.0, "ok")


def test_drafts_do_not_count_as_imported(world: World) -> None:
    first, second = checked(csv(figures())), checked(csv(figures()))
    assert (first.state, second.state) == (State.READY, State.READY)


def test_a_lost_file_is_a_fault_of_ours_and_can_be_checked_again(world: World, settings: Settings) -> None:
    batch = receive(csv(figures()))
    (settings.FILES_FOLDER / batch.file.path).unlink()
    found = check_batch(batch.pk)
    assert found is not None
    assert (found.state, found.phase) == (State.FAILED, Batch.Phase.NONE)
    assert found.fault.startswith("FileNotFoundError")
    assert AuditEvent.objects.filter(what=f"batch:{batch.pk}", verb="close batch: failed").exists()
    assert nothing_stored()


def test_a_row_the_database_refuses_leaves_nothing_half_written(world: World) -> None:
    """The database refuses a row at the end of the transaction that stores all of them."""
    batch = receive(csv(figures()))
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE indicators_stagedobservation ADD CONSTRAINT only_small CHECK (value < 1050) NOT VALID"
        )
    found = check_batch(batch.pk)
    assert found is not None
    assert (found.state, found.problems.count()) == (State.FAILED, 0)
    assert "only_small" in found.fault
    assert nothing_stored()


def test_a_batch_that_nobody_queued_is_left_alone(world: World) -> None:
    batch = checked(csv(figures()))
    assert check_batch(batch.pk) is None
    batch.refresh_from_db()
    assert (batch.state, batch.attempt) == (State.READY, 1)


def test_an_unknown_id_is_left_alone(world: World) -> None:
    assert check_batch(4711) is None


def test_measures_without_a_right_are_refused_by_name(world: World) -> None:
    give("arbeit", Permission.IMPORT, scope=Scope.MEASURE, keys=["EW"])
    batch = checked(csv(figures()), by=person("ines", "arbeit"))
    assert batch.state == State.REFUSED
    problem = batch.problems.get(rule="measure_not_allowed")
    assert (problem.severity, problem.value) == ("error", "ALO")
    assert nothing_stored()


def test_a_right_on_an_indicator_covers_the_measures_of_its_formula(world: World) -> None:
    give("arbeit", Permission.IMPORT, scope=Scope.INDICATOR, keys=["quote"])
    assert Indicator.objects.get(code="quote").formula
    assert checked(csv(figures()), by=person("ines", "arbeit")).state == State.READY


def test_a_right_that_ended_after_the_upload_counts_no_more(world: World) -> None:
    give("arbeit", Permission.IMPORT)
    ines = person("ines", "arbeit")
    batch = receive(csv(figures()), by=ines)
    ines.memberships.all().delete()
    found = check_batch(batch.pk)
    assert found is not None
    assert set(rules(found)) == {"measure_not_allowed"}


def test_regions_the_division_does_not_know_are_proposed(world: World) -> None:
    lines = [["08222", "Mannheim ", 2023, 320000], ["08221", "Heidelberg", 2023, 160000]]
    batch = checked(csv(lines, ("AGS", "Kreis", "Jahr", "Einwohner")), regions_profile())
    assert batch.state == State.REFUSED
    assert batch.proposal == [["08221", "Heidelberg"], ["08222", "Mannheim"]]


def test_regions_that_no_longer_exist_are_proposed_with_the_others(world: World) -> None:
    lines = [["08222", "Mannheim", 2023, 320000], ["03152", "Göttingen (bis 2016)", 2023, "x"]]
    batch = checked(csv(lines, ("AGS", "Kreis", "Jahr", "Einwohner")), regions_profile())
    assert batch.proposal == [["03152", "Göttingen (bis 2016)"], ["08222", "Mannheim"]]


def test_a_damaged_file_proposes_no_regions(world: World) -> None:
    lines = [["08222", "Mannheim", 2023, 320000], ["08221", "Heidelberg", 2023, "viele"]]
    batch = checked(csv(lines, ("AGS", "Kreis", "Jahr", "Einwohner")), regions_profile())
    assert batch.problems.filter(rule="unknown_word").exists()
    assert (batch.state, batch.proposal) == (State.REFUSED, [])


def test_areas_of_a_map_are_never_proposed(world: World) -> None:
    assert checked(csv([["99", "Neuland", 2023, 1, 1]])).proposal == []


def test_limits_of_the_upload_are_limits_of_the_reader(world: World, settings: Settings) -> None:
    """A higher limit for uploads must not end in a file that is taken and can never be read."""
    content = csv(figures())
    batch = receive(content)
    settings.MAX_UPLOAD_BYTES = len(content) - 1
    found = check_batch(batch.pk)
    assert found is not None
    assert rules(found) == ["file_too_large"]
    settings.MAX_UPLOAD_BYTES = len(content)
    assert checked(content).state == State.READY


def regions_profile() -> Profile:
    put_division(by=None, key="regionen", defaults={"label_de": "Regionen", "kind": "regions", "rank": 90})
    return profile(REGIONS)
