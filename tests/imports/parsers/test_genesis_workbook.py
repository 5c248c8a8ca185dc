import io
import zipfile

import pytest

from imports.parsers.recognising.fitting import fit
from imports.parsers.recognising.recognise import recognise
from imports.parsers.records import Place
from tests.imports.parsers.building import figures, found, read, rules, zipped
from tests.imports.parsers.genesis_files import (
    AREAS,
    POPULATION,
    STAND,
    Line,
    csv_export,
    genesis_profile,
    workbook_export,
)

DAY = "2023-12-31"
# As the database writes it: the corner holds the names of the row variables, headings are merged over what they span.
SHEET: list[Line] = [
    ("Kreise und kreisfreie Städte", None, "Stichtag"),
    (None, None, "31.12.2023"),
    (None, None, "Insgesamt", "weiblich"),
    (*AREAS[0], 300.0, 160.0),
    (*AREAS[1], 12.0, "."),
    (*AREAS[2], "-", "-"),
]
MERGED = [(0, 0, 2, 1, "Kreise und kreisfreie Städte"), (0, 2, 0, 3, "Stichtag"), (1, 2, 1, 3, "31.12.2023")]


def test_one_profile_reads_both_containers_to_the_same_figures() -> None:
    book = read(workbook_export(SHEET, merged=MERGED), genesis_profile())
    text = read(csv_export(*POPULATION), genesis_profile())
    assert rules(book) == []
    assert figures(book) == figures(text)
    assert book.facts["columns"] == text.facts["columns"]
    assert book.facts["symbols"] == text.facts["symbols"]
    assert book.records[3].place == Place("12411-01-01-4", 8, "Stichtag / 31.12.2023 / weiblich")


def test_the_parser_s_other_name_is_the_same_parser() -> None:
    profile = genesis_profile(parser="genesis-xlsx")
    assert profile.parser == "genesis-table"
    assert profile == genesis_profile()
    assert len(read(workbook_export(SHEET, merged=MERGED), profile).records) == 6


def test_notes_licence_and_stand_of_the_last_row() -> None:
    facts = read(workbook_export(SHEET, merged=MERGED), genesis_profile()).facts
    assert (facts["table_code"], facts["title"]) == ("12411-01-01-4", "Bevölkerung nach Geschlecht")
    assert facts["footnotes"] == ['zu "Bevölkerung":', "01.01.1979"]
    assert (facts["licence"], facts["stand"]) == ("© Amt, 2024.", STAND.removeprefix("Stand: "))


def test_a_title_of_two_lines_in_one_cell() -> None:
    above = ("Bevölkerung nach Geschlecht und Gebiets-\nstand", "Fortschreibung", "Bevölkerung (Anzahl)")
    parsed = read(workbook_export(SHEET, merged=MERGED, above=above), genesis_profile())
    assert parsed.facts["title"] == "Bevölkerung nach Geschlecht und Gebietsstand"


BANDS: list[Line] = [
    ("Stichtag\nKreise", None, "Boden", "Boden"),
    (None, None, "Insgesamt", "Wald"),
    (None, None, "ha", "ha"),
    ("31.12.2021", None, None, None),
    (*AREAS[0], 100.0, 40.0),
    (*AREAS[1], 10.0, "-"),
    ("31.12.2022",),
    (*AREAS[0], 101.0, 41.0),
]
OF_BANDS = {
    "above": ["title", "statistic"],
    "statistic": "Flächenerhebung",
    "head": ["measure", "dimension", "unit"],
    "rows": ["period", "code", "name"],
    "columns": {"Boden|ha": "B", "Boden / Wald|ha": "W"},
}


def test_periods_in_rows_of_their_own() -> None:
    merged = [(3, 0, 3, 3, "31.12.2021")]
    book = workbook_export(BANDS, merged=merged, above=("Boden", "Flächenerhebung"))
    parsed = read(book, genesis_profile(**OF_BANDS))
    assert rules(parsed) == []
    assert figures(parsed) == {
        ("B", "DG", "2021-12-31"): 100.0, ("W", "DG", "2021-12-31"): 40.0, ("B", "08222", "2021-12-31"): 10.0,
        ("W", "08222", "2021-12-31"): 0.0, ("B", "DG", "2022-12-31"): 101.0, ("W", "DG", "2022-12-31"): 41.0,
    }  # fmt: skip


def test_a_lone_date_below_the_underscores_is_a_note_and_no_period() -> None:
    footer = ("Baden-Württemberg: Gebietsstand", "01.01.2009", "vor.", "© Amt. | " + STAND)
    parsed = read(
        workbook_export(BANDS, above=("Boden", "Flächenerhebung"), footer=footer), genesis_profile(**OF_BANDS)
    )
    assert rules(parsed) == []
    assert {r.period.label for r in parsed.records} == {"2021-12-31", "2022-12-31"}


def test_above_the_underscores_a_band_that_is_no_period_is_an_error() -> None:
    rows = [*BANDS, ("Korrekturen.",), (*AREAS[1], 1.0, 1.0)]
    parsed = read(workbook_export(rows, above=("Boden", "Flächenerhebung")), genesis_profile(**OF_BANDS))
    assert [(problem.rule, problem.value) for problem in parsed.problems] == [("period_unreadable", "Korrekturen.")]


def test_figures_before_the_first_band_do_not_fit() -> None:
    parsed = read(
        workbook_export([*BANDS[:3], *BANDS[4:]], above=("Boden", "Flächenerhebung")), genesis_profile(**OF_BANDS)
    )
    assert rules(parsed) == ["genesis_shape"]
    assert len(parsed.records) == 0


def test_two_kinds_of_bands() -> None:
    rows: list[Line] = [
        ("Jahr", None, "Boden"),
        (None, None, "ha"),
        ("2021",), ("weiblich",), (*AREAS[0], 1.0), ("Insgesamt",), (*AREAS[0], 2.0),
        ("2022",), ("weiblich",), (*AREAS[0], 3.0),
    ]  # fmt: skip
    profile = genesis_profile(**OF_BANDS | {
        "head": ["measure", "unit"], "rows": ["period", "dimension", "code", "name"], "period": {"type": "year"},
        "columns": {"Boden": "B", "Boden / weiblich": "BW"},
    })  # fmt: skip
    assert figures(read(workbook_export(rows, above=("Boden", "Flächenerhebung")), profile)) == {
        ("BW", "DG", "2021"): 1.0, ("B", "DG", "2021"): 2.0, ("BW", "DG", "2022"): 3.0,
    }  # fmt: skip


EDITED: list[Line] = [
    (None, None, "Nationalität"),
    ("id", "name", "Insgesamt", "weiblich"),
    ("30.06.2019",),
    (*AREAS[0], 300.0, 160.0),
]


def test_a_sheet_edited_by_hand_does_not_look_like_genesis() -> None:
    bare = workbook_export(EDITED, above=(), footer=())
    assert found(read(bare, genesis_profile())) == [("genesis_head", Place("12411-01-01-4"))]
    titled = read(workbook_export(EDITED[1:], footer=()), genesis_profile())
    assert rules(titled) == ["genesis_shape"]
    params = titled.problems.kept[0].params
    assert (params["head_found"], params["head_wanted"], params["rows_found"], params["rows_wanted"]) == (1, 3, 1, 2)


def test_an_empty_sheet() -> None:
    assert rules(read(workbook_export([("Nur ein Titel",)], above=(), footer=()), genesis_profile())) == [
        "genesis_head"
    ]


def test_another_sheet_is_another_table() -> None:
    assert rules(read(workbook_export(SHEET, merged=MERGED, sheet="12411-0015"), genesis_profile())) == ["other_table"]
    assert rules(read(workbook_export(SHEET, merged=MERGED, sheet="Tabelle1"), genesis_profile())) == [
        "table_code_lost"
    ]


def test_inside_a_zip() -> None:
    book = workbook_export(SHEET, merged=MERGED)
    assert figures(read(zipped(("t.xlsx", book)), genesis_profile())) == figures(read(book, genesis_profile()))


@pytest.mark.parametrize("extra", [None, "Bemerkung"])
def test_cells_beside_the_table(extra: str | None) -> None:
    rows = [*SHEET[:4], (*SHEET[4], None, extra), SHEET[5]]
    assert rules(read(workbook_export(rows, merged=MERGED), genesis_profile())) == (["ragged_row"] if extra else [])


def test_merged_cells_made_to_keep_us_busy() -> None:
    """Overlapping ranges cannot be written by a library: the part of the workbook is changed."""
    content = workbook_export(SHEET, merged=MERGED)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    many = b"".join(b'<mergeCell ref="B%d:XFD%d"/>' % (1 + n % 30, 1 + n % 30) for n in range(5_000))
    changed = [(name, data.replace(b"</mergeCells>", many + b"</mergeCells>")) for name, data in parts]
    parsed = read(zipped(*changed), genesis_profile())
    assert parsed.facts["sheet"] == "12411-01-01-4"


def test_a_csv_that_was_saved_as_a_workbook() -> None:
    """Nothing is merged then, the first line tells the code, and codes may have become numbers."""
    rows = [(None, None, *row[2:]) if not row[0] else row for row in POPULATION]
    above = ("GENESIS-Tabelle: 12411-01-01-4", "Bevölkerung nach Geschlecht", "Fortschreibung", "Bevölkerung (Anzahl)")
    book = workbook_export(rows, above=above, sheet="Tabelle1")
    parsed = read(book, genesis_profile())
    assert (rules(parsed), parsed.facts["table_code"]) == ([], "12411-01-01-4")
    assert figures(parsed) == figures(read(csv_export(*POPULATION), genesis_profile()))
    numbers = [tuple(int(cell) if cell == "08222" else cell for cell in row) for row in rows]
    assert read(workbook_export(numbers, above=above), genesis_profile()).records[2].area_code == "8222"
    padded = genesis_profile(area={"division": "regionen", "pad": 5})
    assert read(workbook_export(numbers, above=above), padded).records[2].area_code == "08222"


def test_a_cover_before_the_table_is_turned_over() -> None:
    plain, covered = (workbook_export(SHEET, merged=MERGED, cover=cover) for cover in ("", "Deckblatt"))
    one, two = read(plain, genesis_profile()), read(covered, genesis_profile())
    assert (rules(two), two.facts["sheet"]) == ([], "12411-01-01-4")
    assert figures(one) == figures(two)
    named = genesis_profile(read={"sheet": "Deckblatt"})
    assert rules(read(covered, named)) == ["genesis_head"], "a person who names a sheet is taken at their word"


@pytest.mark.parametrize("how", [{"cover": "Deckblatt"}, {"sheet": "Tabelle1"}, {"sheet": "12411-01-01-4 (2)"}])
def test_the_table_is_recognised_wherever_it_lies(how: dict[str, str]) -> None:
    content = workbook_export(SHEET, merged=MERGED, **how)  # type: ignore[arg-type]
    seen, _problems = recognise(io.BytesIO(content), "x")
    assert (seen.layout, seen.sheet) == ("genesis-table", how.get("sheet", "12411-01-01-4"))
    assert seen.table_code == (None if how.get("sheet") == "Tabelle1" else "12411-01-01-4")
    assert seen.stand is not None
    assert fit(genesis_profile(), seen).whole


def test_two_lines_over_a_table_of_a_city_make_no_export() -> None:
    rows = [("Nr", "Einwohner"), ("011", 5), ("012", 7)]
    content = workbook_export(rows, above=("Einwohner",), sheet="Tabelle1", footer=())
    assert recognise(io.BytesIO(content), "x")[0].layout == "table"
