import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from imports.parsers.profiles.loading import PROFILE_RULES, ProfileError, ProfileProblem, load_profile
from imports.parsers.profiles.parts import FlatKey
from tests.imports.parsers.building import profile_dict

SHIPPED = Path(__file__).parents[3] / "imports" / "profiles"

CONTRACT = """
profile: buergeramt-wide
parser: table
read: {encoding: auto, delimiter: ";", decimal: ",", thousands: null, sheet: 0, header_rows: 1, skip_rows: 0}
area: {column: Schlüssel, division: stadtteile, pad: 3}
period: {column: Jahr, type: reference_date, day: "12-31"}
columns: {Einwohner: EW, Arbeitslose: ALO}
missing: {"": missing, ".": suppressed, "-": zero, "x": blocked, "/": unreliable, "...": pending, "-9999": missing}
zero_is_missing_where: {column: gültig, equals: "0"}
complete: true
"""


def problems_of(source: Any) -> list[ProfileProblem]:
    with pytest.raises(ProfileError) as caught:
        load_profile(source)
    assert all(problem.rule in PROFILE_RULES for problem in caught.value.problems)
    return caught.value.problems


def only(source: Any) -> ProfileProblem:
    (problem,) = problems_of(source)
    return problem


def test_the_documented_example_loads() -> None:
    profile = load_profile(CONTRACT)
    assert (profile.profile, profile.parser, profile.complete) == ("buergeramt-wide", "table", True)
    assert (profile.area.column, profile.area.pad) == ("Schlüssel", 3)
    assert profile.columns == {"Einwohner": "EW", "Arbeitslose": "ALO"}
    assert profile.missing["-9999"] == "missing"
    assert profile.read.thousands is None


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_profiles_load_and_are_named_like_their_file(path: Path) -> None:
    assert load_profile(path.read_bytes()).profile == path.stem


def test_shipped_profiles_are_there() -> None:
    names = {path.stem for path in SHIPPED.glob("*.yaml")}
    assert {"genesis-12411-01-01-4", "genesis-86121-z-01", "table-example"} <= names


@pytest.mark.parametrize("source", [CONTRACT, *(path.read_text() for path in sorted(SHIPPED.glob("*.yaml")))])
def test_round_trip_through_json(source: str) -> None:
    profile = load_profile(source)
    stored = json.loads(json.dumps(profile.as_dict()))
    assert load_profile(stored) == profile
    assert load_profile(stored).as_dict() == stored


def test_bytes_text_and_dict_are_the_same() -> None:
    assert load_profile(CONTRACT) == load_profile(CONTRACT.encode()) == load_profile(load_profile(CONTRACT).as_dict())


def test_keys_stay_text_as_written() -> None:
    profile = load_profile(CONTRACT.replace('"-9999"', "-9999").replace('"x": blocked', "no: blocked, 0.0: zero"))
    assert {"-9999", "no", "0.0"} <= set(profile.missing)


def test_yaml_dates_and_numbers_are_text_where_text_is_meant() -> None:
    period = {"fixed": date(2023, 12, 31)}
    profile = load_profile(profile_dict(period=period, area={"column": 1, "division": "stadtteile"}))
    assert profile.period is not None
    assert (profile.period.fixed, profile.area.column) == ("2023-12-31", "1")


@pytest.mark.parametrize(
    ("old", "new", "path", "line", "suggestion"),
    [
        ("header_rows", "header_row", "read.header_row", 4, "header_rows"),
        ("complete", "complet", "complet", 10, "complete"),
        ("pad: 3", "padd: 3", "area.padd", 5, "pad"),
        ("day:", "tag:", "period.tag", 6, None),
    ],
)
def test_an_unknown_key_is_named_with_line_and_nearest(
    old: str, new: str, path: str, line: int, suggestion: str | None
) -> None:
    problem = only(CONTRACT.replace(old, new))
    assert (problem.rule, problem.path, problem.line, problem.suggestion) == ("unknown_key", path, line, suggestion)
    assert problem.allowed


@pytest.mark.parametrize(
    ("old", "new", "path", "suggestion"),
    [
        ("parser: table", "parser: tabel", "parser", "table"),
        ('"x": blocked', '"x": blockt', "missing.x", "blocked"),
        ('decimal: ","', 'decimal: ";"', "read.decimal", None),
        ("type: reference_date", "type: referencedate", "period.type", "reference_date"),
        ("encoding: auto", "encoding: utf8", "read.encoding", "utf-8"),
        # A sign can mean no number or nothing; it can't mean "this number is all right".
        ('"x": blocked', '"x": ok', "missing.x", None),
    ],
)
def test_a_word_that_is_not_allowed(old: str, new: str, path: str, suggestion: str | None) -> None:
    problem = only(CONTRACT.replace(old, new))
    assert (problem.rule, problem.path, problem.suggestion) == ("not_allowed", path, suggestion)
    assert len(problem.allowed) >= 2
    assert problem.line


@pytest.mark.parametrize(
    ("source", "rule", "line"),
    [
        ("profile: [1", "not_yaml", 1),
        ("a: &anchor [1]\nb: *anchor", "alias_in_yaml", 2),
        (CONTRACT + "parser: table\n", "key_twice", 11),
        ("- 1\n- 2", "not_a_mapping", 1),
        ("", "not_a_mapping", 1),
        (b"\xff\xfe\x00", "not_yaml", None),
        ("[" * 20_000 + "]" * 20_000, "too_deep", 1),
        ("x" * 300_000, "profile_too_large", None),
        ("!!python/object/apply:os.system [ls]", "not_a_mapping", 1),
    ],
    ids=["broken", "alias", "twice", "list", "empty", "bytes", "deep", "large", "object"],
)
def test_what_is_no_profile_at_all(source: str | bytes, rule: str, line: int | None) -> None:
    problem = only(source)
    assert (problem.rule, problem.line) == (rule, line)


def test_everything_wrong_is_said_at_once() -> None:
    wrong = CONTRACT.replace("division: stadtteile, pad: 3", "pad: drei").replace("sheet: 0", "shet: 0")
    assert {(p.path, p.rule) for p in problems_of(wrong)} == {
        ("area.division", "missing_key"),
        ("area.pad", "wrong_type"),
        ("read.shet", "unknown_key"),
    }


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"period": None}, "one_period_source"),
        ({"period": {"type": "year"}}, "one_period_source"),
        ({"period": {"column": "Jahr", "given": True}}, "one_period_source"),
        ({"columns": {}}, "one_of"),
        ({"long": {"measure": {"column": "M"}, "value": {"column": "W"}}}, "one_of"),
        ({"area": {"division": "stadtteile"}}, "area_column_needed"),
        ({"area": {"column": "a", "division": "Stadt Teile"}}, "bad_division"),
        ({"area": {"column": "a", "division": "stadtteile@2023-13-31"}}, "bad_division"),
        ({"read": {"decimal": ",", "thousands": ","}}, "same_marks"),
        ({"period": {"file_name": "("}}, "bad_pattern"),
        ({"scale": {"Einwonner": 1000}}, "scale_for_nothing"),
        ({"scale": {"Einwohner": 0}}, "wrong_type"),
        ({"dimensions": {"GES": "GESW"}}, "only_genesis_flat"),
        ({"parser": "genesis-flat", "period": None, "columns": {}}, "columns_needed"),
        ({"parser": "genesis-flat"}, "only_table"),
        ({"parser": "genesis-flat", "period": None, "columns": {"A[GES]": "EW"}}, "bad_flat_key"),
    ],
)
def test_parts_that_do_not_go_together(changes: dict[str, Any], rule: str) -> None:
    assert [problem.rule for problem in problems_of(profile_dict(**changes))] == [rule]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("BEVSTD", ("BEVSTD", None, {})),
        ("PREIS1|2020=100", ("PREIS1", "2020=100", {})),
        ("BEVSTD[GES=GESW]", ("BEVSTD", None, {"GES": "GESW"})),
        ("A|Tsd. EUR[X=1, Y=]", ("A", "Tsd. EUR", {"X": "1", "Y": ""})),
    ],
)
def test_keys_of_flat_files(key: str, expected: tuple[str, str | None, dict[str, str]]) -> None:
    assert FlatKey.read(key) == expected


def test_division_and_pinned_edition() -> None:
    area = {"column": "a", "division": "stadtteile@2020-01-01"}
    pinned = load_profile(profile_dict(area=area)).area
    assert (pinned.division_key, pinned.pinned) == ("stadtteile", date(2020, 1, 1))
    assert load_profile(CONTRACT).area.pinned is None


def test_measures_named_by_the_profile() -> None:
    long = {"measure": {"column": "M", "map": {"Einwohner": "EW"}}, "value": {"column": "W"}}
    spread = {"measure": "EW"}
    assert load_profile(CONTRACT).measures == {"EW", "ALO"}
    assert load_profile(profile_dict(columns=None, long=long)).measures == {"EW"}
    assert load_profile(profile_dict(columns=None, period=None, periods_in_columns=spread)).measures == {"EW"}
