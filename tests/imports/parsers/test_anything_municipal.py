"""Whatever a file holds becomes figures and findings, never an exception, and never a number where there was none."""

import json
import math
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from imports.parsers.profiles.loading import Profile, load_profile
from imports.parsers.records import Parsed
from indicators.analysis.status import HAS_VALUE
from tests.imports.parsers.building import read, table_profile, workbook

WORDS: Final = [
    "", " ", "06440010 Glauburg", "6440010 Glauburg (Gebietsstand im Jahr 2024)", "Merkmale", "dar.", "Insgesamt",
    "Arbeitslose (Jahresdurchschnitte)", "Beschäftigte (Stichtag 30.06.)", "Beschäftigte (Stichtag 31.02.)", "*", "-",
    "2023", "31.12.2023", "©", "*) Geheim", "#DIV/0!", "=A1", "1.234,5", "-  23", "011", "Gesamt", "m", "w", "0", "17",
]  # fmt: skip
CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.integers(-(10**6), 10**6),
    st.sampled_from([2020, 2021, 2022, 0, 1, 2]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8),
)
SHEETS = st.lists(st.lists(CELLS, max_size=6), max_size=12)
AREA = {"column": "a", "division": "d"}
PROFILES: Final[list[Profile]] = [
    table_profile(area=AREA, columns={"b": "X"}, period={"band": True, "type": "auto"}),
    table_profile(area={"band": "(?P<code>[0-9]+)", "division": "d"}, columns={"b": "X"}, period={"column": "c"}),
    table_profile(area=AREA, columns={"b": "X"}, period={"header": "[0-9]{4}"}, read={"header_rows": 2}),
    table_profile(area={"joined": ["a", "b"], "division": "d"}, columns={"c": "X"}, period={"fixed": "2023"}),
    table_profile(area={"fixed": "1", "division": "d"}, columns={"b": "X"}, period={"column": "a", "type": "year"}),
    table_profile(
        area={**AREA, "codes": {"011": "1"}}, columns={"b": "X", "c": "Y"}, period={"fixed": "2023"},
        ignore_areas_like=["^0"], ignore_rows={"d": ["m"]}, read={"header_spans": True, "header_rows": 3},
    ),
    table_profile(
        area=AREA, columns=None, period={"fixed": "2023"},
        sums={
            "dimensions": {"b": {"values": ["m", "w"], "not_added": ["Gesamt"]}, "c": {"range": "0-17"}},
            "value": "d",
            "measures": {"X": {}, "Y": {"c": "0-2"}},
        },
    ),
]  # fmt: skip
AGENCY = load_profile({
    "profile": "ba",
    "parser": "ba-kommunal",
    "area": {"division": "d", "pad": 8},
    "columns": {"Arbeitslose / Insgesamt": "X", "Beschäftigte / m": "Y"},
})  # fmt: skip


def holds(parsed: Parsed) -> None:
    """What every reading keeps to; and all of it can be stored as JSON in UTF-8."""
    for record in parsed.records:
        assert (record.value is None) == (record.status not in HAS_VALUE)
        assert record.value is None or math.isfinite(record.value)
    for problem in parsed.problems:
        json.dumps([problem.params, problem.value, problem.row, problem.place]).encode()
        assert "\x00" not in f"{problem.value}{problem.place}"
    json.dumps(parsed.facts).encode()


@given(SHEETS)
@settings(max_examples=40, deadline=None)
def test_any_workbook_of_the_agency(rows: list[list[Any]]) -> None:
    holds(read(workbook(rows), AGENCY, file_name="06440010.xlsx"))


@given(SHEETS)
@settings(max_examples=40, deadline=None)
def test_an_agency_workbook_with_anything_below_its_years(rows: list[list[Any]]) -> None:
    top: list[list[object]] = [
        ["06440010 Glauburg"],
        ["Merkmale", None, 2022, 2023],
        ["Arbeitslose (Jahresdurchschnitte)"],
    ]
    parsed = read(workbook([*top, *rows]), AGENCY, file_name="a.xlsx")
    holds(parsed)
    assert {record.area_code for record in parsed.records} <= {"06440010"}


@given(st.sampled_from(PROFILES), SHEETS)
@settings(max_examples=80, deadline=None)
def test_any_table(profile: Profile, rows: list[list[Any]]) -> None:
    header: list[list[object]] = [["a", "b", "c", "d", "b 2023", "b 2022"]]
    holds(read(workbook([*header * profile.read.header_rows, *rows]), profile))


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6), st.sampled_from(WORDS))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["data", "2023", "Einwohner", "district", "value", "x"]), inner, max_size=4),
    ),
    max_leaves=20,
)
RECORDS = st.lists(st.dictionaries(st.sampled_from(["district", "value", "more"]), TREES, max_size=3), max_size=5)
NESTED = table_profile(
    parser="records", area={"column": "district", "division": "d"}, columns=None,
    period={"column": "Jahr", "type": "year"}, records={"path": "data", "levels": ["Jahr", "Merkmal"]},
    long={"measure": {"column": "Merkmal"}, "value": {"column": "value"}},
)  # fmt: skip


@given(TREES)
@settings(max_examples=100, deadline=None)
def test_any_json(tree: Any) -> None:
    holds(read(json.dumps(tree), NESTED))


@given(RECORDS)
@settings(max_examples=80, deadline=None)
def test_any_records(records: Any) -> None:
    holds(read(json.dumps({"data": {"2023": {"Einwohner": records}}}), NESTED))


@given(st.binary(max_size=60), st.integers(0, 60))
@settings(max_examples=100, deadline=None)
def test_json_with_any_bytes_inside(noise: bytes, at: int) -> None:
    whole = json.dumps({"data": {"2023": {"Einwohner": [{"district": "a", "value": 1}]}}}).encode()
    holds(read(whole[:at] + noise + whole[at:], NESTED))
