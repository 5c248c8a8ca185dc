"""What is told of a table export: another table, a head that does not fit, bad cells, an end that is missing."""

import pytest

from imports.parsers.records import Place
from tests.imports.parsers.building import figures, found, read, rules
from tests.imports.parsers.genesis_files import AREAS, POPULATION, STAND, csv_export, genesis_profile

DAY = "2023-12-31"


@pytest.mark.parametrize("first", ["Tabelle: 12411-01-01-4", "GENESIS-Tabelle: 12411-01-01-4;;;"])
def test_first_lines(first: str) -> None:
    parsed = read(csv_export(*POPULATION, first=first), genesis_profile())
    assert (rules(parsed), parsed.facts["table_code"]) == ([], "12411-01-01-4")


def test_another_table_is_refused_and_a_lost_code_is_told() -> None:
    other = read(csv_export(*POPULATION, first="Tabelle: 12411-01-01-5"), genesis_profile())
    assert (rules(other), other.problems.kept[0].value) == (["other_table"], "12411-01-01-5")
    lost = read(csv_export(*POPULATION, first="GENESIS-Tabelle: Temporär"), genesis_profile())
    assert (rules(lost), len(lost.records), "table_code" in lost.facts) == (["table_code_lost"], 6, False)
    assert rules(read(csv_export(*POPULATION, first="GENESIS-Tabelle: Temporär"), genesis_profile(table=None))) == []


def test_the_statistic_is_held_against_the_profile() -> None:
    assert rules(read(csv_export(*POPULATION), genesis_profile(statistic="Fortschreibung"))) == []
    assert rules(read(csv_export(*POPULATION), genesis_profile(statistic="Zensus"))) == ["other_table"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("id;name;Insgesamt\n08222;Mannheim;5\n", "genesis_head"),
        ("* Der Benutzer DE12345 der Benutzergruppe X hat\nK;DQ\n", "layout_cube"),
        ("statistics_code;statistics_label\n1;2\n", "layout_flat"),
        ("GENESIS-Tabelle: 12411-01-01-4\n", "genesis_head"),
        ("GENESIS-Tabelle: 12411-01-01-4\nid;name;Insgesamt\n08222;Mannheim;5\n", "genesis_head"),
        (csv_export(*POPULATION[:3]), "header_only"),
        (csv_export(*POPULATION[:2], *POPULATION[3:]), "genesis_shape"),
        (csv_export(*[("", *row) for row in POPULATION[:3]], ("2023", *AREAS[0], 1, 2)), "genesis_shape"),
        (csv_export(*POPULATION, above=("Titel", "Statistik")), "genesis_shape"),
        (csv_export(*POPULATION, (*AREAS[1], 5)), "ragged_row"),
        (csv_export(*POPULATION, (*AREAS[1], 5, 6, 7)), "ragged_row"),
        (csv_export(*POPULATION, ("", "", 5, 6)), "area_missing"),
        (csv_export(*POPULATION, ("01", "Nord", 5, "5.5")), "point_not_comma"),
        (csv_export(*POPULATION, ("01", "Nord", 5, "k.A.")), "unknown_word"),
        (csv_export(*POPULATION, ("01", "Nord", 5, "")), "empty_cell"),
        (csv_export(*POPULATION).replace("31.12.2023", "31.13.2023"), "period_unreadable"),
        (csv_export(*POPULATION).replace("weiblich", "Frauen"), "column_missing"),
        (csv_export(*POPULATION).replace("weiblich", "Insgesamt"), "column_twice"),
    ],
)
def test_bad_files_become_findings(content: str, rule: str) -> None:
    parsed = read(content, genesis_profile())
    assert rule in rules(parsed)
    assert parsed.problems.has_errors


def test_a_cube_s_person_is_not_repeated() -> None:
    parsed = read("* Der Benutzer DE12345 der Benutzergruppe X hat\nK;DQ\n", genesis_profile())
    assert "DE12345" not in str(parsed.problems.kept)


def test_a_period_that_cannot_be_read_is_told_once() -> None:
    parsed = read(csv_export(*POPULATION).replace("31.12.2023", "Winter"), genesis_profile())
    assert found(parsed) == [("period_unreadable", Place(None, 8))]


def test_a_lost_letter_is_refused_with_its_line() -> None:
    parsed = read(csv_export(*POPULATION).replace("Göttingen", "G\ufffdttingen"), genesis_profile())
    assert [(rule, place.line) for rule, place in found(parsed)] == [("replacement_character", 10)]
    assert len(parsed.records) == 0


def test_quotes_and_apostrophes_in_names_are_letters_like_others() -> None:
    rows = [*POPULATION, ("01", '"Nord"', 5, 6), ("02", "L'Est \"", 7, 8)]
    parsed = read(csv_export(*rows), genesis_profile())
    assert rules(parsed) == []
    assert [r.area_name for r in parsed.records][-3::2] == ['"Nord"', "L'Est \""]
    assert figures(parsed)["EW", "02", DAY] == 7.0


def test_a_table_without_its_notes_may_be_cut_off() -> None:
    assert rules(read(csv_export(*POPULATION, footer=()), genesis_profile())) == ["footer_missing"]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_ends_of_lines(ending: str) -> None:
    parsed = read(csv_export(*POPULATION).replace("\n", ending), genesis_profile())
    assert (rules(parsed), len(parsed.records), parsed.facts["stand"]) == ([], 6, STAND.removeprefix("Stand: "))
    assert parsed.records[3].place.line == 9


def test_progress_is_told_and_may_end_the_reading() -> None:
    told: list[tuple[int, int]] = []
    rows = [*POPULATION, *(("01", "Nord", n, n) for n in range(5_000))]
    read(csv_export(*rows), genesis_profile(), tick=lambda done, total: told.append((done, total)))
    assert len(told) >= 3
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_what_is_no_area_is_left_out_by_word_or_pattern_wherever_areas_stand() -> None:
    rows = [*POPULATION, ("11001001", "Mitte", 5, 6)]
    parsed = read(csv_export(*rows), genesis_profile(ignore_areas=["DG"], ignore_areas_like=[r"^\d{8}$"]))
    assert {record.area_code for record in parsed.records} == {"08222", "03152"}
    assert parsed.facts["ignored_rows"] == 2
    across = [("", "", "Hessen", "Insgesamt"), ("31.12.2023", "Insgesamt", 1, 2)]
    area = {"division": "regionen", "codes": {"Hessen": "06"}}
    profile = genesis_profile(
        head=["name"],
        rows=["period", "dimension"],
        area=area,
        columns={"Bevölkerung": "EW"},
        ignore_areas=["Insgesamt"],
    )
    # The total of the dimension is called like the area that is none.
    assert figures(read(csv_export(*across), profile)) == {("EW", "06", DAY): 1.0}
