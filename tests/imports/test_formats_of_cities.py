"""Workbooks of the labour agency, JSON and registers from the upload to what may be published."""

import json
from typing import Any

import pytest

from imports.actions.profiles import put_profile
from imports.models import Batch, Problem, Profile
from imports.parsers.profiles.loading import load_profile
from indicators.models import Observation
from tests.imports.parsers.building import workbook
from tests.imports.uploads import checked, nothing_stored, published, rules
from tests.world import CODES, World

State = Batch.State
AREA = {"division": "stadtteile"}


def stored(**spec: Any) -> Profile:
    return put_profile(by=None, spec=load_profile({"profile": "p", "area": AREA, **spec}))


def observed() -> dict[tuple[str, str, str], tuple[float | None, str]]:
    rows = Observation.objects.select_related("series__area", "series__measure")
    return {(o.series.measure.code, o.series.area.code, o.period_end.isoformat()): (o.value, o.status) for o in rows}


BA = {"parser": "ba-kommunal", "columns": {"Arbeitslose / Insgesamt": "ALO", "Bevölkerung / Insgesamt": "EW"}}
SHEET: list[list[object]] = [
    ["02 Viertel 02 (Gebietsstand im Jahr 2023)"],
    ["Merkmale", None, 2022, 2023],
    [None, None, 1, 2],
    ["Arbeitslose (Jahresdurchschnitte)"],
    ["Insgesamt", None, 74.5, "*"],
    ["Bevölkerung (Stichtag 31.12.)"],
    ["Insgesamt", None, 1200, 0],
    ["*) Geheim"],
]


def test_a_workbook_of_the_agency(world: World) -> None:
    batch = published(workbook(SHEET), stored(**BA), name="kommunal.xlsx")
    assert observed() == {
        ("ALO", "02", "2022-12-31"): (74.5, "ok"),
        ("ALO", "02", "2023-12-31"): (None, "suppressed"),
        ("EW", "02", "2022-12-31"): (1200.0, "ok"),
        ("EW", "02", "2023-12-31"): (0.0, "ok"),
    }
    assert batch.facts["layout"] == "ba-kommunal"


def test_a_workbook_under_the_name_of_another_area(world: World) -> None:
    batch = checked(workbook(SHEET), stored(**BA), name="kommunal_03.xlsx")
    assert (batch.state, rules(batch)) == (State.REFUSED, ["area_contradicts_file_name"])
    assert nothing_stored()


NESTED = {
    "parser": "records",
    "read": {"decimal": "."},
    "area": {**AREA, "column": "district", "codes": {f"Viertel {code}": code for code in CODES}},
    "period": {"column": "Jahr", "type": "reference_date", "day": "12-31"},
    "long": {
        "measure": {"column": "Merkmal", "map": {"Einwohner": "EW", "Arbeitslose": "ALO"}},
        "value": {"column": "value"},
    },
    "records": {"path": "data", "levels": ["Jahr", "Merkmal"]},
    "missing": {"": "missing"},
}


def nested(**lists: list[tuple[str, Any]]) -> bytes:
    values = {
        name: [{"district": f"Viertel {code}", "value": value} for code, value in pairs]
        for name, pairs in lists.items()
    }  # fmt: skip
    return json.dumps({"data": {"2023": values}}).encode()


def test_records_by_name(world: World) -> None:
    content = nested(Einwohner=[("01", 5), ("02", None)], Arbeitslose=[("01", 7.5)])
    published(content, stored(**NESTED), name="einwohner.json")
    assert observed() == {
        ("ALO", "01", "2023-12-31"): (7.5, "ok"),
        ("EW", "01", "2023-12-31"): (5.0, "ok"),
        ("EW", "02", "2023-12-31"): (None, "missing"),
    }


def test_records_that_name_an_area_twice_show_both(world: World) -> None:
    content = nested(Einwohner=[("01", 5), ("01", 6)], Arbeitslose=[("01", 7)])
    batch = checked(content, stored(**NESTED), name="einwohner.json")
    assert (batch.state, rules(batch)) == (State.REFUSED, ["duplicate_key"])
    problem = Problem.objects.get(batch=batch)
    assert (problem.sheet, problem.line) == ("2023 / Einwohner", 2)
    assert {problem.params["first"]["value"], problem.params["second"]["value"]} == {"5", "6"}


@pytest.mark.parametrize("word", ["\\u0000", "\\ud800", "\\u0000" * 9])
@pytest.mark.parametrize("place", ["district", "name", "level", "value"])
def test_signs_no_database_takes_are_a_finding_and_no_fault(world: World, word: str, place: str) -> None:
    text = '{"data": {"2023": {"LEVEL": [{"district": "DISTRICT", "value": "VALUE", "NAME": 1}]}}}'
    text = text.replace(place.upper(), word)
    batch = checked(text.encode(), stored(**NESTED), name="einwohner.json")
    assert (batch.state, batch.fault) == (State.REFUSED, "")
    assert rules(batch)
    assert nothing_stored()


SUMS = {
    "dimensions": {
        "Alter": {"range": "0-2", "not_added": ["Gesamt"]},
        "Geschlecht": {"values": ["m", "w"]},
    },
    "value": "Anzahl",
    "measures": {"EW": {}, "ALO": {"Geschlecht": "w"}},
}
REGISTER = {
    "parser": "table",
    "area": {**AREA, "column": "Schlüssel", "pad": 2},
    "period": {"column": "Jahr", "type": "reference_date", "day": "12-31"},
    "sums": SUMS,
    "missing": {"*": "suppressed"},
}


def register(*changed: tuple[int, str]) -> bytes:
    parts = [f"{code};2023;{age};{sex};{age + 11}" for code in (1, 2) for age in range(3) for sex in "mw"]
    for line, text in changed:
        parts[line] = text
    return ("Schlüssel;Jahr;Alter;Geschlecht;Anzahl\n" + "\n".join([*parts, "1;2023;Gesamt;m;6"]) + "\n").encode()


def test_a_register_is_summed_up(world: World) -> None:
    published(register(), stored(**REGISTER))
    assert observed() == {
        ("ALO", "01", "2023-12-31"): (36.0, "ok"),
        ("EW", "01", "2023-12-31"): (72.0, "ok"),
        ("ALO", "02", "2023-12-31"): (36.0, "ok"),
        ("EW", "02", "2023-12-31"): (72.0, "ok"),
    }


def test_a_hidden_part_hides_the_sum_and_only_that(world: World) -> None:
    published(register((0, "1;2023;0;m;*")), stored(**REGISTER))
    assert observed()["EW", "01", "2023-12-31"] == (None, "suppressed")
    assert observed()["ALO", "01", "2023-12-31"] == (36.0, "ok")
    assert observed()["EW", "02", "2023-12-31"] == (72.0, "ok")


def test_an_attribute_nobody_declared_stops_the_file(world: World) -> None:
    batch = checked(register((0, "1;2023;0;d;1")), stored(**REGISTER))
    assert batch.state == State.REFUSED
    assert "attribute_not_declared" in rules(batch)
    assert nothing_stored()


def test_rows_of_one_or_two_persons_stop_a_register_unless_the_office_may_send_them(world: World) -> None:
    content = register((0, "1;2023;0;m;2"), (3, "1;2023;1;w;1"))
    batch = checked(content, stored(**REGISTER))
    assert (batch.state, rules(batch)) == (State.REFUSED, ["small_part", "small_part"])
    first = Problem.objects.filter(batch=batch).order_by("line").first()
    assert first is not None
    assert (first.line, first.column, first.value, first.row) == (2, "Anzahl", "", None)
    assert "small_parts" not in batch.facts
    allowed = stored(**(REGISTER | {"sums": SUMS | {"small_parts": "allowed"}}))
    published(content, allowed)
    assert observed()["EW", "01", "2023-12-31"] == (72.0 - 9 - 11, "ok")
