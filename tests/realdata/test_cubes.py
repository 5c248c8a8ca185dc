"""Real data cubes in both dialects: the same cube of two years, and one with decimals."""

import csv
import json
from collections import Counter

import pytest

from imports.parsers.records import Parsed
from tests.realdata.databases import FORMATS, of_columns, read, rules, statuses
from tests.realdata.places import needs

pytestmark = needs("formats/datenquader")
ALLOWANCE = [
    "datenquader/genesis_22922KJ1141_20220903_mitWerten_CRLF.csv",
    "datenquader/genesis_22922KJ1141_20231203_nurWerte.csv",
]
PEOPLE = [
    "datenquader/genesis_12411BJ001_20220903_mitWerten_CRLF.csv",
    "datenquader/genesis_12411BJ001_20231203_nurWerte.csv",
]
TURNOVER = "datenquader/genesis_47414BJ002_20260218_mitWerten_decimalpoint.csv"


def facts(parsed: Parsed) -> dict[tuple[str, str, str], tuple[float | None, str]]:
    found = {(r.measure, r.area_code, r.period.label): (r.value, str(r.status)) for r in parsed.records}
    assert len(found) == len(parsed.records)
    return found


def test_two_dialects_of_one_cube_agree_in_all_they_share() -> None:
    one, two = (read(path, "datenquader-22922kj114") for path in ALLOWANCE)
    assert (rules(one), rules(two)) == ([], [])
    assert (one.facts["rows"], two.facts["rows"]) == (19185, 22393)
    assert (one.facts["dialect"], two.facts["dialect"]) == ("mit Werten", "nur Werte")
    before, after = facts(one), facts(two)
    shared = before.keys() & after.keys()
    assert len(shared) == len(before) == 2 * 19185  # two contents in each row
    assert [key for key in shared if before[key] != after[key]] == []
    assert {period for _measure, _area, period in after.keys() - shared} == {"2022"}


@pytest.mark.parametrize(("path", "rows"), [(ALLOWANCE[0], 24), (ALLOWANCE[1], 34)])
def test_what_was_too_uncertain_is_not_nought(path: str, rows: int) -> None:
    parsed = read(path, "datenquader-22922kj114")
    uncertain = [r for r in parsed.records if str(r.status) == "unreliable"]
    assert len({r.place.line for r in uncertain}) == rows
    assert len(uncertain) == 2 * rows
    assert {r.value for r in uncertain} == {None}
    assert parsed.facts["symbols"] == {"/": 2 * rows}
    assert [r for r in parsed.records if r.value == 0] == []


def test_the_cube_counted_the_slow_way() -> None:
    """Each row of the facts taken apart by hand, against the parser's records."""
    parsed = read(ALLOWANCE[1], "datenquader-22922kj114")
    with (FORMATS / ALLOWANCE[1]).open(newline="") as stream:
        rows = [row for row in csv.reader(stream, delimiter=";") if row[0] == "D" and len(row) == 10]
    by_hand = Counter(
        (row[1], row[5], None if mark == "/" else float(value))
        for row in rows
        for value, mark in ((row[6], row[7]), (row[8], row[9]))
    )
    assert Counter((r.area_code, r.period.label, r.value) for r in parsed.records) == by_hand


@pytest.mark.parametrize(("path", "years"), [(PEOPLE[0], 31), (PEOPLE[1], 32)])
def test_a_cube_without_totals_is_read_by_its_single_combinations(path: str, years: int) -> None:
    parsed = read(path, "datenquader-12411bj001")
    assert (rules(parsed), len(parsed.records)) == ([], 4 * years)
    first = {r.measure: r.value for r in parsed.records if r.period.label == "1991-12-31"}
    assert first["EW_D_W_LEDIG_30"] == 144980.0
    assert rules(read(path, of_columns({"BEVSTD": "EW"}, "datenquader"))) == ["no_total"] * 4


def test_decimals_and_provisional_figures() -> None:
    parsed = read(TURNOVER, "datenquader-47414bj002")
    assert (rules(parsed), statuses(parsed)) == ([], {"provisional": 4})
    (first,) = [r for r in parsed.records if r.measure == "UMSATZ_WZ49_01"]
    assert (first.value, str(first.status), first.place.line) == (136.6, "provisional", 15)
    assert (parsed.facts["table_code"], parsed.facts["stand"]) == ("47414BJ002", "18.02.2026 20:52:23")


@pytest.mark.parametrize("path", [*ALLOWANCE, *PEOPLE, TURNOVER])
def test_who_exported_it_is_nowhere(path: str) -> None:
    first, _end, _rest = (FORMATS / path).read_text(encoding="ascii").partition("\n")
    user, group = first.split()[3], first.split()[6]
    assert user.startswith("DE")
    for profile in (of_columns({"BEVSTD": "EW"}, "datenquader"), of_columns({"BEVSTD": "EW"})):
        parsed = read(path, profile)
        kept = json.dumps([parsed.facts, [vars_of(problem) for problem in parsed.problems]], default=str)
        assert user not in kept
        assert group not in kept


def vars_of(problem: object) -> list[object]:
    return [getattr(problem, name) for name in ("rule", "place", "value", "params", "row")]
