"""One selection, one number: in every output the figure is the same, and missing, suppressed and zero stay apart."""

import re

import pytest
from django.test import Client
from django.utils import translation

from indicators.models import Indicator
from sozialmonitor.web import formats
from tests.indicators.outputs import OUTPUTS, Seen, page, table_row
from tests.world import CODES, DAY, READ, World, give, person

INDICATORS = ("einwohner", "arbeitslose", "quote", "geburtenziffer", "verhaeltnis", "saldo", "wandel", "transfer")
WITHOUT_UNIT = ("table",)


@pytest.fixture
def reader(filled: World) -> Client:
    filled.deliver([("EW", code, DAY, n) for code, n in zip(CODES, (997, 2003, 1511, 499, 797, 97), strict=True)])
    give("arbeit", *READ)
    visitor = Client()
    visitor.force_login(person("anna", "arbeit"))
    return visitor


@pytest.mark.parametrize("output", list(OUTPUTS))
@pytest.mark.parametrize("code", INDICATORS)
def test_the_same_number_everywhere(filled: World, reader: Client, output: str, code: str) -> None:
    indicator = Indicator.objects.get(code=code)
    value, _ = filled.current(code, "02")
    assert value is not None
    seen = OUTPUTS[output](reader, code, "02")
    with translation.override("de"):
        unit = "" if output in WITHOUT_UNIT else indicator.unit
        text = formats.value_text(value, "ok", unit=unit, decimals=indicator.decimals)
    if seen.text is not None:
        assert seen.text.split() == text.split()  # whichever blanks a page has between number and unit
    if seen.number is not None:
        # Workbooks hold 16 digits, as Excel's own do.
        assert seen.number == (pytest.approx(value, rel=1e-15) if output == "xlsx" else value)
    assert seen.text or seen.number is not None


@pytest.mark.parametrize("output", list(OUTPUTS))
def test_zero_missing_and_suppressed_are_three_things(reader: Client, output: str) -> None:
    zero, suppressed, missing = (OUTPUTS[output](reader, "quote", area) for area in ("03", "04", "05"))
    assert len({zero, suppressed, missing}) == 3
    if zero.text is not None:
        assert zero.text.startswith("0,00")
        assert suppressed.text is not None
        assert missing.text is not None
        assert not any(digit in suppressed.text + missing.text for digit in "0123456789")
    if zero.status is not None:
        assert (zero.status, suppressed.status, missing.status) == ("zero", "suppressed", "missing")
        assert (zero.number, suppressed.number, missing.number) == (0.0, None, None)


@pytest.mark.parametrize("output", list(OUTPUTS))
@pytest.mark.parametrize("code", ["quote", "arbeitslose", "wandel"])
def test_what_is_too_small_is_hidden_with_its_numerator(reader: Client, output: str, code: str) -> None:
    """Two people are unemployed in area 04; the smallest count shown is three."""
    seen: Seen = OUTPUTS[output](reader, code, "04")
    assert (seen.number, seen.numerator) == (None, None)
    assert seen.status in (None, "suppressed")
    if seen.text is not None:
        assert seen.text.startswith(formats.SIGNS["suppressed"])


def test_hidden_numbers_are_nowhere_in_the_pages(filled: World, reader: Client) -> None:
    """The rate the two people make, however it may be written."""
    rate = 100 * 2 / 499
    written = (f"{rate:.2f}", f"{rate:.2f}".replace(".", ","), f"{rate:.4f}"[:5], repr(rate))
    pages = [
        page(reader, "/", indicator="quote", division="stadtteile"),
        table_row(reader, "quote", "04", period=""),
        page(reader, "/gebiet/stadtteile/04/"),
        page(reader, "/api/v1/values/", indicator="quote,arbeitslose", division="stadtteile", area="04"),
    ]
    for text in pages:
        assert not [form for form in written if form in text]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_table_of_all_periods_has_the_same_cells(reader: Client, indicator: str) -> None:
    (alone,) = cells_of(table_row(reader, indicator, "02"))
    every_period = cells_of(table_row(reader, indicator, "02", period=""))
    assert every_period[-1] == alone
    assert len(every_period) == (1 if indicator == "transfer" else 2)


def cells_of(row: str) -> list[str]:
    return [" ".join(cell.split()) for cell in re.findall(r"<td.*?</td>", row.split("</th>")[1], re.DOTALL)]
