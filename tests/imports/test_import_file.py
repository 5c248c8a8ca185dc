"""The command takes files in as the page does: dry run unless told otherwise, exit codes for scripts."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from districts.actions.editions import add_regions, put_division
from districts.models import Area, Division
from imports.models import Batch, Profile, SourceFile
from indicators.models import Delivery, Observation
from sozialmonitor.access.models import AuditEvent
from tests.imports.uploads import REGIONS, WIDE, csv, figures, nothing_stored, profile
from tests.world import Ran, World, command

State = Batch.State
GIVEN = WIDE.replace('{column: Jahr, type: reference_date, day: "12-31"}', "{given: true, type: reference_date}")
REGION_LINES = [["08222", "Mannheim", 2023, 320000], ["03152", "Göttingen (bis 2016)", 2023, "x"]]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "einwohner.csv"
    path.write_bytes(csv(figures()))
    return path


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "buergeramt.yaml"
    path.write_text(WIDE, encoding="utf-8")
    return path


@pytest.fixture
def regions(world: World, tmp_path: Path) -> tuple[Path, Path]:
    put_division(by=None, key="regionen", defaults={"label_de": "Regionen", "kind": "regions", "rank": 90})
    content, text = tmp_path / "kreise.csv", tmp_path / "land.yaml"
    content.write_bytes(csv(REGION_LINES, ("AGS", "Kreis", "Jahr", "Einwohner")))
    text.write_text(REGIONS, encoding="utf-8")
    return content, text


def import_file(file: Path, used: Path | str, *more: str) -> Ran:
    return command("import_file", file, "--profile", used, *more)


def test_dry_run_says_what_would_change_and_leaves_nothing(
    world: World, good: Path, spec: Path, files_folder: Path
) -> None:
    before = AuditEvent.objects.count()
    ran = import_file(good, spec)
    assert ran.code == 0, ran
    assert "new 12, changed 0, gone 0, same 0" in ran.out
    assert "Dry run: nothing stored." in ran.out
    assert nothing_stored()
    assert not any(model.objects.exists() for model in (Batch, Profile, SourceFile))
    assert AuditEvent.objects.count() == before
    assert [path for path in files_folder.rglob("*") if path.is_file()] == []


def test_dry_run_of_a_file_known_already_keeps_the_file(
    world: World, good: Path, spec: Path, files_folder: Path
) -> None:
    import_file(good, spec, "--publish")
    ran = import_file(good, spec)
    assert ran.code == 0
    assert (files_folder / SourceFile.objects.get().path).read_bytes() == good.read_bytes()
    assert Batch.objects.count() == 1


def test_commit_keeps_a_draft(world: World, good: Path, spec: Path) -> None:
    ran = import_file(good, spec, "--commit")
    assert ran.code == 0
    batch = Batch.objects.get()
    assert (batch.state, batch.created_by, batch.file_name) == (State.READY, None, "einwohner.csv")
    assert not Observation.objects.exists()


def test_publish_publishes_and_counts_notices_as_seen(world: World, tmp_path: Path, spec: Path) -> None:
    path = tmp_path / "halb.csv"
    path.write_bytes(csv(figures(codes=["01", "02"])))
    ran = import_file(path, spec, "--publish")
    assert ran.code == 0
    assert "notice: " in ran.out
    assert f"Published: delivery {Delivery.objects.get().pk}." in ran.out
    assert world.current("einwohner", "01") == (1000.0, "ok")


def test_the_same_again_is_fine_and_changes_nothing(world: World, good: Path, spec: Path) -> None:
    import_file(good, spec, "--publish")
    ran = import_file(good, spec, "--publish")
    assert ran.code == 0
    assert "Published" not in ran.out
    assert Batch.objects.latest("id").state == State.UNCHANGED
    assert Observation.objects.count() == 12


@pytest.mark.parametrize("how", [[], ["--commit"], ["--publish"]])
def test_a_bad_file_ends_with_1_and_names_places(world: World, tmp_path: Path, spec: Path, how: list[str]) -> None:
    lines = figures()
    lines[1][3] = "viele"
    path = tmp_path / "falsch.csv"
    path.write_bytes(csv(lines))
    ran = import_file(path, spec, *how)
    assert ran.code == 1
    error = next(line for line in ran.out.splitlines() if line.startswith("error: "))
    assert "3" in error
    assert "Einwohner" in error
    assert "viele" in error
    assert nothing_stored()
    assert Batch.objects.count() == (1 if how else 0)  # with --commit the refused file stays as a trace


def test_more_findings_than_a_screen_holds_are_counted(world: World, tmp_path: Path, spec: Path) -> None:
    path = tmp_path / "falsch.csv"
    path.write_bytes(csv([["99", "", 2023, "viele", "wenige"]] * 80))
    ran = import_file(path, spec)
    assert ran.code == 1
    assert "… and more: " in ran.out
    assert len([line for line in ran.out.splitlines() if line.startswith("error: ")]) == 100


def test_profile_by_name_is_the_newest_version(world: World, good: Path) -> None:
    profile()
    newest = profile(WIDE.replace("complete: true", "complete: false"))
    assert import_file(good, "buergeramt", "--commit").code == 0
    assert Batch.objects.get().profile == newest


def test_a_changed_file_of_a_profile_is_its_next_version(world: World, good: Path, spec: Path, tmp_path: Path) -> None:
    import_file(good, spec, "--commit")
    import_file(good, spec, "--commit")
    assert list(Profile.objects.values_list("key", "version")) == [("buergeramt", 1)]
    spec.write_text(WIDE.replace("complete: true", "complete: false"), encoding="utf-8")
    import_file(good, spec, "--commit")
    assert list(Profile.objects.values_list("key", "version")) == [("buergeramt", 2), ("buergeramt", 1)]
    assert [batch.profile.version for batch in Batch.objects.order_by("id")] == [1, 1, 2]


def test_regions_are_only_added_when_told(regions: tuple[Path, Path]) -> None:
    ran = import_file(*regions, "--commit")
    assert ran.code == 1
    assert "--confirm-areas" in ran.out
    assert "03152 Göttingen" in ran.out
    assert nothing_stored()
    ran = import_file(*regions, "--confirm-areas", "--commit")
    assert ran.code == 0, ran.out
    assert "2 comparison regions added" in ran.out
    assert Batch.objects.latest("id").state == State.READY


def test_the_first_regions_of_a_division_come_with_publish(regions: tuple[Path, Path]) -> None:
    ran = import_file(*regions, "--publish")
    assert ran.code == 0, ran.out
    observed = Observation.objects.values_list("series__area__code", "series__area__name", "value", "status").order_by(
        "series__area__code"
    )
    assert list(observed) == [
        ("03152", "Göttingen (bis 2016)", None, "not_existing"),
        ("08222", "Mannheim", 320000.0, "ok"),
    ]


def test_later_regions_do_not_come_with_publish_alone(regions: tuple[Path, Path]) -> None:
    regions_division = Division.objects.get(key="regionen")
    add_regions(by=None, division=regions_division, areas=[("08", "Land")], valid_from=date(1990, 1, 1))
    assert import_file(*regions, "--publish").code == 1
    assert import_file(*regions, "--publish", "--confirm-areas").code == 0


def test_dry_run_with_confirmed_areas_adds_none(regions: tuple[Path, Path]) -> None:
    before = Area.objects.count()
    ran = import_file(*regions, "--confirm-areas")
    assert (ran.code, "new 2, " in ran.out) == (0, True)
    assert Area.objects.count() == before


@pytest.mark.parametrize("how", ["--commit", "--publish"])
def test_regions_of_a_file_that_is_refused_after_all_are_not_kept(regions: tuple[Path, Path], how: str) -> None:
    file, used = regions
    used.write_text(REGIONS.replace("EW", "EW_UNBEKANNT"), encoding="utf-8")
    before = Area.objects.count()
    ran = import_file(file, used, "--confirm-areas", how)
    assert (ran.code, "the comparison regions neither" in ran.out) == (1, True), ran.out
    assert Area.objects.count() == before
    assert not Batch.objects.exists()
    used.write_text(REGIONS, encoding="utf-8")
    assert import_file(file, used, "--confirm-areas", how).code == 0


@pytest.mark.parametrize(("period", "code", "kept"), [("2021-12-31", 0, "2021-12-31"), ("31.12.2021", 0, "2021-12-31")])
def test_period_where_the_file_does_not_say_it(
    world: World, good: Path, spec: Path, period: str, code: int, kept: str
) -> None:
    spec.write_text(GIVEN, encoding="utf-8")
    assert import_file(good, spec, "--period", period, "--commit").code == code
    assert Batch.objects.get().period == kept
    assert {str(day) for day in Delivery.objects.get().staged.values_list("period_end", flat=True)} == {kept}


def test_period_missing_is_a_finding(world: World, good: Path, spec: Path) -> None:
    spec.write_text(GIVEN, encoding="utf-8")
    assert import_file(good, spec).code == 1


def test_wrong_usage_ends_with_2(world: World, good: Path, spec: Path, tmp_path: Path) -> None:
    for words in (
        [good],
        [good, "--profile", spec, "--no-such-option"],
        [tmp_path / "nirgends.csv", "--profile", spec],
        [tmp_path, "--profile", spec],
        [good, "--profile", "unbekannt"],
        [good, "--profile", spec, "--period", "2023"],
    ):
        assert command("import_file", *words).code == 2, words
    spec.write_text(GIVEN, encoding="utf-8")
    assert import_file(good, spec, "--period", "irgendwann").code == 2
    assert not Batch.objects.exists()


def test_an_unknown_profile_lists_the_known(world: World, good: Path) -> None:
    profile()
    assert "buergeramt" in import_file(good, "burgeramt").error


def test_a_faulty_profile_ends_with_1_and_says_the_line(world: World, good: Path, spec: Path) -> None:
    spec.write_text(WIDE.replace("delimiter:", "delimeter:"), encoding="utf-8")
    ran = import_file(good, spec)
    assert ran.code == 1
    assert "line 6" in ran.error
    assert "delimiter" in ran.error
    assert not Profile.objects.exists()


def test_too_large_a_file_ends_with_1(world: World, good: Path, spec: Path, settings: object) -> None:
    settings.MAX_UPLOAD_BYTES = 10  # type: ignore[attr-defined]
    ran = import_file(good, spec)
    assert ran.code == 1
    assert ran.error
    assert not SourceFile.objects.exists()


def test_a_database_that_refuses_leaves_nothing_of_a_commit(world: World, good: Path, spec: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE indicators_observation ADD CONSTRAINT nothing CHECK (value < 0) NOT VALID")
    with pytest.raises(Exception, match="nothing"):
        import_file(good, spec, "--publish")
    assert nothing_stored()
    assert not Batch.objects.exists()
