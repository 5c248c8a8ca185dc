"""Whatever happens to an export on its way, the parser answers with figures of the file or with findings."""

import io

from hypothesis import given
from hypothesis import strategies as st

from imports.parsers.recognising.genesis_survey import survey
from tests.imports.parsers.building import figures, read
from tests.imports.parsers.genesis_files import POPULATION, csv_export, genesis_profile

TEXT = csv_export(*POPULATION)
LINES = TEXT.splitlines()
PROFILE = genesis_profile()
RIGHT = figures(read(TEXT, PROFILE))
PIECES = st.sampled_from(["", ";", '"', "-", "_____", "\n", "0", ".", "Insgesamt", "31.12.2023", "\xa0", "Ä"])


@given(st.integers(0, len(TEXT)), st.integers(0, 40), PIECES)
def test_a_hole_with_something_else_in_it(start: int, length: int, piece: str) -> None:
    content = TEXT[:start] + piece + TEXT[start + length :]
    parsed = read(content, PROFILE)
    assert all(record.value is None or record.value == record.value for record in parsed.records)
    assert parsed.problems.kept or parsed.records
    survey_of(content)


@given(st.permutations(range(len(LINES))))
def test_lines_in_any_order(order: list[int]) -> None:
    content = "\n".join(LINES[position] for position in order)
    read(content, PROFILE)
    survey_of(content)


@given(st.integers(7, len(LINES) - 1))
def test_a_file_that_was_cut_off_has_right_figures_and_says_so(kept: int) -> None:
    parsed = read("\n".join(LINES[:kept]), PROFILE)
    assert figures(parsed).items() <= RIGHT.items()
    assert parsed.problems.kept or len(parsed.records) == len(RIGHT)


@given(st.lists(st.lists(PIECES, max_size=6).map(";".join), max_size=30))
def test_lines_of_anything(lines: list[str]) -> None:
    content = "\n".join(["GENESIS-Tabelle: 12411-01-01-4", *lines])
    read(content, PROFILE)
    survey_of(content)


def survey_of(content: str) -> None:
    survey(io.BytesIO(content.encode()))
