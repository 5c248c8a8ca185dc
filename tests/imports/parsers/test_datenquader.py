"""Data cubes: small ones in both dialects, written as the databases write them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.parsers.profiles.loading import ProfileError
from imports.parsers.records import Parsed, Place
from indicators.analysis.status import Status
from tests.imports.parsers.building import figures, found, read, rules, workbook, zipped
from tests.imports.parsers.cubes import DAY, NOTES, ONLY, ROW, USER, WITH, cube, cubes


def told(parsed: Parsed) -> str:
    """All that is kept of a file beside its figures."""
    problems = [(p.rule, p.place, p.value, p.params, p.row) for p in parsed.problems]
    return json.dumps([parsed.facts, problems], default=str, ensure_ascii=False)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("like", [WITH, ONLY], ids=["mit Werten", "nur Werte"])
def test_both_dialects_say_the_same(like: dict[str, list[str]], end: str) -> None:
    rest = ";;0" if like is WITH else ""
    content = cube(ROW + rest, f"08221;GESW;{DAY};83000;e{rest}", like=like).replace("\n", end)
    parsed = read(content, cubes())
    assert figures(parsed) == {("EW_W", "08222", "2022-12-31"): 158789.0, ("EW_W", "08221", "2022-12-31"): 83000.0}
    assert rules(parsed) == []
    assert parsed.records[0].place == Place(None, 14, "BEVSTD")
    assert parsed.facts["dialect"] == ("mit Werten" if like is WITH else "nur Werte")
    assert (parsed.facts["table_code"], parsed.facts["statistic"]) == ("12411KJ001", ["12411"])
    assert parsed.facts["columns"] == ["KREISE", "GES", "STAG", "BEVSTD"]
    assert parsed.facts["stand"] == "03.09.2022 20:13:52"


@pytest.mark.parametrize(
    ("mark", "status"),
    [("/", Status.UNRELIABLE), (".", Status.SUPPRESSED), ("...", Status.PENDING), ("x", Status.BLOCKED)],
)
def test_the_mark_wins_over_the_nought_beside_it(mark: str, status: Status) -> None:
    parsed = read(cube(f"08222;GESW;{DAY};0;{mark}"), cubes())
    (record,) = parsed.records
    assert (record.value, record.status) == (None, status)
    assert parsed.facts["symbols"] == {mark: 1}
    assert rules(parsed) == []


def test_less_than_half_the_last_digit_is_marked_with_a_nought() -> None:
    (record,) = read(cube(f"08222;GESW;{DAY};0.0;0"), cubes()).records
    assert (record.value, record.status) == (0.0, Status.NEAR_ZERO)
    assert rules(read(cube(f"08222;GESW;{DAY};5;0"), cubes())) == ["unknown_quality"]


def test_a_nought_without_a_mark_is_a_nought() -> None:
    (record,) = read(cube(f"08222;GESW;{DAY};0;e"), cubes()).records
    assert (record.value, record.status) == (0.0, Status.OK)


@pytest.mark.parametrize("mark", ["p", "r", "s", "()"])
def test_marks_beside_a_number_stay_with_it(mark: str) -> None:
    (record,) = read(cube(f"08222;GESW;{DAY};136.6;{mark}"), cubes()).records
    words = {"p": "provisional", "r": "revised", "s": "estimated", "()": "limited"}
    assert (record.value, str(record.status)) == (136.6, words[mark])


def test_a_mark_nobody_knows_is_an_error_unless_the_profile_explains_it() -> None:
    content = cube(f"08222;GESW;{DAY};5;Q")
    assert found(read(content, cubes())) == [("unknown_quality", Place(None, 14, "QUALITAET"))]
    (flagged,) = read(content, cubes(flags={"Q": "estimated"})).records
    assert (flagged.value, flagged.status) == (5.0, Status.ESTIMATED)
    (absent,) = read(content, cubes(missing={"Q": "unknown"})).records
    assert (absent.value, absent.status) == (None, Status.UNKNOWN)


def test_a_dash_is_what_the_profile_says() -> None:
    content = cube(f"08222;GESW;{DAY};0;-")
    assert read(content, cubes()).records[0].status is Status.MISSING
    zero = read(content, cubes(missing={"-": "zero"})).records[0]
    assert (zero.value, zero.status) == (0.0, Status.ZERO)


def test_a_locked_value_is_not_taken() -> None:
    parsed = read(cube(f"08222;GESW;{DAY};5;e;J;0", ROW.replace("08222", "08221") + ";;0", like=WITH), cubes())
    assert [(r.value, r.status) for r in parsed.records] == [(None, Status.BLOCKED), (158789.0, Status.OK)]


def test_the_group_of_cells_is_repeated_for_each_content() -> None:
    contents = [WITH["DQI"][0], "ELG002;EUR;GANZ;DURCH;0;;N", "ELG003;EUR;GANZ;DURCH;0;;N"]
    columns = {"ELG002[GES=GESW]": "A", "ELG003|EUR[GES=GESW]": "B"}
    row = f"08222;GESW;{DAY};1259;e;;0;0;/;;0"
    parsed = read(cube(row, like=WITH, DQI=contents), cubes(columns=columns))
    assert figures(parsed) == {("A", "08222", "2022-12-31"): 1259.0, ("B", "08222", "2022-12-31"): "unreliable"}
    assert parsed.facts["units"] == {"ELG002": ["EUR"], "ELG003": ["EUR"]}
    short = read(cube(f"08222;GESW;{DAY};1259;e;;0", like=WITH, DQI=contents), cubes(columns=columns))
    assert "ragged_row" in rules(short)
    assert short.problems.kept[0].params == {"expected": 12, "found": 8}


def test_the_axis_column_orders_the_keys_where_there_is_one() -> None:
    swapped = [WITH["DQA"][0], "GES;2;2", "KREISE;1;1"]
    assert len(read(cube(ROW + ";;0", like=WITH, DQA=swapped), cubes()).records) == 1
    in_file_order = read(cube(f"GESW;08222;{DAY};5;e", DQA=["NAME", "GES", "KREISE"]), cubes())
    assert figures(in_file_order) == {("EW_W", "08222", "2022-12-31"): 5.0}


def test_numbers_have_a_point_whatever_the_profile_says() -> None:
    for read_part in ({"decimal": ","}, {"decimal": ".", "thousands": ","}, {"decimal": ",", "thousands": "."}):
        parsed = read(cube(f"08222;GESW;{DAY};136.625;e"), cubes(read=read_part))
        assert [r.value for r in parsed.records] == [136.625]
    comma = read(cube(f"08222;GESW;{DAY};136,6;e"), cubes())
    assert found(comma) == [("comma_not_point", Place(None, 14, "BEVSTD"))]


def test_total_and_attribute_as_in_flat_files() -> None:
    rows = [f"08222;{code};{DAY};{n};e" for code, n in (("GESM", 1), ("GESW", 2), ("INSGESAMT", 3))]
    assert figures(read(cube(*rows), cubes(columns={"BEVSTD": "EW"}))) == {("EW", "08222", "2022-12-31"): 3.0}
    assert rules(read(cube(*rows[:2]), cubes(columns={"BEVSTD": "EW"}))) == ["no_total"]
    assert rules(read(cube(*rows), cubes(columns={"BEVSTD[GES=X]": "EW"}))) == ["attribute_not_in_file"]
    assert rules(read(cube(*rows), cubes(columns={"BEV": "EW"}))) == ["value_not_in_file"]
    chosen = cubes(columns={"BEVSTD": "EW"}, dimensions={"GES": "GESM"}, scale={"EW": 1000})
    assert figures(read(cube(*rows), chosen)) == {("EW", "08222", "2022-12-31"): 1000.0}


@pytest.mark.parametrize(
    ("text", "label"), [("2016", "2016"), ("31.12.2016", "2016-12-31"), ("2023-10P6M", "2023-10-01..2024-03-31")]
)
def test_time_as_the_cube_writes_it(text: str, label: str) -> None:
    (record,) = read(cube(f"08222;GESW;{text};1;e"), cubes()).records
    assert record.period.label == label


def test_a_year_that_is_a_reference_date_and_a_quarter_that_is_an_axis() -> None:
    day = cubes(period={"type": "reference_date", "day": "12-31"})
    assert read(cube("08222;GESW;2016;1;e"), day).records[0].period.label == "2016-12-31"
    axes = ["NAME", "KREISE", "GES", "QUARTG"]
    header = ["FACH-SCHL;FACH-SCHL;FACH-SCHL;ZI-WERT;WERT;QUALITAET"]
    quarter = cubes(period={"dimension": "QUARTG"})
    parsed = read(cube("08222;GESW;QUART3;2016;1;e", DQA=axes, QEI=header), quarter)
    assert [r.period.label for r in parsed.records] == ["2016-Q3"]
    wrong = read(cube("08222;GESW;Winter;1;e"), cubes())
    assert found(wrong) == [("period_unreadable", Place(None, 14, "ZI-WERT"))]


def test_regions_are_found_without_being_named_and_totals_left_out() -> None:
    nameless = cubes(area={"division": "regionen"}, ignore_areas=["DG"])
    parsed = read(cube(ROW, f"DG;GESW;{DAY};42000000;e"), nameless)
    assert [r.area_code for r in parsed.records] == ["08222"]
    assert parsed.facts["ignored_rows"] == 1
    assert rules(read(cube(ROW, DQA=["NAME", "NAT", "GES"]), nameless)) == ["no_region", "value_not_in_file"]
    assert rules(read(cube(ROW, DQA=["NAME", "KREISE", "DLAND"]), nameless)) == ["two_regions", "value_not_in_file"]
    empty = read(cube(f";GESW;{DAY};1;e"), cubes())
    assert found(empty) == [("area_missing", Place(None, 14))]


def test_an_area_axis_the_cube_does_not_have() -> None:
    parsed = read(cube(ROW), cubes(area={"column": "GEMEIN", "division": "regionen"}))
    assert found(parsed) == [("column_missing", Place(None, 13, "GEMEIN"))]
    assert parsed.problems.kept[0].params["found"] == ["KREISE", "GES"]


def test_notes_are_skipped_however_their_lines_break_and_labels_kept() -> None:
    parsed = read(cube(ROW, f"08222;GES-9;{DAY};9;e", before=USER + NOTES), cubes(columns={"BEVSTD": "EW"}))
    assert rules(parsed) == []
    assert [(r.value, r.area_name) for r in parsed.records] == [(9.0, "Mannheim, Stadtkreis")]
    behind = read(cube(ROW) + NOTES, cubes())
    assert (rules(behind), len(behind.records)) == ([], 1)


def test_a_code_with_two_labels_has_none() -> None:
    parsed = read(cube(f"01;GESW;{DAY};9;e", before=USER + NOTES), cubes())
    assert [(r.area_code, r.area_name) for r in parsed.records] == [("01", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_who_exported_the_cube_is_kept_nowhere(encoding: str) -> None:
    damaged = cube(ROW, "08222;GESW;Winter;x,y;e", "zu kurz", before=USER + NOTES).replace("Erläuterung", "Erl\ufffd")
    for profile in (
        cubes(),
        cubes(parser="genesis-flat", columns={"BEVSTD": "EW"}),
        cubes(parser="table", area={"column": "A", "division": "d"}, period={"fixed": "2022"}, columns={"B": "C"}),
    ):
        for content in (cube(ROW), cube("zu kurz"), USER, USER.replace("Der", "Der\x00"), damaged):
            raw = content.encode(encoding, "replace" if encoding == "cp1252" else "strict")
            kept = told(read(raw, profile))
            assert "DEX1Y2Z3" not in kept
            assert "DE0142" not in kept


def test_two_cubes_in_one_file() -> None:
    other = cube(f"08221;GESW;{DAY};7;e;;0", like=WITH)
    parsed = read(cube(ROW) + other, cubes())
    assert [(r.area_code, r.value) for r in parsed.records] == [("08222", 158789.0), ("08221", 7.0)]
    assert "DEX1Y2Z3" not in told(parsed)


@pytest.mark.parametrize("like", [WITH, ONLY], ids=["with", "only"])
def test_rows_that_excel_has_made_equally_wide(like: dict[str, list[str]]) -> None:
    row = ROW if like is ONLY else f"{ROW};0;0.0"
    plain = cube(row, like=like)
    wide = "".join(line + ";" * (11 - line.count(";")) + "\n" for line in plain.splitlines())
    one, two = read(plain, cubes()), read(wide, cubes())
    assert (rules(one), rules(two)) == ([], [])
    assert list(one.records) == list(two.records)
    assert len(one.records) == 1
    assert one.facts["dialect"] == two.facts["dialect"]


def test_a_row_that_is_cut_off_or_no_fact() -> None:
    parsed = read(cube(ROW, f"08222;GESW;{DAY}") + "Ende\n\n", cubes())
    assert found(parsed) == [("ragged_row", Place(None, 15)), ("ragged_row", Place(None, 16))]
    assert parsed.problems.kept[0].params == {"expected": 6, "found": 4}


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ("Kreis;Jahr;Wert\n08222;2022;1\n", ["DQA", "DQZ", "DQI", "QEI"]),
        (USER, ["DQA", "DQZ", "DQI", "QEI"]),
        (cube(QEI=[]), ["QEI"]),
        (cube(ROW, DQZ=[]), ["DQZ"]),
        (cube(ROW, DQI=["NAME;ME-NAME"]), ["DQI"]),
        (cube(ROW, QEI=["FACH-SCHL;FACH-SCHL;ZI-WERT;WERT"]), ["QUALITAET"]),
    ],
)
def test_what_is_no_whole_cube_is_refused_with_what_is_missing(content: str, missing: list[str]) -> None:
    parsed = read(content, cubes())
    assert rules(parsed) == ["layout_not_cube"]
    assert parsed.problems.kept[0].params["needed"] == missing
    assert not parsed.records


def test_keys_and_axes_must_be_as_many() -> None:
    parsed = read(cube(ROW, DQA=["NAME", "KREISE", "GES", "NAT"]), cubes())
    assert found(parsed) == [("cube_keys", Place(None, 14))]
    assert parsed.problems.kept[0].params == {"expected": 3, "found": 2}


def test_a_cube_without_facts_and_files_that_are_no_text() -> None:
    assert rules(read(cube(), cubes())) == ["header_only"]
    assert rules(read(workbook([["a"]]), cubes())) == ["kind_not_for_parser"]
    assert rules(read(b"", cubes())) == ["empty_file"]
    assert rules(read(cube(ROW).encode() + b"\x00", cubes())) == ["nul_byte"]
    assert len(read(zipped(("cube.csv", cube(ROW).encode())), cubes()).records) == 1


def test_it_tells_how_far_it_is_and_what_that_raises_ends_it() -> None:
    rows = [ROW] * 5000
    told: list[tuple[int, int]] = []
    content = cube(*rows)
    read(content, cubes(), tick=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(content.encode()),) * 2
    assert told == sorted(told)
    assert len(told) >= 3

    def cancel(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(content, cubes(), tick=cancel)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"columns": {}}, "columns_needed"),
        ({"period": {"fixed": "2022"}}, "only_table"),
        ({"columns": {"BEVSTD[GES]": "EW"}}, "bad_flat_key"),
    ],
)
def test_a_profile_says_no_more_than_that_of_a_flat_file(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(ProfileError) as caught:
        cubes(**changes)
    assert [problem.rule for problem in caught.value.problems] == [rule]


PIECES = [
    "K;QEI;",
    "K;DQA;",
    "K;DQ;",
    "K;KMA;",
    "K;",
    "D;",
    "D",
    ";",
    "\n",
    '"',
    '"\n',
    "FACH-SCHL",
    "NAME",
    "WERT",
    "/",
]


@given(
    st.integers(0, 40), st.lists(st.sampled_from([*PIECES, ROW, DAY, "ZI-WERT", "\x0b", "ä", "*", " "]), max_size=12)
)
def test_no_cube_however_mangled_raises(cut: int, pieces: list[str]) -> None:
    lines = cube(ROW, ROW, before=USER + NOTES).splitlines(keepends=True)
    at = cut % len(lines)
    parsed = read("".join([*lines[:at], *pieces, *lines[at:]]), cubes())
    for record in parsed.records:
        assert (record.value is None) or record.measure == "EW_W"


def test_a_quoted_cell_of_any_length_and_a_quote_never_closed() -> None:
    contents = ["NAME;ME-NAME", f'BEVSTD;"{"x" * 200_000}"', 'B;"offen']
    parsed = read(cube(f"08222;GESW;{DAY};5;e;6;e", DQI=contents), cubes())
    assert [r.value for r in parsed.records] == [5.0]
