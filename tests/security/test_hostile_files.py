"""Small files made to keep a worker busy or to fill its memory. Each is a finding within a second or two."""

import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from imports.parsers.profiles.loading import load_profile
from imports.parsers.records import Parsed
from imports.parsers.registry import parse_file
from tests.security.conftest import logged_in
from tests.world import READ, World, give, person

PROFILE = {
    "profile": "probe", "parser": "table", "area": {"column": "Nr", "division": "stadtteile"},
    "period": {"fixed": "2023", "type": "year"}, "columns": {"A": "ALO"},
}  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"
MEGABYTE = 1024 * 1024


def workbook(change: Callable[[str], str]) -> bytes:
    """A workbook with `Nr | A` and `1 | 2`, its sheet's XML changed."""
    book, plain, hostile = openpyxl.Workbook(), BytesIO(), BytesIO()
    for row in (["Nr", "A"], [1, 2]):
        book.active.append(row)
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(hostile, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, change(text.decode()) if name == SHEET else text)
    return hostile.getvalue()


def read(content: bytes, **changes: object) -> Parsed:
    return parse_file(BytesIO(content), load_profile({**PROFILE, **changes}), file_name="x.xlsx")


def rules(parsed: Parsed) -> dict[str, int]:
    return dict(parsed.problems.by_rule)


def doctype(entity: str) -> Callable[[str], str]:
    return lambda xml: f"<!DOCTYPE x [{entity}]>" + xml.replace("<v>2</v>", "<v>&a;</v>")


def test_entities_are_not_followed() -> None:
    for entity in ('<!ENTITY a "2">', '<!ENTITY a SYSTEM "file:///etc/passwd">'):
        assert rules(read(workbook(doctype(entity)))) == {"workbook_unreadable": 1}


@pytest.mark.parametrize("digits", [400, 5000])
def test_a_number_no_computer_holds_is_a_finding(digits: int) -> None:
    parsed = read(workbook(lambda xml: xml.replace("<v>2</v>", f"<v>{'9' * digits}</v>")))
    assert parsed.problems.has_errors
    assert len(parsed.records) == 0


def test_a_row_is_kept_without_its_empty_end() -> None:
    far = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 103))
    near = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFC{n}"/></row>' for n in range(103, 113))
    parsed = read(workbook(lambda xml: xml.replace("</sheetData>", f"{far}{near}</sheetData>")))
    assert rules(parsed) == {"ragged_row": 100, "empty_cell": 10}
    assert {len(problem.row or []) for problem in parsed.problems.kept} == {1000, 1}


def test_merged_cells_that_overlap_a_thousand_times_cost_nothing() -> None:
    wide = '<row r="3"><c r="XFD1" t="n"><v>1</v></c></row>'
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD2"/>' * 20_000 + "</mergeCells>"
    content = workbook(
        lambda xml: re.sub("(<row r=.1.*?)</row>", r'\1<c r="XFD1"><v>1</v></c></row>', xml, count=1).replace(
            "</sheetData>", f"{wide}</sheetData>{merged}"
        )
    )
    began = time.monotonic()
    assert read(content, read={"header_rows": 2}).problems.has_errors
    assert time.monotonic() - began < 5


def test_the_line_of_a_wrong_byte_is_found_in_little_memory() -> None:
    content = b"Nr;A\n" + b"11\n" * MEGABYTE + b"1;\x81\n"
    tracemalloc.start()
    try:
        parsed = read(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    (found,) = parsed.problems.kept
    assert (found.rule, found.place.line, found.params["position"]) == ("undecodable", MEGABYTE + 2, 3)
    assert peak < 20 * MEGABYTE


def test_the_word_of_the_topic_box_is_read_like_the_others(filled: World) -> None:
    give("statistik", *READ)
    client: Client = logged_in(person("leserin", "statistik"))
    for kind in ("indicator", "typology"):
        assert client.get("/", {"subject": f"{kind}:a\x00"}).status_code == 400
