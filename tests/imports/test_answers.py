"""Answers of the form become a profile, and a profile becomes the answers that would make it."""

import io
from datetime import date
from typing import Any

import pytest

from imports.parsers.profiles.loading import load_profile
from imports.parsers.profiles.parts import Read
from imports.parsers.recognising.flat_survey import FlatSurvey, survey_flat
from imports.parsers.recognising.recognise import recognise
from imports.parsers.recognising.recognised import Recognised
from imports.parsers.recognising.survey import Survey, survey
from imports.parsers.reference import EditionReference
from imports.wizard.answers import flat_profile, from_profile, measure_of, read_part, table_profile
from imports.wizard.proposals import flat_answers, how_to_open, key_from, table_answers
from tests.imports.parsers.building import MANNHEIM, MEN, TOTAL, flat, profile_dict

ROWS = "Schlüssel;Name;Jahr;Einwohner;Arbeitslose\n011;Ost;2023;1;2\n012;West;2023;.;-\n"
OST = EditionReference(
    1, "stadtteile", date(2020, 1, 1), None, {"011": (1, "Ost"), "012": (2, "West"), "013": (3, "Süd")}
)


def seen(text: str, **read: Any) -> Survey:
    return survey(io.BytesIO(text.encode()), Read.model_validate(read))[0]


def without_defaults(spec: dict[str, Any]) -> dict[str, Any]:
    return load_profile(spec).as_dict()


PINNED = {"column": "Schlüssel", "division": "stadtteile@2020-01-01", "name_column": "Name", "pad": 3}
SPREAD = {"measure": "EW"}

PROFILES: dict[str, tuple[str, dict[str, Any]]] = {
    "wide": (ROWS, {"scale": {"Einwohner": 1000.0}, "complete": True, "ignore_areas": ["Summe", "999"]}),
    "named": (ROWS, {"area": PINNED}),
    "long": (
        "Code;Jahr;Art;Wert\n011;2023;EW ges;5\n",
        {
            "area": {"column": "Code", "division": "d"},
            "columns": None,
            "period": {"column": "Jahr", "type": "year"},
            "long": {"measure": {"column": "Art", "map": {"EW ges": "EW"}}, "value": {"column": "Wert"}},
        },
    ),
    "periods": (
        "Code;2022;2023\n011;1;2\n",
        {"area": {"column": "Code", "division": "d"}, "columns": None, "period": None, "periods_in_columns": SPREAD},
    ),
    "given": (ROWS, {"period": {"given": True, "type": "school_year", "named_by": "end"}}),
    "file name": (ROWS, {"period": {"file_name": r"_(\d{4})", "type": "year"}}),
    "opened otherwise": (
        "Titel|\n" + ROWS.replace(";", "|"),
        {"read": {"delimiter": "|", "skip_rows": 1, "decimal": ".", "thousands": ",", "encoding": "utf-8"}},
    ),
}


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_becomes_answers_that_make_it_again(name: str) -> None:
    text, changes = PROFILES[name]
    profile = load_profile(profile_dict(source="Amt", label={"de": "Name", "en": "Name"}, **changes))
    found = seen(text, **profile.read.model_dump())
    assert without_defaults(table_profile(from_profile(profile, found), found)) == profile.as_dict()


def test_a_flat_profile_becomes_answers_that_make_it_again() -> None:
    found = flat_seen()
    spec = {
        "profile": "flach", "parser": "genesis-flat", "area": {"column": "KREISE", "division": "regionen"},
        "columns": {"BEVSTD": "EW", "BEVSTD[GES=GESM]": "EW_M"}, "scale": {"BEVSTD": 1000.0}, "missing": {"-": "zero"},
    }  # fmt: skip
    answers = from_profile(load_profile(spec), found)
    assert without_defaults(flat_profile(answers, found, "genesis-flat")) == without_defaults(spec)


def flat_seen() -> FlatSurvey:
    rows = [("2023", [MANNHEIM, one], "1", "Anzahl", "BEVSTD") for one in (TOTAL, MEN)]
    raw = flat(*rows).encode()
    return survey_flat(io.BytesIO(raw), recognise(io.BytesIO(raw), "x")[0])[0]


def test_a_measure_is_picked_or_typed() -> None:
    assert measure_of(" EW ") == measure_of("EW – Einwohner") == "EW"


def test_what_is_no_number_stays_for_the_loader_to_complain_of() -> None:
    assert read_part({"skip_rows": "zwei", "header_rows": "1", "encoding": "auto", "sheet": "#2"}) == {
        "skip_rows": "zwei",
        "sheet": 2,
    }


def test_a_measure_beside_a_column_makes_it_a_column_of_figures() -> None:
    found = seen(ROWS)
    spec = table_profile({"measure-3": "EW", "role-4": "figure", "measure-2": "EW", "role-2": "period"}, found)
    assert spec["columns"] == {"Einwohner": "EW"}
    assert spec["period"] == {"column": "Jahr"}


def test_other_periods_than_the_wanted_ones_are_told_apart() -> None:
    found = seen("Code;2021;2022;2023\n01;1;2;3\n")
    answers = {"role-0": "area", "role-1": "spread", "role-2": "spread", "spread_measure": "EW"}
    assert table_profile(answers, found)["periods_in_columns"] == {"measure": "EW", "pattern": "^(2021|2022)$"}


def test_areas_names_periods_and_measures_are_proposed() -> None:
    told = table_answers(seen(ROWS), [OST], {"EW": ("Einwohner", ""), "X": ("Anderes", "")})
    assert told == {
        "role-0": "area", "division": "stadtteile", "pad": "", "role-1": "name", "role-2": "period", "type": "year",
        "role-3": "figure", "measure-3": "EW",
    }  # fmt: skip


def test_lost_zeros_are_proposed_only_where_many_codes_say_so() -> None:
    assert table_answers(seen("Code;Jahr\n11;2023\n12;2023\n13;2023\n"), [OST], {})["pad"] == "3"
    assert "division" not in table_answers(seen("Zahl;Jahr\n11;2023\n12;2023\n"), [OST], {})


def test_nothing_is_proposed_that_changes_a_figure() -> None:
    told = table_answers(seen("Code;Jahr;Wert\n011;2023;2.952\n012;2023;1.000\n"), [OST], {})
    assert "decimal" not in told
    assert "thousands" not in told
    assert not any(name.startswith("status") for name in told)
    clear = table_answers(seen("Code;Jahr;Wert\n011;2023;2.95\n"), [OST], {})
    assert clear["decimal"] == "."


def test_flat_files_propose_region_and_division() -> None:
    edition = EditionReference(1, "regionen", date(1990, 1, 1), None, {"08222": (1, "Mannheim")})
    told = flat_answers(flat_seen(), [OST, edition])
    assert (told["region"], told["division"], told["time_dimension"]) == ("KREISE", "regionen", "")


def test_names_and_the_first_sheet() -> None:
    assert key_from("Plätze & Straßen 2019.CSV") == "plaetze-strassen-2019-csv"
    first = how_to_open(Recognised(sheets=["2023", "Alt"], sheet="2023"), "datei.xlsx")
    assert "sheet" not in first, "the first sheet may be called otherwise next year"
    assert how_to_open(Recognised(sheets=["Titel", "Daten"], sheet="Daten"), "datei.xlsx")["sheet"] == "Daten"
