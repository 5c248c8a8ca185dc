"""Exactly one total for each dimension, in every layout that repeats a figure for its parts: none or two are errors."""

from collections.abc import Callable

import pytest

from imports.parsers.profiles.loading import Profile
from imports.parsers.records import Parsed
from tests.imports.parsers.building import MANNHEIM, figures, flat, flat_profile, read, rules
from tests.imports.parsers.cubes import DAY, cube, cubes
from tests.imports.parsers.test_flat_old import header, lines, row

PARTS = ["GESM", "GESW"]
Reader = Callable[[list[str]], Parsed]


def of_new_layout(codes: list[str], profile: Profile | None = None) -> Parsed:
    rows = [
        ("2022-12-31", [MANNHEIM, ("GES", "Geschlecht", code, label(code))], "5", "Anzahl", "BEVSTD") for code in codes
    ]
    return read(flat(*rows), profile or flat_profile())


def of_old_layout(codes: list[str], profile: Profile | None = None) -> Parsed:
    rows = [row(";".join(MANNHEIM), f"GES;Geschlecht;{code};{label(code)}", "5") for code in codes]
    return read(lines(header(), *rows), profile or flat_profile())


def of_cube(codes: list[str], profile: Profile | None = None) -> Parsed:
    rows = [f"08222;{code};{DAY};5;e" for code in codes]
    return read(cube(*rows), profile or cubes(columns={"BEVSTD": "EW"}))


def label(code: str) -> str:
    return {"GESM": "männlich", "GESW": "weiblich"}.get(code, "Insgesamt")


READERS: dict[str, Reader] = {"new": of_new_layout, "old": of_old_layout, "cube": of_cube}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("total", ["INSGESAMT", ""])
def test_one_total_is_the_figure(reader: Reader, total: str) -> None:
    parsed = reader([*PARTS, total])
    assert rules(parsed) == []
    assert figures(parsed) == {("EW", "08222", "2022-12-31"): 5.0}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_without_a_total_nothing_is_added_up(reader: Reader) -> None:
    parsed = reader(PARTS)
    assert rules(parsed) == ["no_total"]
    assert not len(parsed.records)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_two_totals_are_an_error(reader: Reader) -> None:
    assert "two_totals" in rules(reader([*PARTS, "INSGESAMT", "TOTAL"]))


def test_one_attribute_may_be_chosen_instead() -> None:
    women = {"BEVSTD[GES=GESW]": "EW_W"}
    for parsed in (
        of_new_layout(PARTS, flat_profile(columns=women)),
        of_old_layout(PARTS, flat_profile(columns=women)),
        of_cube(PARTS, cubes(columns=women)),
    ):
        assert rules(parsed) == []
        assert figures(parsed) == {("EW_W", "08222", "2022-12-31"): 5.0}
