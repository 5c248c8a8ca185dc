"""Both dialects, against Python's own reader as the slow obvious way."""

import csv
import io
import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.web.csv_dialects import BLOCK_ROWS, DIALECTS, rows_to_csv

texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)


def written(rows, dialect, header=("a", "b")):
    return b"".join(rows_to_csv(header, rows, dialect)).decode()


def read(text, dialect):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=DIALECTS[dialect].delimiter))


def test_german_excel_gets_semicolons_commas_and_a_byte_order_mark():
    assert written([("Käfertal", 1234.5)], "excel-de") == "\ufeffa;b\r\nKäfertal;1234,5\r\n"


def test_the_standard_gets_commas_points_and_no_byte_order_mark():
    assert written([("Käfertal", 1234.5)], "rfc4180") == "a,b\r\nKäfertal,1234.5\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_text_that_would_run_as_a_formula_is_escaped(start, dialect):
    assert read(written([(f"{start}1+1", 0)], dialect), dialect)[1][0] == f"'{start}1+1"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_negative_numbers_are_numbers(dialect):
    assert read(written([(-5, -0.25)], dialect), dialect)[1] == ["-5", "-0,25" if dialect == "excel-de" else "-0.25"]


def test_codes_keep_their_leading_zeros_and_nothing_stays_empty():
    row = ("001", None)
    assert (
        written([row, (math.nan, True), (date(2023, 12, 31), Decimal("1.50"))], "rfc4180")
        == "a,b\r\n001,\r\n,true\r\n2023-12-31,1.50\r\n"
    )


def test_numpy_numbers_are_written_like_pythons():
    assert written([(np.float64(0.1), np.int64(7))], "rfc4180") == "a,b\r\n0.1,7\r\n"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_their_full_precision(value):
    for dialect, rules in DIALECTS.items():
        shown = read(written([(value, "")], dialect), dialect)[1][0]
        assert float(shown.replace(rules.decimal, ".")) == value


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_any_text_survives_quoting(rows):
    for dialect in DIALECTS:
        back = read(written(rows, dialect), dialect)[1:]
        assert [
            [cell.removeprefix("'") if cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in row]
            for row in back
        ] == [
            [cell.removeprefix("'") if cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in row]
            for row in rows
        ]


def test_long_tables_leave_in_blocks():
    asked = []

    def rows():
        for index in range(2 * BLOCK_ROWS + 1):
            asked.append(index)
            yield (index, "x")

    stream = rows_to_csv(("a", "b"), rows(), "rfc4180")
    next(stream)
    assert len(asked) == BLOCK_ROWS  # the first block leaves before the rest is read
    assert len(list(stream)) == 2
    assert len(asked) == 2 * BLOCK_ROWS + 1


def test_an_empty_table_still_has_its_header():
    assert written([], "excel-de") == "\ufeffa;b\r\n"


def test_refusals_say_what_is_wrong():
    with pytest.raises(ValueError, match="known are excel-de, rfc4180"):
        rows_to_csv(("a",), [], "tsv")
    with pytest.raises(ValueError, match="row 2 has 1 cells, the header has 2"):
        list(rows_to_csv(("a", "b"), [(1, 2), (1,)], "rfc4180"))
