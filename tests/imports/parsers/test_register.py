"""Registers summed up by declared dimensions: parts that are hidden or not there make the sum so."""

import random
from typing import Any

import pytest

from imports.parsers.profiles.loading import Profile, ProfileError
from imports.parsers.records import Parsed, Place
from tests.imports.parsers.building import figures, found, read, rules, table_profile, workbook

SUMS: dict[str, Any] = {
    "dimensions": {
        "Jahrgang": {
            "range": "0-3",
            "values": ["4 und älter"],
            "not_added": ["Gesamt", "Altersdurchschnitt in Jahren"],
        },
        "Geschlecht": {"values": ["M", "W"], "not_added": ["GES"]},
    },
    "value": "Anzahl",
    "measures": {"EW": {}, "KINDER": {"Jahrgang": "0-1"}, "KINDER_W": {"Jahrgang": ["0", "1"], "Geschlecht": "W"}},
}
HEADER = "GKZ;Jahr;Jahrgang;Geschlecht;Anzahl\n"
AREA = {"column": "GKZ", "division": "gemeinden", "pad": 8}


def profile(sums: dict[str, Any] | None = None, **changes: Any) -> Profile:
    return table_profile(**({"area": AREA, "columns": None, "sums": SUMS | (sums or {})} | changes))


def lines(code: str = "6440001", *, year: int = 2023, start: int = 1) -> list[str]:
    """Ages 0 to 4+, men and women: 1, 2, 3, …, 10."""
    ages = ["0", "1", "2", "3", "4 und älter"]
    parts = [(age, sex) for age in ages for sex in "MW"]
    return [f"{code};{year};{age};{sex};{start + n}" for n, (age, sex) in enumerate(parts)]


def parsed(rows: list[str], spec: Profile | None = None) -> Parsed:
    return read(HEADER + "\n".join(rows) + "\n", spec or profile())


def test_sums_by_dimension() -> None:
    one = parsed([*lines(), *lines("6440002", start=101), *lines(year=2022, start=11)])
    assert rules(one) == []
    assert figures(one) == {
        ("EW", "06440001", "2023-12-31"): 55.0,  # 1 + … + 10
        ("KINDER", "06440001", "2023-12-31"): 10.0,  # 1 + 2 + 3 + 4
        ("KINDER_W", "06440001", "2023-12-31"): 6.0,  # 2 + 4
        ("EW", "06440002", "2023-12-31"): 1055.0,
        ("KINDER", "06440002", "2023-12-31"): 410.0,
        ("KINDER_W", "06440002", "2023-12-31"): 206.0,
        ("EW", "06440001", "2022-12-31"): 155.0,
        ("KINDER", "06440001", "2022-12-31"): 50.0,
        ("KINDER_W", "06440001", "2022-12-31"): 26.0,
    }
    assert one.records[0].place == Place(None, 2, None)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [*lines(), *lines("6440002")]
    shuffled = rows[:]
    random.Random(3).shuffle(shuffled)
    assert figures(parsed(rows)) == figures(parsed(shuffled))


def test_pseudo_rows_are_dropped_and_counted() -> None:
    rows = [*lines(), "6440001;2023;Gesamt;M;25", "6440001;2023;Gesamt;GES;55", "6440001;2023;3;GES;15"]
    rows.append("6440001;2023;Altersdurchschnitt in Jahren;M;43,7")
    one = parsed(rows)
    assert figures(one) == figures(parsed(lines()))
    assert one.facts["not_added"] == {"Gesamt": 2, "GES": 1, "Altersdurchschnitt in Jahren": 1}


def test_an_attribute_nobody_declared_is_an_error() -> None:
    one = parsed([*lines(), "6440001;2023;0;D;1", "6440001;2023;17;M;1"])
    assert found(one) == [
        ("attribute_not_declared", Place(None, 12, "Geschlecht")),
        ("attribute_not_declared", Place(None, 13, "Jahrgang")),
    ]
    assert one.problems.kept[0].value == "D"
    assert one.problems.kept[0].params["declared"] == ["M", "W", "GES"]


@pytest.mark.parametrize(
    ("sign", "status"), [(".", "suppressed"), ("", "missing"), ("...", "pending"), ("/", "unreliable")]
)
def test_a_part_without_a_number_makes_the_sum_so(sign: str, status: str) -> None:
    rows = lines()
    rows[0] = f"6440001;2023;0;M;{sign}"
    signs = {"": "missing", ".": "suppressed", "...": "pending", "/": "unreliable"}
    values = figures(parsed(rows, profile(missing=signs)))
    assert values["EW", "06440001", "2023-12-31"] == status
    assert values["KINDER", "06440001", "2023-12-31"] == status
    assert values["KINDER_W", "06440001", "2023-12-31"] == 6.0  # has no part in it


def test_protection_wins_over_a_gap() -> None:
    rows = lines()
    rows[0:2] = ["6440001;2023;0;M;.", "6440001;2023;0;W;"]
    assert figures(parsed(rows))["EW", "06440001", "2023-12-31"] == "suppressed"
    without = figures(parsed([rows[0], *rows[2:]]))
    assert without["EW", "06440001", "2023-12-31"] == "suppressed"  # a row that is not there is a gap too
    assert without["KINDER_W", "06440001", "2023-12-31"] == "missing"


def test_parts_without_a_row() -> None:
    one = parsed(lines()[1:])
    assert figures(one)["EW", "06440001", "2023-12-31"] == "missing"
    assert figures(one)["KINDER_W", "06440001", "2023-12-31"] == 6.0
    assert rules(one) == ["parts_missing", "parts_missing"]
    assert one.problems.kept[0].value == "EW"
    assert one.problems.kept[0].params == {
        "count": 1, "code": "06440001", "period": "2023-12-31", "parts": ["0", "M"],
    }  # fmt: skip
    nobody = parsed(lines()[1:], profile({"absent": "zero"}))
    assert figures(nobody)["EW", "06440001", "2023-12-31"] == 54.0
    assert rules(nobody) == []


def test_a_combination_that_stands_there_twice_is_an_error() -> None:
    one = parsed([*lines(), lines()[3]])
    assert found(one) == [("part_twice", Place(None, 12, "Anzahl"))]
    assert one.problems.kept[0].params == {"line": 5, "period": "2023-12-31"}


def test_marks_stay_with_the_sum() -> None:
    rows = lines()
    rows[0], rows[1] = "6440001;2023;0;M;(1)", "6440001;2023;0;W;2p"
    one = parsed(rows, profile(flags={"()": "limited", "p": "provisional"}))
    by_measure = {r.measure: r for r in one.records}
    assert (by_measure["EW"].value, str(by_measure["EW"].status)) == (55.0, "limited")
    assert [str(flag) for flag in by_measure["EW"].flags] == ["provisional"]
    assert (str(by_measure["KINDER_W"].status), by_measure["KINDER_W"].flags) == ("provisional", frozenset())


def test_nothing_but_zeros_is_zero() -> None:
    rows = [f"{line.rpartition(';')[0]};-" for line in lines()]
    assert {(r.value, str(r.status)) for r in parsed(rows).records} == {(0.0, "zero")}
    rows[0] = "6440001;2023;0;M;4"
    assert (parsed(rows).records[0].value, str(parsed(rows).records[0].status)) == (4.0, "ok")


def test_a_cell_that_cannot_be_read_is_reported_and_leaves_a_gap() -> None:
    rows = lines()
    rows[0] = "6440001;2023;0;M;viele"
    one = parsed(rows)
    assert found(one)[0] == ("unknown_word", Place(None, 2, "Anzahl"))
    assert figures(one)["EW", "06440001", "2023-12-31"] == "missing"


def test_sexes_as_columns_and_a_byte_order_mark_in_the_middle() -> None:
    rows: list[list[object]] = [["\ufeffGemeindekennziffer", "Gemeinde", "Jahrgang", "M", "W", "OA", "Summe"]]
    rows += [[6440001, "Altenstadt ", age, 10 + age, 20 + age, 0, 99] for age in range(3)]
    rows += [[6440001, "Altenstadt ", "Gesamt", 33, 63, 0, 96]]
    sums = {
        "dimensions": {
            "Jahrgang": {"range": "0-2", "not_added": ["Gesamt"]},
            "Geschlecht": {"values": ["m", "w", "o"]},
        },
        "values": {"M": {"Geschlecht": "m"}, "W": {"Geschlecht": "w"}, "OA": {"Geschlecht": "o"}},
        "measures": {"EW": {}, "FRAUEN": {"Geschlecht": "w"}, "U1": {"Jahrgang": 0}},
    }
    area = {"column": "Gemeindekennziffer", "name_column": "Gemeinde", "division": "gemeinden"}
    spec = table_profile(area=area | {"pad": 8}, columns=None, period={"fixed": "2023-12-31"}, sums=sums)
    one = read(workbook(rows), spec)
    assert figures(one) == {
        ("EW", "06440001", "2023-12-31"): 96.0,
        ("FRAUEN", "06440001", "2023-12-31"): 63.0,
        ("U1", "06440001", "2023-12-31"): 30.0,
    }
    assert {r.area_name for r in one.records} == {"Altenstadt"}
    assert one.facts["unused_columns"] == ["Summe"]


def test_seven_digits_stay_seven_without_a_pad() -> None:
    short = profile(area={"column": "GKZ", "division": "gemeinden"})
    assert {r.area_code for r in parsed(lines(), short).records} == {"6440001"}


def test_small_parts_are_counted_for_the_check() -> None:
    facts = parsed(lines()).facts
    assert facts["small_parts"] == {"count": 2, "places": [(2, "Anzahl"), (3, "Anzahl")]}
    assert parsed(lines(), profile(checks={"minimum_cell": 5})).facts["small_parts"]["count"] == 4
    assert parsed(lines(), profile(checks={"minimum_cell": 0})).facts["small_parts"]["count"] == 0


def test_scale_and_decimals() -> None:
    rows = [f"{line.rpartition(';')[0]};0,1" for line in lines()]
    assert parsed(rows, profile(scale={"EW": 1000})).records[0].value == 1000.0
    assert parsed(rows).records[0].value == 1.0  # not 0.9999999999999999


def test_rows_of_other_areas_and_filters_come_first() -> None:
    rows = [*lines(), "000;2023;seltsam;M;1"]
    assert rules(parsed(rows, profile(ignore_areas=["000"]))) == []


@pytest.mark.parametrize(
    ("sums", "rule"),
    [
        ({"value": None}, "one_of"),
        ({"values": {"M": {"Geschlecht": "M"}}}, "one_of"),
        ({"measures": {}}, "wrong_type"),
        ({"measures": {"EW": {"Alter": "0"}}}, "not_a_dimension"),
        ({"measures": {"EW": {"Jahrgang": "0-9"}}}, "not_an_attribute"),
        ({"measures": {"EW": {"Jahrgang": "Gesamt"}}}, "not_an_attribute"),
        ({"dimensions": {"Jahrgang": {"range": "null bis drei"}}}, "bad_range"),
        ({"dimensions": {"Jahrgang": {}}}, "attributes_needed"),
        ({"dimensions": {"Jahrgang": {"values": ["a"], "not_added": ["a"]}}}, "added_and_not_added"),
        ({"dimensions": {"Jahrgang": {"range": "0-3", "values": ["Gesamt"]}}}, "total_among_parts"),
        ({"dimensions": {"Geschlecht": {"values": ["M", "W", "insgesamt"]}}}, "total_among_parts"),
        (
            {"dimensions": {"a": {"range": "0-999"}, "b": {"range": "0-999"}}, "measures": {"EW": {}}},
            "too_many_combinations",
        ),
        ({"value": None, "values": {"M": {"Geschlecht": "M"}, "x": {"Jahrgang": "0"}}}, "values_differ"),
    ],
)
def test_what_a_profile_may_say(sums: dict[str, Any], rule: str) -> None:
    spec = {key: value for key, value in (SUMS | sums).items() if value is not None}
    with pytest.raises(ProfileError) as caught:
        table_profile(area=AREA, columns=None, sums=spec)
    assert rule in [problem.rule for problem in caught.value.problems]


def test_other_parsers_have_no_sums() -> None:
    with pytest.raises(ProfileError):
        table_profile(parser="genesis-flat", columns={"A": "B"}, sums=SUMS, period=None)


def test_more_parts_than_memory_holds_are_refused() -> None:
    sums = {
        "dimensions": {"Jahrgang": {"range": "0-999"}, "Geschlecht": {"values": [f"{n:02d}" for n in range(100)]}},
        "measures": {"EW": {"Jahrgang": "0"}},
        "absent": "zero",
    }
    rows = [f"{code};2023;0;01;5" for code in range(102)]
    one = parsed(rows, profile(sums))
    assert rules(one) == ["register_too_large"]
    assert one.problems.kept[0].params == {"most": 10_000_000}
