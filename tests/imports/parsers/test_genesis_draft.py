from typing import Any

import pytest

from imports.parsers.profiles.loading import ProfileError, load_profile
from imports.parsers.recognising.genesis_draft import draft
from tests.imports.parsers.building import figures, read, rules
from tests.imports.parsers.genesis_files import POPULATION, Line, csv_export
from tests.imports.parsers.test_genesis_survey import surveyed

START = {"profile": "p", "parser": "genesis-table"}


def drafted(content: str) -> dict[str, Any]:
    return START | draft(surveyed(content))


def test_what_the_file_cannot_tell_stays_empty_and_is_refused() -> None:
    spec = drafted(csv_export(*POPULATION))
    assert spec["columns"] == {
        "Bevölkerung|Anzahl": "BEVOELKERUNG",
        "Bevölkerung / weiblich|Anzahl": "BEVOELKERUNG_WEIBLICH",
    }
    assert (spec["period"], spec["missing"]) == ({"type": "reference_date"}, {"-": ""})
    with pytest.raises(ProfileError) as caught:
        load_profile(spec)
    assert [problem.path for problem in caught.value.problems] == ["area.division", "missing.-"]


def test_filled_in_it_reads_the_file() -> None:
    content = csv_export(*POPULATION)
    spec = drafted(content) | {"area": {"division": "regionen"}, "missing": {"-": "zero"}}
    parsed = read(content, load_profile(spec))
    assert rules(parsed) == []
    assert figures(parsed)["BEVOELKERUNG_WEIBLICH", "DG", "2023-12-31"] == 160.0


def test_laender_have_their_keys_and_other_names_none() -> None:
    rows: list[Line] = [("", "Stichtag"), ("", "31.12.2023"), ("Hessen", 1), ("Thüringen", 2), ("Insgesamt", 3)]
    assert drafted(csv_export(*rows))["area"]["codes"] == {"Hessen": "06", "Thüringen": "16", "Insgesamt": ""}


def test_without_a_period_it_is_asked_for_at_the_upload() -> None:
    rows: list[Line] = [("", "", "männlich", "weiblich"), ("08222", "Mannheim", 1, 2)]
    assert drafted(csv_export(*rows))["period"] == {"given": True}


def test_codes_of_measures_differ() -> None:
    long = "sehr langer Name einer Ausprägung, der kein Ende findet"
    rows: list[Line] = [("", "", f"{long} A", f"{long} B", "%"), ("08222", "Mannheim", 1, 2, 3)]
    codes = list(drafted(csv_export(*rows))["columns"].values())
    assert len(set(codes)) == 3
    assert codes[1] == codes[0] + "_2"
    assert all(code.isascii() and code == code.upper() for code in codes)
