from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.parsers.numbers import Figure, NumberReader, Trouble, scaled, tidy
from indicators.analysis.status import HAS_VALUE, Status
from tests.imports.parsers.building import MANNHEIM, TOTAL, flat, flat_profile, read, table_profile, workbook

MISSING = {"": "missing", ".": "suppressed", "-": "zero", "0": "near_zero", "-9999": "missing", "k.A.": "unknown"}


def reader(decimal: str = ",", thousands: str | None = None, **more: Any) -> NumberReader:
    return NumberReader(table_profile(read={"decimal": decimal, "thousands": thousands}, **more))


@pytest.mark.parametrize(
    ("decimal", "thousands", "text", "value"),
    [
        (",", None, "7", 7.0),
        (",", None, "12,5", 12.5),
        (",", None, "  12,5 ", 12.5),
        (",", None, "-12,5", -12.5),
        (",", None, "-  23", -23.0),  # minus, two blanks, number: not a dash
        (",", None, "+3,2", 3.2),
        (",", None, "\u22125", -5.0),
        (",", None, "\u00a012\u202f", 12.0),
        (",", None, "007", 7.0),
        (",", None, "-0", 0.0),
        (",", ".", "2.952", 2952.0),
        (",", ".", "1.234.567,8", 1234567.8),
        (",", ".", "12345,5", 12345.5),
        (",", " ", "1 675", 1675.0),
        (",", " ", "1\u00a0675\u2009000", 1675000.0),
        (",", "'", "1'675", 1675.0),
        (".", None, "45.45", 45.45),
        (".", ",", "1,234.5", 1234.5),
    ],
)
def test_numbers(decimal: str, thousands: str | None, text: str, value: float) -> None:
    assert reader(decimal, thousands).read(text) == Figure(value, Status.OK)


@pytest.mark.parametrize(
    ("decimal", "thousands", "text", "rule"),
    [
        (",", None, "2.952", "point_not_comma"),
        (",", None, "45.45", "point_not_comma"),
        (",", None, "-0.5", "point_not_comma"),
        (",", " ", "1.5", "point_not_comma"),
        (".", None, "12,5", "comma_not_point"),
        (",", None, "1.234,5", "thousands_not_declared"),
        (",", None, "1 675", "thousands_not_declared"),
        (",", None, "1'675", "thousands_not_declared"),
        (".", None, "1,234.5", "thousands_not_declared"),
        (",", None, "1.234.567", "thousands_not_declared"),
        (",", ".", "2.95", "bad_grouping"),
        (",", ".", "1234.567", "bad_grouping"),
        (",", ".", "1.23.456", "bad_grouping"),
        (",", None, "1,2,3", "bad_grouping"),
        (",", None, "n.v.", "unknown_word"),
        (",", None, "12,5 %", "unknown_word"),
        (",", None, "1,2E+05", "unknown_word"),
        (",", None, "12 Personen", "unknown_word"),
        (",", None, "nan", "unknown_word"),
        (",", None, "\u0663", "unknown_word"),  # a digit, but not of ours
        (",", None, "9" * 60, "unknown_word"),
        (",", None, "13p", "unknown_word"),
        (",", None, "--5", "unknown_word"),
        (",", None, "#DIV/0!", "excel_error"),
        (",", None, "#NV", "excel_error"),
        (",", None, "#BEZUG!", "excel_error"),
        (",", None, "########", "excel_error"),
        (",", None, "=B2+C2", "formula_without_value"),
    ],
)
def test_what_is_not_read(decimal: str, thousands: str | None, text: str, rule: str) -> None:
    found = reader(decimal, thousands).read(text)
    assert isinstance(found, Trouble)
    assert found.rule == rule


def test_the_trouble_says_what_the_profile_expects() -> None:
    assert reader().read("2.952") == Trouble("point_not_comma", {"decimal": ",", "thousands": None})


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        ("", None, Status.MISSING),
        ("   ", None, Status.MISSING),
        (".", None, Status.SUPPRESSED),
        (" . ", None, Status.SUPPRESSED),
        ("•", None, Status.SUPPRESSED),
        ("·", None, Status.SUPPRESSED),
        ("-", 0.0, Status.ZERO),
        ("–", 0.0, Status.ZERO),
        ("0", 0.0, Status.NEAR_ZERO),
        ("k.A.", None, Status.UNKNOWN),
        ("-9999", None, Status.MISSING),
        ("-9999,00", None, Status.MISSING),
        ("\u22129999", None, Status.MISSING),
        ("0,0", 0.0, Status.NEAR_ZERO),
    ],
)
def test_signs_of_the_profile(text: str, value: float | None, status: Status) -> None:
    assert reader(missing=MISSING).read(text) == Figure(value, status)


def test_a_sign_the_profile_does_not_know_is_an_error_never_a_zero() -> None:
    bare = reader(missing={})
    for text, rule in [("-", "unknown_word"), (".", "unknown_word"), ("x", "unknown_word"), ("", "empty_cell")]:
        found = bare.read(text)
        assert isinstance(found, Trouble)
        assert found.rule == rule


def test_flat_files_bring_their_signs_and_the_profile_has_the_last_word() -> None:
    plain, own = NumberReader(flat_profile()), NumberReader(flat_profile(missing={"-": "not_existing", "x": "blocked"}))
    assert [plain.read(sign)[1] for sign in ("-", ".", "...", "/", "x", "X", "…")] == [
        "missing",
        "suppressed",
        "pending",
        "unreliable",
        "blocked",
        "blocked",
        "pending",
    ]
    assert own.read("-") == Figure(None, Status.NOT_EXISTING)
    assert own.read(".") == Figure(None, Status.SUPPRESSED)


@pytest.mark.parametrize(
    ("text", "status", "flags"),
    [
        ("(13)", Status.LIMITED, set()),
        ("13p", Status.PROVISIONAL, set()),
        ("13 r", Status.REVISED, set()),
        ("(13)p", Status.LIMITED, {Status.PROVISIONAL}),
        ("(13 p)", Status.LIMITED, {Status.PROVISIONAL}),
    ],
)
def test_marks_where_the_profile_names_them(text: str, status: Status, flags: set[Status]) -> None:
    marks = {"()": "limited", "p": "provisional", "r": "revised"}
    assert reader(flags=marks).read(text) == Figure(13.0, status, frozenset(flags))


def test_marks_do_not_make_numbers_of_words_or_signs() -> None:
    marked = reader(flags={"()": "limited", "p": "provisional"})
    for text in ("(.)", "p", "()", "xp", "(k.A.)"):
        assert isinstance(marked.read(text), Trouble), text
    assert isinstance(reader(flags={"p": "provisional"}).read("(13)"), Trouble)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (84694.0, Figure(84694.0, Status.OK)),
        (3, Figure(3.0, Status.OK)),
        (0, Figure(0.0, Status.NEAR_ZERO)),
        (0.5, Figure(0.5, Status.OK)),
        (-9999.0, Figure(None, Status.MISSING)),
        (-9999, Figure(None, Status.MISSING)),
        (None, Figure(None, Status.MISSING)),
        ("12,5", Figure(12.5, Status.OK)),
    ],
)
def test_cells_of_a_workbook(cell: Any, expected: Figure) -> None:
    assert reader(missing=MISSING).read(cell) == expected


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (date(2026, 2, 1), "date_by_excel"),  # "1-2 Jahre" once
        (datetime(2026, 2, 1), "date_by_excel"),
        (True, "unknown_word"),
        (float("nan"), "unknown_word"),
        (float("inf"), "unknown_word"),
        ("1.234,5", "thousands_not_declared"),  # text in a workbook is read by the profile like any text
    ],
)
def test_cells_that_are_no_figures(cell: Any, rule: str) -> None:
    found = reader().read(cell)
    assert isinstance(found, Trouble)
    assert found.rule == rule


@given(st.text(max_size=12))
def test_any_text_gives_a_figure_or_a_trouble(text: str) -> None:
    found = reader(missing=MISSING, flags={"()": "limited", "p": "provisional"}).read(text)
    if isinstance(found, Figure):
        assert (found.value is not None) == (found.status in HAS_VALUE)


@given(st.integers(-(10**12), 10**12), st.integers(0, 3))
def test_what_an_office_writes_is_what_is_read(number: int, decimals: int) -> None:
    """The German way of writing, made with Python's own formatting."""
    exact = number / 10**decimals
    german = f"{exact:,.{decimals}f}".replace(",", "_").replace(".", ",").replace("_", ".")
    assert reader(",", ".").read(german) == Figure(exact or 0.0, Status.OK)


def test_scale_does_not_add_noise() -> None:
    assert scaled(156.7, 1_000_000) == 156_700_000.0
    assert scaled(0.1, 3) == 0.3
    assert scaled(-4543.0, 1000) == -4_543_000.0


def test_tidy() -> None:
    assert tidy("\ufeff a\u00a0\u2009b\t\n c ") == "a b c"


def test_signs_are_counted_as_they_stand_in_the_file() -> None:
    rows = [["011", 2023, -9999, "–"], ["012", 2023, 0, None], ["013", 2023, "-9999", 3]]
    coded = table_profile(missing={"": "missing", "-": "zero", "-9999": "missing"})
    sheet = workbook([["Schlüssel", "Jahr", "Einwohner", "Arbeitslose"], *rows])
    assert read(sheet, coded).facts["symbols"] == {"-9999": 2, "–": 1, "": 1}
    content = "Schlüssel;Jahr;Einwohner;Arbeitslose\n011;2023;.;-\n012;2023;5;.\n"
    assert read(content, table_profile()).facts["symbols"] == {".": 2, "-": 1}
    flat_rows = [("2023-12-31", [MANNHEIM, TOTAL], sign, "Anzahl", "BEVSTD") for sign in ("/", "5", "/")]
    assert read(flat(*flat_rows), flat_profile()).facts["symbols"] == {"/": 2}
