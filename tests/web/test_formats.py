"""Figures as readers write them, in both languages."""

import math
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.web import formats

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("value", "decimals", "in_german", "in_english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (0, 0, "0", "0"),
        (0.05, 1, "0,1", "0.1"),  # half away from zero, where binary floats would give 0.1 or 0.0 by chance
        (2.675, 2, "2,68", "2.68"),
        (-1234567, 0, "−1.234.567", "−1,234,567"),
        (-0.04, 1, "0,0", "0.0"),  # no minus before a nought
        (Decimal("7.5"), 0, "8", "8"),
        (1e-7, 2, "0,00", "0.00"),
        (318035, 0, "318.035", "318,035"),
        (1e30, 1, "1" + 10 * ".000" + ",0", "1" + 10 * ",000" + ".0"),
    ],
)
def test_numbers_are_grouped_and_rounded(value, decimals, in_german, in_english):
    with translation.override("de"):
        assert formats.number(value, decimals) == in_german
    with translation.override("en"):
        assert formats.number(value, decimals) == in_english


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False), st.integers(0, 4))
def test_a_german_number_reads_back_within_half_of_its_last_digit(value, decimals):
    with translation.override("de"):
        text = formats.number(value, decimals)
    read = Decimal(text.replace(".", "").replace(",", ".").replace("−", "-"))
    assert abs(read - value) <= Decimal(5).scaleb(-decimals - 1)
    assert not (read == 0 and text.startswith("−"))


@pytest.mark.usefixtures("german")
def test_changes_carry_their_sign():
    assert formats.signed(0.421, 2) == "+0,42"
    assert formats.signed(-0.421, 2) == "−0,42"
    assert formats.signed(0.001, 2) == "0,00"


@pytest.mark.usefixtures("german")
def test_a_value_stands_with_its_unit_and_reservation():
    assert formats.value_text(12.34, unit="%", decimals=1) == f"12,3{NARROW}%"
    assert formats.value_text(12.34, "limited", unit="%", decimals=1) == f"(12,3){NARROW}%"
    assert formats.value_text(12.34, "provisional", decimals=1, flags={"limited"}) == "(12,3)"


@pytest.mark.usefixtures("german")
def test_missing_suppressed_and_zero_are_three_things():
    texts = {
        formats.value_text(0.0, "zero"),
        formats.value_text(None, "missing"),
        formats.value_text(None, "suppressed"),
    }
    assert len(texts) == 3
    assert formats.value_text(0.0, "zero") == "0"


def test_a_number_behind_a_suppressed_status_never_shows():
    for status in set(formats.STATUS_LABELS) - formats.WITH_VALUE:
        assert formats.value_text(4711.0, status) == formats.SIGNS[status]


@pytest.mark.parametrize("nothing", [None, math.nan])
def test_no_number_is_never_shown_as_nought(nothing):
    for status in formats.WITH_VALUE:
        assert formats.value_text(nothing, status) == formats.SIGNS["missing"]


def test_every_status_has_words_and_every_sign_is_its_own():
    assert len(formats.STATUS_LABELS) == 15
    assert set(formats.SIGNS) == set(formats.STATUS_LABELS) - formats.WITH_VALUE
    assert len(set(formats.SIGNS.values())) == len(formats.SIGNS)
    assert set(formats.MARKS) <= formats.WITH_VALUE


@pytest.mark.usefixtures("english")
def test_words_name_main_status_first_and_each_once():
    assert formats.status_words("ok") == ""
    assert (
        formats.status_words("provisional", {"limited", "estimated"}) == "provisional, estimated, limited reliability"
    )
    assert formats.status_words("revised", {"revised"}) == "revised"


@pytest.mark.parametrize(
    ("start", "end", "in_german", "in_english"),
    [
        (date(2023, 12, 31), date(2023, 12, 31), "31.12.2023", "31 Dec 2023"),
        (date(2023, 1, 1), date(2023, 12, 31), "2023", "2023"),
        (date(2023, 8, 1), date(2024, 7, 31), "2023/24", "2023/24"),
        (date(2023, 3, 1), date(2023, 3, 31), "März 2023", "March 2023"),
        (date(2024, 2, 1), date(2024, 2, 29), "Februar 2024", "February 2024"),
        (date(2023, 3, 1), date(2023, 4, 5), "01.03.2023 – 05.04.2023", "1 Mar 2023 – 5 Apr 2023"),
        (date(2023, 2, 1), date(2023, 4, 30), "01.02.2023 – 30.04.2023", "1 Feb 2023 – 30 Apr 2023"),
    ],
)
def test_periods_have_their_usual_names(start, end, in_german, in_english):
    with translation.override("de"):
        assert formats.period(start, end) == in_german
    with translation.override("en"):
        assert formats.period(start, end) == in_english


@pytest.mark.usefixtures("english")
def test_quarters_and_half_years_are_counted():
    assert formats.period(date(2023, 7, 1), date(2023, 9, 30)) == "quarter 3 of 2023"
    assert formats.period(date(2023, 7, 1), date(2023, 12, 31)) == "half-year 2 of 2023"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1536, "1,5 kB"),
        (184213, "180 kB"),
        (200 * 1024**2, "200 MB"),
        (3 * 1024**4, "3.072 GB"),
    ],
)
def test_sizes_read_well(count, text):
    assert formats.size(count).replace(NARROW, " ") == text
