"""Commands about addresses and correspondences: what they refuse, with which code, and that nothing is stored then."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from shapely import MultiPolygon

from districts.actions.editions import NewArea
from districts.actions.registers import withdraw_register
from districts.models import Address, Correspondence, Edition, Placement, Register
from tests import world as worlds
from tests.districts.addressing.writing import HEADER, csv_file
from tests.districts.geometry.world import square
from tests.districts.registers import ROWS, written
from tests.indicators.reform import reformed, way
from tests.world import World, command, edition

pytestmark = pytest.mark.django_db
PAIR = ("stadtteile@2023-01-01", "stadtteile@2024-01-01")


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"


@pytest.fixture
def new() -> Edition:
    return reformed()


@pytest.fixture
def world() -> World:
    return worlds.build()


def addresses(folder: Path, *more: str, rows: Any = ROWS) -> Path:
    return csv_file(folder, *written(rows), *more, header=HEADER)


def import_addresses(file: Path, *words: str) -> worlds.Ran:
    return command("import_addresses", file, "--valid-from", "2020-01-01", *words)


def test_a_file_of_addresses_that_is_not_there(tmp_path: Path) -> None:
    ran = import_addresses(tmp_path / "nirgends.csv")
    assert (ran.code, Register.objects.count()) == (2, 0)
    assert "There is no file" in ran.error


def test_columns_that_nobody_recognises_are_told_and_can_be_named(tmp_path: Path) -> None:
    edition()
    file = csv_file(tmp_path, *written(), header="Lage;Hausnummer;Zusatz;Rechtswert;Hochwert;Einwohner")
    refused = import_addresses(file)
    assert refused.code == 1
    assert "Lage" in refused.error
    told = import_addresses(file, "--street-column", "Lage", "--commit")
    assert (told.code, told.error) == (0, "")
    assert "street: Lage" in told.out
    assert Address.objects.filter(street__name="Hauptstraße", number=12).count() == 3


def test_a_coordinate_system_that_contradicts_the_numbers_is_refused_in_words(tmp_path: Path) -> None:
    edition()
    ran = import_addresses(addresses(tmp_path), "--crs", "EPSG:4326", "--commit")
    assert (ran.code, Register.objects.count()) == (1, 0)
    assert "EPSG:4326" in ran.error


def test_rows_that_are_no_address_are_shown_in_part_and_all_when_asked(tmp_path: Path) -> None:
    edition()
    bad = [f"Hauptstraße;{'x' * n};;461000;5481000;1" for n in range(1, 31)]
    file = addresses(tmp_path, *bad)
    short, whole = import_addresses(file).out, import_addresses(file, "--list").out
    assert "30 ×" in short
    assert "more: --list" in short
    assert "more: --list" not in whole
    assert len(re.findall(r"^  \d+: Hauptstraße \| x+ ", whole, re.MULTILINE)) == 30
    assert "Dry run" in whole


def test_activating_places_at_once_and_a_second_one_of_the_day_is_refused_whole(tmp_path: Path) -> None:
    edition()
    file = addresses(tmp_path)
    ran = import_addresses(file, "--activate", "--commit")
    assert f"placed: {len(ROWS)} addresses" in ran.out
    assert Placement.objects.count() == 1
    again = import_addresses(file, "--activate", "--commit")
    assert again.code == 1
    assert again.error
    assert Register.objects.count() == 1  # the draft of the second is not left behind either
    withdraw_register(by=None, register=Register.objects.get(), reason="falscher Stand")
    assert import_addresses(file, "--activate", "--commit").code == 0


def test_a_register_without_commit_is_not_there(tmp_path: Path) -> None:
    edition()
    ran = import_addresses(addresses(tmp_path), "--activate")
    assert f"{len(ROWS)} addresses" in ran.out
    assert not Register.objects.exists()


def test_an_edition_against_itself_is_refused(world: World) -> None:
    ran = command("build_correspondence", "stadtteile", "stadtteile@2023-06-01", "--basis", "area")
    assert (ran.code, ran.error.strip()) == (2, "Name two different editions.")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--basis", "blocks"), "needs --blocks, --measure and --period"),
        (("--basis", "blocks", "--blocks", "stadtteile"), "needs --blocks, --measure and --period"),
        (("--basis", "residential"), "needs --blocks"),
        (("--basis", "residential", "--blocks", "wohnen"), "No edition of wohnen"),
    ],
)
def test_what_a_basis_needs_is_said(world: World, new: Edition, words: tuple[str, ...], says: str) -> None:
    ran = command("build_correspondence", *PAIR, *words, "--commit")
    assert ran.code in (1, 2)
    assert says in ran.error
    assert not Correspondence.objects.exists()


def test_without_a_register_addresses_weigh_nothing(world: World, new: Edition) -> None:
    ran = command("build_correspondence", *PAIR, "--basis", "addresses", "--commit")
    assert (ran.code, Correspondence.objects.count()) == (1, 0)
    assert ran.error.strip()


def test_by_addresses_of_the_register_of_a_day(world: World, new: Edition, tmp_path: Path) -> None:
    import_addresses(addresses(tmp_path), "--activate", "--commit")
    ran = command("build_correspondence", *PAIR, "--basis", "addresses", "--register", "2021-01-01", "--commit")
    assert (ran.code, ran.error) == (0, "")
    made = Correspondence.objects.get()
    assert (made.basis, made.grounds["as_of"]) == ("addresses", "2020-01-01")


def test_by_residential_land(world: World, new: Edition) -> None:
    """Where people can live: 04 has homes in its west alone, so all of its counts go there."""
    worlds.division("wohnflaechen", label_de="Wohnflächen")
    west = [area for area in worlds.squares() if area.code != "04"]
    half = NewArea("04w", "Wohnen West", None, MultiPolygon([square(0, 1000, 1000, 500)]))
    worlds.edition([*west, half], key="wohnflaechen")
    ran = command("build_correspondence", *PAIR, "--basis", "residential", "--blocks", "wohnflaechen", "--commit")
    assert (ran.code, ran.error) == (0, "")
    made = Correspondence.objects.get()
    parts = made.weights.filter(source__code="04").values_list("target__code", "weight")
    assert dict(parts) == {"4a": 1.0}


def test_a_dry_run_of_a_correspondence_says_its_quality_and_stores_nothing(world: World, new: Edition) -> None:
    ran = command("build_correspondence", *PAIR, "--basis", "area")
    assert "split_share: 0.166667" in ran.out
    assert "Dry run" in ran.out
    assert not Correspondence.objects.exists()


def office(folder: Path, *rows: str) -> Path:
    path = folder / "umsteiger.csv"
    path.write_text("\n".join(["alt;neu;anteil", *rows, ""]))
    return path


WHOLE = ("01;01;1", "02;02;1", "03;02;1", "04;4a;0,33", "04;4b;0,66", "05;05;1", "06;06;1")


def test_an_offices_table_that_is_not_there_or_not_right(world: World, new: Edition, tmp_path: Path) -> None:
    absent = command("import_correspondence", tmp_path / "nirgends.csv", *PAIR, "--commit")
    assert (absent.code, "nirgends.csv" in absent.error) == (2, True)
    wrong = command("import_correspondence", office(tmp_path, *WHOLE, "99;01;1", "05;05;viel"), *PAIR, "--commit")
    assert wrong.code == 1
    assert "line 9: source-unknown" in wrong.error
    assert "line 10: weight-unreadable" in wrong.error
    assert not Correspondence.objects.exists()


def test_rounded_shares_are_told_as_scaled(world: World, new: Edition, tmp_path: Path) -> None:
    file = office(tmp_path, *WHOLE)
    dry = command("import_correspondence", file, *PAIR)
    assert (dry.code, Correspondence.objects.count()) == (0, 0)
    assert "scaled to the whole: 04" in dry.out
    assert "Dry run" in dry.out
    ran = command("import_correspondence", file, *PAIR, "--commit")
    assert (ran.code, Correspondence.objects.get().basis) == (0, "office")


def test_withdrawing_what_is_not_there_or_without_a_reason(world: World, new: Edition) -> None:
    made = way(world.edition, new)
    assert command("withdraw_correspondence", 4711, "--reason", "x", "--commit").code != 0
    assert command("withdraw_correspondence", made.pk, "--commit").code == 2
    dry = command("withdraw_correspondence", made.pk, "--reason", "falsche Grundlage")
    made.refresh_from_db()
    assert (dry.code, made.withdrawn_at) == (0, None)
    assert command("withdraw_correspondence", made.pk, "--reason", "falsche Grundlage", "--commit").code == 0
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    assert made.reason == "falsche Grundlage"


def test_a_day_before_the_first_edition_is_told(world: World) -> None:
    ran = command("build_correspondence", "stadtteile@1900-01-01", "stadtteile", "--basis", "area")
    assert "No edition of stadtteile is in force on 1900-01-01" in ran.error
    assert world.edition.valid_from > date(1900, 1, 1)


def test_addresses_in_the_wrong_columns_or_letters_are_told_a_way_that_this_command_has(tmp_path: Path) -> None:
    table = tmp_path / "adressen.csv"
    table.write_text("strasse;nr;lat;lon\nWeg;1;8.45;49.48\nWeg;2;8.46;49.48\n", encoding="utf-8")
    ran = import_addresses(table)
    assert ran.code == 1
    assert "--swap-axes" not in ran.error, "an option of areas"
    assert "andersherum" in ran.error
    assert import_addresses(table, "--lat-column", "lon", "--lon-column", "lat").code == 0
    table.write_bytes("strasse;nr;lon;lat\nKäfertaler Straße;1;8.45;49.48\n".encode("cp850"))
    ran = import_addresses(table)
    assert ran.code == 1
    assert "cp850" in ran.error
    assert import_addresses(table, "--encoding", "cp850").code == 0
