"""Files made to fill a worker's memory, or to keep it silent until it is taken for dead."""

import resource
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from imports.checks.figures import check
from imports.parsers import records
from imports.parsers.profiles.loading import load_profile
from imports.parsers.records import Parsed
from imports.parsers.reference import EditionReference, MeasureReference, Reference
from imports.parsers.registry import parse_file
from tests.imports.parsers.building import zipped
from tests.security.test_hostile_files import MEGABYTE, PROFILE, read, rules, workbook
from tests.world import DAY

NINE = 9 * MEGABYTE
COLUMNS = '<col min="1" max="2"/>' * (NINE // 22)
IN_A_ROW = "<r><t>x</t></r>" * (NINE // 15)


def with_part(name: str, size: int) -> bytes:
    """A workbook with one part more, or instead: blanks, which shrink to nothing in a ZIP."""
    grown = BytesIO()
    with ZipFile(BytesIO(workbook(str))) as source, ZipFile(grown, "w", ZIP_DEFLATED) as target:
        for other in source.namelist():
            if other != name:
                target.writestr(other, source.read(other))
        target.writestr(name, " " * size)
    return grown.getvalue()


@pytest.mark.parametrize(
    ("name", "size"),
    [("xl/styles.xml", NINE), ("xl/_rels/workbook.xml.rels", NINE), ("xl/sharedStrings.xml", 17 * MEGABYTE)],
)
def test_a_part_that_takes_a_hundred_times_its_size_is_refused(name: str, size: int) -> None:
    parsed = read(with_part(name, size))
    (found,) = parsed.problems.kept
    assert (found.rule, found.value, found.params["bytes"]) == ("workbook_part_too_large", name, size)


def test_what_is_not_read_may_be_large() -> None:
    for name in ("xl/pivotCache/pivotCacheRecords1.xml", "xl/drawings/drawing1.xml", "xl/media/image1.png"):
        assert rules(read(with_part(name, NINE))) == {}


def ending(with_what: str) -> Callable[[str], str]:
    return lambda xml: xml.replace("</sheetData>", f"{with_what}</sheetData>")


@pytest.mark.parametrize(
    "change",
    [
        ending(f'<row r="3"><c r="A3" t="inlineStr"><is>{IN_A_ROW}</is></c></row>'),
        ending(f'<row r="3" {"a" * NINE}="1"/>'),
        lambda xml: xml.replace("<sheetData>", f"<cols>{COLUMNS}</cols><sheetData>"),
    ],
    ids=["rich text", "attribute", "columns"],
)
def test_a_sheet_whose_row_does_not_end_is_refused(change: Callable[[str], str]) -> None:
    (found,) = read(workbook(change)).problems.kept
    assert (found.rule, found.place.sheet) == ("line_too_long", "xl/worksheets/sheet1.xml")


def test_two_cells_in_opposite_corners_are_no_sheet_of_seventeen_thousand_million() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert rules(read(workbook(ending(far)), read={"header_rows": 2})) == {"column_missing": 2}


def test_a_zip_of_very_many_files_is_not_even_listed() -> None:
    (found,) = read(zipped(*((f"a long name of a file, number {n}", b"") for n in range(16_000)))).problems.kept
    assert (found.rule, found.params["count"]) == ("zip_members", 16_000)


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        (b"Nr;A" + b"x" * NINE, "line_too_long", None),
        (b'Nr;A\n1;"' + b'""' * NINE + b'"\n', "line_too_long", None),
        (b"Nr;A\n" + b'"a\n";' * (NINE // 5), "line_too_long", 2),
        ("Nr;A\n".encode("utf-16") + ("\u0a0a" * NINE).encode("utf-16-le"), "line_too_long", 2),
        (b"Nr;A" + b";x" * 20_000 + b"\n1;2\n", "too_many_columns", 1),
    ],
    ids=["one line", "one quoted cell", "one row of many lines", "line ends that are none", "columns"],
)
def test_a_text_without_rows_is_refused_where_it_begins_to_be_one(content: bytes, rule: str, line: int | None) -> None:
    (found,) = read(content).problems.kept
    assert (found.rule, found.place.line) == (rule, line)


def test_reading_ends_when_there_are_more_figures_than_anyone_can_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_FIGURES", 100)
    parsed = read(b"Nr;A\n" + b"1;2\n" * 5000)
    assert (rules(parsed), len(parsed.records)) == ({"too_many_figures": 1}, 101)
    monkeypatch.setattr(records, "MOST_FIGURES", 10_000)
    monkeypatch.setattr(records, "MOST_WORDS", 100)
    parsed = read(b"Nr;A\n" + b"".join(b"%d;2\n" % n for n in range(5000)))
    assert rules(parsed) == {"too_many_figures": 1}
    assert len(parsed.records) < 110


def test_reading_ends_after_more_errors_than_anyone_reads_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_ERRORS", 12_000)
    parsed = read(b"Nr;A\n" + b"1;viele\n" * 20_000)
    assert rules(parsed) == {"unknown_word": 12_000, "too_many_errors": 1}
    assert parsed.problems.kept[-1].rule == "too_many_errors"  # although ten thousand are kept of them


def test_words_nobody_asked_for_are_not_all_remembered() -> None:
    long = {"columns": {}, "long": {"measure": {"column": "M", "map": {"x": "ALO"}}, "value": {"column": "A"}}}
    parsed = read(b"Nr;M;A\n" + b"".join(b"1;m%d;5\n" % n for n in range(3000)), **long)
    assert len(parsed.facts["measures_left_out"]) == 1000


def test_what_is_left_of_memory_is_the_workers_own_limit() -> None:
    """In a process of its own: the limit is for good."""
    program = f"""
import resource
from io import BytesIO
from imports.parsers.profiles.loading import load_profile
from imports.parsers.registry import parse_file
from sozialmonitor.celery import MOST_MEMORY, limit_memory
limit_memory()
assert resource.getrlimit(resource.RLIMIT_DATA)[0] == MOST_MEMORY
profile, content = load_profile({PROFILE!r}), b"Nr;A\\n" + b"".join(b"%d;5\\n" % n for n in range(900_000))
resource.setrlimit(resource.RLIMIT_DATA, (150 * 1024 * 1024, MOST_MEMORY))
print(dict(parse_file(BytesIO(content), profile, file_name="x.csv").problems.by_rule))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "{'too_much_memory': 1}", done.stderr
    assert resource.getrlimit(resource.RLIMIT_DATA)[0] == resource.RLIM_INFINITY


class Clock:
    """Counts signs of life, and can be asked whether the bar ever went back."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int) -> None:
        self.told.append((done, total))


def checked(parsed: Parsed, clock: Callable[[int, int], None]) -> list[str]:
    edition = EditionReference(1, "stadtteile", DAY.start, None, {"1": (1, ""), "2": (2, "")}, drawn=True)
    measures = {"ALO": MeasureReference(1, "count")}
    reference = Reference(editions=[edition], measures=measures, today=DAY.end)
    return sorted(check(parsed, reference, load_profile(PROFILE), clock).problems.by_rule)


@pytest.mark.parametrize(
    ("line", "rule"), [(b"1;5\n", "duplicate_key"), (b"7;5\n", "unknown_area"), (b"1;-5\n", "negative_count")]
)
def test_the_check_of_many_figures_goes_on_telling_that_it_lives(line: bytes, rule: str) -> None:
    parsed, clock = read(b"Nr;A\n" + line * 20_000), Clock()
    assert rule in checked(parsed, clock)
    assert len(clock.told) > 100
    assert clock.told == sorted(clock.told)
    assert clock.told[-1][0] <= clock.told[-1][1] == 20_000


def test_a_check_that_is_to_stop_stops() -> None:
    class Stop(Exception):
        pass

    def clock(done: int, _total: int) -> None:
        if done > 10_000:
            raise Stop

    with pytest.raises(Stop):
        checked(read(b"Nr;A\n" + b"1;5\n" * 20_000), clock)


def test_empty_lines_are_signs_of_life_too() -> None:
    clock = Clock()
    parse_file(BytesIO(b"Nr;A\n" + b"\n" * 500_000), load_profile(PROFILE), file_name="x.csv", tick=clock)
    assert len(clock.told) >= 5
