"""Two keys of one measure: what the office calls differently by level, by layout or by depth of a list."""

from typing import Any

from imports.parsers.records import Place, Severity
from tests.imports.parsers.building import MANNHEIM, figures, flat, flat_profile, found, read, rules

COUNTRY = ("GEODL1", "Deutschland", "DG", "Deutschland")
TOWN = ("GEOGM4", "Gemeinden", "082220000000", "Mannheim")
DAY = "2022-05-15"


def census(*rows: tuple[Any, ...]) -> Any:
    return read(flat(*rows), flat_profile(area={"division": "regionen"}, columns={"PRS001": "EW", "PRS018": "EW"}))


def test_two_codes_make_one_measure() -> None:
    parsed = census((DAY, [COUNTRY], "9", "Anzahl", "PRS001"), (DAY, [TOWN], "3", "Anzahl", "PRS018"))
    assert figures(parsed) == {("EW", "DG", DAY): 9.0, ("EW", "082220000000", DAY): 3.0}
    assert rules(parsed) == []


def test_one_of_them_alone_is_worth_a_look_and_none_is_an_error() -> None:
    parsed = census((DAY, [TOWN], "3", "Anzahl", "PRS018"))
    assert found(parsed) == [("other_key_of_measure", Place(column="PRS001"))]
    assert parsed.problems.kept[0].severity is Severity.WARNING
    assert parsed.problems.kept[0].params == {"measure": "EW", "keys": ["PRS018"]}
    assert rules(census((DAY, [TOWN], "3", "Anzahl", "PRS999"))) == ["value_not_in_file"] * 2


def test_an_attribute_that_only_the_other_key_finds() -> None:
    columns = {"PREIS1[CC4=04]": "MIETE", "PREIS1[CC5=04]": "MIETE"}
    rows = [
        ("2022", [MANNHEIM, (name, "", code, "")], "1", "Index", "PREIS1")
        for name, code in (("CC4", "04"), ("CC5", "05"))
    ]
    parsed = read(flat(*rows), flat_profile(columns=columns))
    assert (rules(parsed), len(parsed.records)) == (["other_key_of_measure"], 1)
    neither = read(flat(rows[1]), flat_profile(columns=columns))
    assert sorted(rules(neither)) == ["attribute_not_in_file", "value_not_in_file"]


def test_what_is_wrong_with_a_key_that_finds_rows_is_still_said() -> None:
    rows = [(DAY, [TOWN], "3", unit, "PRS018") for unit in ("Anzahl", "Prozent")]
    assert rules(census(*rows)) == ["other_key_of_measure", "two_units"]
