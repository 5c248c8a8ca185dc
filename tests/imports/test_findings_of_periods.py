"""What is wrong with many periods of a file in the same way is one finding that names them."""

from datetime import date
from typing import Any

from districts.models import Division
from imports.checks.figures import EditionReference, MeasureReference, Reference, check
from imports.messages import said
from imports.parsers.records import NOWHERE, Parsed, Problem, Record, Records
from indicators.analysis.periods import Period
from indicators.analysis.status import Status
from tests.districts.test_messages import english
from tests.imports.parsers.building import record, table_profile
from tests.imports.uploads import checked, csv, figures
from tests.world import World

__all__ = ["english"]  # fixture

LABEL = {"de": "Stadtteile", "en": "Districts"}
DIVISION = EditionReference(
    1, "stadtteile", date(2000, 1, 1), None, {"010": (10, "Altstadt"), "020": (20, "Hafen")}, label=LABEL
)
OTHER = EditionReference(2, "bezirke", date(2000, 1, 1), None, {"7": (7, "Mitte")}, label={"de": "Bezirke", "en": ""})
REFERENCE = Reference([DIVISION, OTHER], {"EW": MeasureReference(100, "count")}, date(2024, 6, 30))


def row(code: str, **when: Any) -> Record:
    return record(code=code, status=Status.OK, **when)


def month(number: int) -> Period:
    return Period.parse(f"{1990 + number // 12}-{number % 12 + 1:02d}")


def found(records: list[Record], **profile: Any) -> list[Problem]:
    return list(check(Parsed(Records(records)), REFERENCE, table_profile(**profile)).problems)


def text(problem: Problem) -> str:
    return said(problem.rule, problem.value or "", problem.params).text


def test_periods_before_the_first_edition_are_one_finding(english: None) -> None:
    (problem,) = found([row(code, period=month(n)) for n in range(115) for code in ("010", "020")])
    assert (problem.rule, problem.place, problem.value) == ("no_edition", NOWHERE, None)
    assert text(problem) == (
        "No edition of the division “Districts” is in force on: 31 Jan 1990, 28 Feb 1990, 31 Mar 1990, 30 Apr 1990, "
        "31 May 1990 and 110 more (figures concerned: 230). In force are: since 1 Jan 2000."
    )


def test_the_number_of_periods_holds_though_their_list_is_cut(english: None) -> None:
    days = [Period.parse(f"{1900 + n // 12}-{n % 12 + 1:02d}-01") for n in range(600)]
    (problem,) = found([row("010", period=day) for day in days])
    assert len(problem.params["periods"]) == 500
    assert "and 595 more" in text(problem)


def test_a_single_period_stands_as_the_value_too(english: None) -> None:
    (problem,) = found([row("010", year=1990)])
    assert (problem.value, text(problem).partition(" (")[0]) == (
        "1990-12-31",
        "No edition of the division “Districts” is in force on: 31 Dec 1990",
    )


def test_periods_to_come_are_one_finding(english: None) -> None:
    (problem,) = found([row("010", year=year) for year in (2026, 2025)])
    assert (problem.rule, problem.value) == ("period_in_future", None)
    assert text(problem) == "Not ended yet: 2025, 2026 (figures concerned: 2)."


def test_the_same_gap_in_many_periods_is_one_finding_and_another_gap_another(english: None) -> None:
    rows = [row("010", year=year) for year in (2019, 2020, 2021)] + [row("020", year=2022)]
    assert [text(problem) for problem in found(rows, complete=True)] == [
        "Areas are missing in the file (1): 020. Measures: EW. Periods: 2019, 2020, 2021.",
        "Areas are missing in the file (1): 010. Measures: EW. Periods: 2022.",
    ]


def test_divisions_are_called_by_their_names(english: None) -> None:
    (unknown,) = found([row("999")])
    assert text(unknown).startswith("The division “Districts” has no area “999”")
    (foreign,) = found([row("7")])
    assert text(foreign) == "The area “7” does not belong to the division “Districts”, but to “Bezirke”."


def test_a_checked_file_keeps_the_names_of_its_division(world: World, english: None) -> None:
    lines = [line for year in range(1901, 1931) for line in figures(year)]
    batch = checked(csv(lines))
    finding = batch.problems.get(rule="no_edition")
    assert (finding.value, finding.line, finding.column, batch.problem_counts["error"]) == ("", None, "", 1)
    label = Division.objects.get(key="stadtteile").label
    assert f"division “{label}” is in force on: 31 Dec 1901, " in said("no_edition", "", finding.params).text
