from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.checks.figures import Checked, EditionReference, MeasureReference, Reference, check
from imports.parsers.records import NOWHERE, Parsed, Place, Problem, Record, Records
from imports.parsers.reference import same_name
from indicators.analysis.periods import Period
from indicators.analysis.status import WORDS, Status, flags_to_text
from tests.imports.parsers.building import found, record, rules, table_profile

OLD = EditionReference(
    1, "stadtteile", date(2000, 1, 1), date(2020, 1, 1), {"010": (10, "Altstadt"), "020": (20, "Hafen")}
)
NEW = EditionReference(
    2, "stadtteile", date(2020, 1, 1), None, {"011": (11, "Altstadt"), "012": (12, "Neustadt"), "020": (21, "Hafen")}
)
DISTRICTS = EditionReference(3, "stadtbezirke", date(2000, 1, 1), None, {"01": (1, "Mitte")})
MEASURES = {"EW": MeasureReference(100, "count"), "ALQ": MeasureReference(101, "share")}
REFERENCE = Reference([NEW, OLD, DISTRICTS], MEASURES, date(2024, 6, 30))


def checked(records: list[Record], parsed: Parsed | None = None, **profile: Any) -> Checked:
    placed = [
        r if r.place.line else r._replace(place=Place(None, line, "Einwohner")) for line, r in enumerate(records, 2)
    ]
    parsed = parsed or Parsed()
    parsed.records = Records(placed)
    return check(parsed, REFERENCE, table_profile(**profile))


def rows_of(result: Checked) -> list[tuple[Any, ...]]:
    """The figures that would be stored, one by one: measure, area, first and last day, value, status, flags."""
    return [
        (
            *(int(number) for number in (block.measure[i], block.area[i])),
            *(day[i].astype(object) for day in (block.start, block.end)),
            None if block.value[i] != block.value[i] else float(block.value[i]),
            WORDS[block.status[i]].value,
            flags_to_text(int(block.flags[i])),
        )
        for block in result.figures()
        for i in range(len(block))
    ]


def areas_of(result: Checked) -> list[int]:
    return [row[1] for row in rows_of(result)]


def only(result: Checked) -> Problem:
    (problem,) = result.problems
    return problem


def ok(code: str = "011", year: int = 2023, value: float | None = 5.0, **more: Any) -> Record:
    status = more.pop("status", Status.OK if value is not None else Status.MISSING)
    return record(code=code, year=year, value=value, status=status, **more)


def test_good_rows_come_out_with_their_ids() -> None:
    result = checked([ok(), ok("020", 2019, None), ok("012", measure="ALQ", flags=frozenset({Status.REVISED}))])
    assert rules(result) == []
    assert rows_of(result) == [
        (100, 11, date(2023, 1, 1), date(2023, 12, 31), 5.0, "ok", ""),
        (100, 20, date(2019, 1, 1), date(2019, 12, 31), None, "missing", ""),
        (101, 12, date(2023, 1, 1), date(2023, 12, 31), 5.0, "ok", "revised"),
    ]
    assert result.count == 3


def test_the_edition_is_that_of_the_last_day_of_the_period() -> None:
    whole_2019, to_new_year = Period.year(2019), Period(date(2019, 7, 1), date(2020, 1, 1))
    result = checked([ok("020", period=whole_2019), ok("020", period=to_new_year)])
    assert areas_of(result) == [20, 21]


def test_an_edition_pinned_by_the_profile_wins() -> None:
    area = {"column": "Schlüssel", "division": "stadtteile@2019-06-30"}
    result = checked([ok("010"), ok("020")], area=area)
    assert areas_of(result) == [10, 20]
    assert rules(result) == []


@pytest.mark.parametrize(
    ("code", "name", "nearest"),
    [
        ("013", "", ["012 Neustadt", "011 Altstadt"]),
        ("99", "Neustadt", ["012 Neustadt"]),
        ("Hafen", "", ["020 Hafen"]),  # a name where a code is due
        ("x", "y", []),
    ],
)
def test_unknown_area_suggests_by_name_and_code(code: str, name: str, nearest: list[str]) -> None:
    problem = only(checked([ok(code, name=name)]))
    assert (problem.rule, problem.value, problem.place) == ("unknown_area", code, Place(None, 2, "Schlüssel"))
    assert problem.params["edition"] == {"from": "2020-01-01", "to": None}
    assert set(nearest) == set(problem.params["nearest"]) or set(nearest) <= set(problem.params["nearest"])


def test_dissolved_area_says_until_when() -> None:
    problem = only(checked([ok("010")]))
    assert (problem.rule, problem.value) == ("dissolved_area", "010")
    assert problem.params["known"] == {"from": "2000-01-01", "to": "2020-01-01"}
    assert problem.params["known_name"] == "Altstadt"


def test_an_area_that_came_later() -> None:
    problem = only(checked([ok("012", 2010)]))
    assert (problem.rule, problem.params["known"]) == ("dissolved_area", {"from": "2020-01-01", "to": None})


def test_area_of_another_division_and_lost_zero() -> None:
    problem = only(checked([ok("01")]))
    assert (problem.rule, problem.params["other"]) == ("area_of_other_division", {"key": "stadtbezirke"})
    problem = only(checked([ok("11")]))
    assert (problem.rule, problem.params["full"], problem.params["pad"]) == ("leading_zero_lost", "011", 3)


def test_one_finding_per_line_not_per_figure() -> None:
    place = Place("Daten", 7, "Einwohner")
    rows = [ok("x", place=place), ok("x", measure="ALQ", place=place), ok("x", place=place._replace(line=8))]
    assert found(checked(rows)) == [("unknown_area", Place("Daten", line, "Schlüssel")) for line in (7, 8)]


def test_unknown_division_or_no_edition_then() -> None:
    problem = only(checked([ok()], area={"column": "Schlüssel", "division": "stadteile"}))
    assert (problem.rule, problem.params["nearest"]) == ("unknown_division", ["stadtteile"])
    problem = only(checked([ok(year=1999), ok("012", year=1999)]))
    assert (problem.rule, problem.value, problem.place) == ("no_edition", "1999-12-31", NOWHERE)
    assert (problem.params["count"], problem.params["periods"]) == (2, ["1999-12-31"])
    assert problem.params["editions"][0] == {"from": "2000-01-01", "to": "2020-01-01"}


def test_unknown_measure_once_with_its_count() -> None:
    problem = only(checked([ok(measure="EWX"), ok("012", measure="EWX")]))
    assert (problem.rule, problem.value, problem.params) == (
        "unknown_measure",
        "EWX",
        {"count": 2, "nearest": ["EW"]},
    )


def test_duplicates_show_both_places_and_values() -> None:
    first, second = Place("Daten", 3, "Männer"), Place("Daten", 9, "Frauen")
    problem = only(checked([ok(value=5.0, place=first), ok("012"), ok(value=6.5, place=second)]))
    assert (problem.rule, problem.place) == ("duplicate_key", second)
    assert problem.params["first"] == {"sheet": "Daten", "line": 3, "column": "Männer", "value": "5"}
    assert problem.params["second"] == {"sheet": "Daten", "line": 9, "column": "Frauen", "value": "6.5"}
    assert (problem.params["code"], problem.params["period"], problem.params["identical"]) == ("011", "2023", False)


def test_identical_duplicates_count_too_and_three_make_two_findings() -> None:
    result = checked([ok(), ok(), ok(value=None)])
    assert [p.params["identical"] for p in result.problems] == [True, False]
    assert [p.params["first"]["line"] for p in result.problems] == [2, 2]


def test_same_area_in_another_period_or_measure_is_no_duplicate() -> None:
    assert rules(checked([ok(), ok(year=2022), ok(measure="ALQ"), ok("012")])) == []


def test_period_in_future_is_a_warning() -> None:
    result = checked([ok(year=2024), ok("012", year=2024), ok("020", year=2023)])
    assert (only(result).rule, only(result).value) == ("period_in_future", "2024")
    assert only(result).params == {"count": 2, "periods": ["2024"], "periods_count": 1}
    assert result.count == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mannheim, Stadtkreis", "Mannheim", True),
        ("Lübeck, Hansestadt, Kreisfreie Stadt", "Lübeck, kreisfreie Stadt, Hansestadt", True),
        ("Neckarstadt - Ost ", "Neckarstadt-Ost", True),
        ("ALTSTADT", "Altstadt", True),
        ("Köln", "Köln Porz", False),
        ("Göttingen", "Northeim", False),
        ("", "Altstadt", False),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is same


def test_a_differing_name_is_told_once() -> None:
    result = checked([ok(name="Neustadt"), ok(name="Neustadt", year=2022), ok("012", name="Neustadt, Stadtteil")])
    problem = only(result)
    assert (problem.rule, problem.value, problem.params) == (
        "name_differs",
        "Neustadt",
        {"code": "011", "known": "Altstadt"},
    )


def test_ranges_by_kind_of_measure() -> None:
    result = checked([ok(value=-1.0), ok("012", value=-1.0, measure="ALQ"), ok("020", value=100.1, measure="ALQ")])
    assert rules(result) == ["negative_count", "share_out_of_range", "share_out_of_range"]
    assert [p.place.line for p in result.problems] == [2, 3, 4]
    assert rules(checked([ok(value=0.0), ok("012", value=100.0, measure="ALQ")])) == []


def test_missing_areas_only_where_the_file_claims_to_be_complete() -> None:
    rows = [ok(), ok("012"), ok(measure="ALQ"), ok("020", 2019)]
    assert rules(checked(rows)) == []
    problems = list(checked(rows, complete=True).problems)
    assert [(p.rule, p.value, p.params["measures"], p.params["codes"]) for p in problems] == [
        ("missing_areas", "2023", ["EW"], ["020"]),
        ("missing_areas", "2019", ["EW"], ["010"]),
        ("missing_areas", "2023", ["ALQ"], ["012", "020"]),
    ]


def test_areas_the_file_says_do_not_exist() -> None:
    gone = {"value": None, "status": Status.NOT_EXISTING}
    result = checked([ok(), ok("010", name="Altstadt", **gone), ok("x", **gone), ok("020", **gone)])
    assert rules(result) == ["not_existing_but_in_edition", "not_existing_left_out"]
    contradiction, left_out = result.problems
    assert left_out.params == {"count": 2, "areas": [["010", "Altstadt"], ["x", ""]]}
    assert (contradiction.value, contradiction.place.line) == ("020", 5)
    assert areas_of(result) == [11, 21]
    assert not result.problems.has_errors


def test_regions_nobody_knows_and_the_file_has_no_figure_of_are_left_out() -> None:
    """Dissolved districts stand in regional tables for ever, with a dash in each column."""
    regions = EditionReference(9, "stadtteile", date(1990, 1, 1), None, {"08222": (22, "Mannheim")}, drawn=False)
    reference = Reference([regions], MEASURES, date(2024, 6, 30))
    rows = [
        ok("08222"),
        ok("03152", value=None, name="Göttingen"),
        ok("03152", value=None, year=2022, name="Göttingen"),
    ]

    def problems(records: list[Record]) -> list[Problem]:
        return list(check(Parsed(Records(records)), reference, table_profile()).problems)

    (silent,) = problems(rows)
    assert (silent.rule, silent.params) == (
        "without_figures_left_out",
        {"count": 1, "areas": [["03152", "Göttingen"]]},
    )
    said = [*rows, ok("03152", value=None, year=2021, status=Status.SUPPRESSED)]
    assert {p.rule for p in problems(said)} == {"unknown_area"}  # a hidden figure is one


def test_no_rows_unless_something_else_explains_it() -> None:
    assert rules(checked([])) == ["no_rows"]
    assert rules(checked([ok("010", value=None, status=Status.NOT_EXISTING)])) == ["not_existing_left_out", "no_rows"]
    failed = Parsed()
    failed.problems.add("header_only")
    assert rules(checked([], failed)) == []


codes = st.sampled_from(["010", "011", "012", "020", "11", "x"])
some_records = st.lists(
    st.builds(
        lambda m, c, y, v: ok(c, y, v, measure=m),
        st.sampled_from(["EW", "ALQ", "?"]),
        codes,
        st.sampled_from([1999, 2019, 2023]),
        st.sampled_from([None, -1.0, 0.0, 50.0]),
    ),
    max_size=15,
)


@given(some_records)
def test_against_the_obvious_way(records: list[Record]) -> None:
    """One figure after the other with dictionaries: which rows are good, and how many duplicates there are."""
    rows, seen, repeated, negative = [], set(), 0, 0
    for r in records:
        edition = next((e for e in (OLD, NEW) if e.holds_on(r.period.end)), None)
        if r.measure not in MEASURES or edition is None or r.area_code not in edition.areas:
            continue
        key = (r.measure, edition.areas[r.area_code][0], r.period)
        repeated += key in seen
        seen.add(key)
        negative += r.measure == "EW" and r.value is not None and r.value < 0
        rows.append((MEASURES[r.measure].id, key[1], r.period.start, r.period.end, r.value, r.status.value, ""))
    result = checked(records)
    assert rows_of(result) == rows
    assert Counter(rules(result))["negative_count"] == negative
    assert Counter(rules(result))["duplicate_key"] == repeated
