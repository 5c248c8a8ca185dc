"""What happens to tables on their way through Excel and mail: each is read as it was meant, or refused in German."""

import io
from collections.abc import Callable, Sequence
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from django.utils.translation import override
from pytest_django import Settings

from imports.actions.receiving import receive_file
from imports.errors import Refused
from imports.messages import refusal, said
from imports.models import Batch
from indicators.models import StagedObservation
from tests.imports.uploads import DAYS, HEADER, WIDE, checked, csv, figures, nothing_stored, profile, rules
from tests.world import World

LONG = """
profile: lang
parser: table
area: {column: Nr, division: stadtteile}
period: {fixed: "2023-12-31", type: reference_date}
long: {measure: {column: Alter, map: {1-2 Jahre: GEB, 3-5 Jahre: FORT}}, value: {column: Zahl}}
"""
READY, REFUSED = Batch.State.READY, Batch.State.REFUSED


def lines(line: int, column: int, cell: object) -> bytes:
    table = figures()
    table[line][column] = cell
    return csv(table)


def german(batch: Batch) -> list[str]:
    with override("de"):
        found = batch.problems.filter(severity="error")
        return [" ".join([*said(one.rule, one.value, one.params)]) for one in found]


def staged() -> dict[tuple[str, str], tuple[float | None, str]]:
    rows = StagedObservation.objects.select_related("series__measure", "series__area")
    return {(r.series.measure.code, r.series.area.code): (r.value, str(r.status)) for r in rows}


def sheet(*rows: Sequence[object]) -> bytes:
    """A workbook in which a day is a day and no number."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(target)
    return target.getvalue()


# name: content, rule, words of the German message
REFUSALS: dict[str, tuple[bytes, str, tuple[str, ...]]] = {
    "a division by nought": (lines(1, 4, "#DIV/0!"), "excel_error", ("#DIV/0!", "Bitte")),
    "a reference that is gone": (lines(1, 4, "#BEZUG!"), "excel_error", ("#BEZUG!", "Bitte")),
    "a code that became a number": (lines(0, 0, "8222000.0"), "code_is_number", ("8222000", "führende Nullen")),
    "a point for thousands": (lines(0, 3, "1.234,5"), "thousands_not_declared", ("1.234,5", "Tausender")),
    "a count that became a day": (lines(0, 3, "01. Feb"), "date_by_excel", ("01. Feb", "Datum", "Excel")),
    "a count that became a month": (lines(0, 3, "Jan 05"), "date_by_excel", ("Jan 05", "Datum")),
    "a count that is a day in the workbook": (
        sheet(HEADER, ["01", "", 2023, date(2024, 2, 1), 50]),
        "date_by_excel",
        ("Datum", "Excel"),
    ),
    "a word of one office": (lines(2, 4, "k.A."), "unknown_word", ("k.A.", "Profil")),
    "a second sheet title in the middle": (lines(2, 0, "Stadtteil"), "unknown_area", ("Stadtteil",)),
    "one cell too many": (csv(figures()).replace(b"1010;", b"1010;;"), "ragged_row", ("Bitte",)),
    "lines cut by the mail": (csv(figures())[:-9], "ragged_row", ("Bitte",)),
    "a title above the header": (b"Einwohner 2023;;;;\r\n" + csv(figures()), "column_missing", ("Schl", "Bitte")),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_it_is_refused_in_german(world: World, name: str) -> None:
    content, rule, words = REFUSALS[name]
    batch = checked(content)
    assert (batch.state, batch.fault) == (REFUSED, "")
    assert rule in rules(batch, "error")
    told = " ".join(german(batch))
    assert [word for word in words if word not in told] == []
    assert nothing_stored()


def quoted() -> bytes:
    return csv(figures()).replace(b"Viertel 02", b'"Viertel 02; Nord"')


def spaced() -> bytes:
    return csv([[f"{cell}  " for cell in line] for line in figures()])


MEANT: dict[str, Callable[[], bytes]] = {
    "trailing blanks": spaced,
    "blanks that do not break": lambda: spaced().replace(b"  ;", b"\xa0;"),
    "carriage returns alone": lambda: csv(figures()).replace(b"\r\n", b"\r"),
    "line feeds alone": lambda: csv(figures()).replace(b"\r\n", b"\n"),
    "a semicolon inside a label": quoted,
    "every cell in quotes": lambda: csv([[f'"{cell}"' for cell in line] for line in figures()]),
    "a mark of UTF-8": lambda: csv(figures(), encoding="utf-8-sig"),
    "UTF-16 as Excel writes it": lambda: csv(figures()).decode("cp1252").encode("utf-16"),
    "no end of the last line": lambda: csv(figures()).rstrip(),
    "empty lines at the end": lambda: csv(figures()) + b";;;;\r\n" * 40 + b"\r\n",
    "other order of columns": lambda: csv([line[::-1] for line in figures()], HEADER[::-1]),
    "a column nobody asked for": lambda: csv([[*line, "x"] for line in figures()], (*HEADER, "Notiz")),
}


@pytest.mark.parametrize("name", MEANT)
def test_it_is_read_as_it_was_meant(world: World, name: str) -> None:
    batch = checked(MEANT[name]())
    assert (batch.state, german(batch)) == (READY, [])
    found = staged()
    assert len(found) == 12
    assert found["EW", "02"] == (1010.0, "ok")
    assert found["ALO", "06"] == (55.0, "ok")


def test_a_point_for_thousands_where_the_profile_says_so(world: World) -> None:
    declared = profile(WIDE.replace('decimal: ","', 'decimal: ",", thousands: "."'))
    assert checked(lines(0, 3, "1.234"), declared).state == READY
    assert staged()["EW", "01"] == (1234.0, "ok")


@pytest.mark.parametrize("label", ["01. Feb", "1. Feb.", "02-Jan", date(2024, 2, 1)])
def test_a_label_that_excel_took_for_a_date_is_not_passed_over(world: World, label: object) -> None:
    """The figures of `1-2 Jahre` would be missing from the file in silence."""
    rows = [["Nr", "Alter", "Zahl"], ["01", label, 40], ["01", "3-5 Jahre", 50]]
    text = csv([["01", label, 40], ["01", "3-5 Jahre", 50]], ("Nr", "Alter", "Zahl"))
    batch = checked(text if isinstance(label, str) else sheet(*rows), profile(LONG))
    assert (batch.state, rules(batch, "error")) == (REFUSED, ["date_by_excel"])
    assert "Datum" in german(batch)[0]
    assert nothing_stored()


def test_a_label_of_the_file_that_nobody_asked_for_is_passed_over(world: World) -> None:
    text = csv([["01", "1-2 Jahre", 40], ["01", "3-5 Jahre", 50], ["01", "insgesamt", 90]], ("Nr", "Alter", "Zahl"))
    assert checked(text, profile(LONG)).state == READY


def hidden_columns() -> bytes:
    """`Einwohner` over the columns insgesamt and weiblich; the second is hidden."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet("Daten")
    page.merge_range(0, 0, 1, 0, "Schlüssel")
    page.merge_range(0, 1, 0, 2, "Einwohner")
    for column, word in enumerate(["insgesamt", "weiblich"], start=1):
        page.write(1, column, word)
    for line in range(6):
        for column, cell in enumerate([f"0{line + 1}", 100 + line, 50 + line]):
            page.write(2 + line, column, cell)
    page.set_column(2, 2, None, None, {"hidden": True})
    book.close()
    return target.getvalue()


@pytest.mark.parametrize(("column", "told"), [("insgesamt", []), ("weiblich", ["column_hidden"])])
def test_a_hidden_column_below_a_merged_header_is_counted_and_told(world: World, column: str, told: list[str]) -> None:
    spec = f"""
profile: mappe
parser: table
read: {{header_rows: 2}}
area: {{column: Schlüssel, division: stadtteile}}
period: {{fixed: "2023-12-31", type: reference_date}}
columns: {{Einwohner / {column}: EW}}
"""
    batch = checked(hidden_columns(), profile(spec))
    assert (batch.state, rules(batch, "warning")) == (READY, told)
    assert staged()["EW", "01"] == ({"insgesamt": 100.0, "weiblich": 50.0}[column], "ok")


def test_twenty_megabytes_are_read(world: World) -> None:
    rows = [[code, "x" * 3600, f"{1900 + year}-12-31", 1000, 20] for year in range(100) for code in ("01", "02")]
    content = csv(rows) + b";;;;\r\n" * 10
    content += csv([["03", "x" * 100_000, f"{1700 + year}-12-31", 1000, 20] for year in range(200)])[len(csv([])) :]
    assert len(content) > 20_000_000
    batch = checked(content, profile(DAYS))
    assert (batch.state, batch.fault, german(batch)) == (READY, "", [])
    assert batch.total == 800


def test_more_than_is_let_in_is_refused_by_its_size_in_german(world: World, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 10 << 20
    with pytest.raises(Refused) as refused:
        receive_file(by=None, name="gross.csv", chunks=[b"x" * (20 << 20)], profile=profile())
    with override("de"):
        assert "größer als 10,0\u202fMB" in refusal(refused.value).text
    assert not Batch.objects.exists()
