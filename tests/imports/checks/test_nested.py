import pytest

from imports.checks.nested import check_parts
from imports.checks.setting import whole_of
from imports.parsers.records import Problem, Problems, Severity
from tests.imports.checks.building import REGIONS, figure, regions, setting


def found(*codes: str, municipal: bool = False) -> list[Problem]:
    problems = Problems()
    records = [figure(code, 1.0, name=f"  Region {code}") for code in codes]
    made = setting(records) if municipal else setting(records, regions(codes), **REGIONS)
    check_parts(made, problems)
    return list(problems)


@pytest.mark.parametrize(
    ("code", "whole"),
    [
        ("08222", "08"), ("03241001", "03241"), ("082220000000", "08222"), ("DG", None), ("08", None), ("0822", None),
        ("٠٨٢٢٢", None),
    ],
)  # fmt: skip
def test_the_key_says_what_is_part_of_what(code: str, whole: str | None) -> None:
    assert whole_of(code, {"08", "08222", "03241", "0822"}) == whole


def test_a_kreis_and_its_parts_are_told_once_with_their_number() -> None:
    (problem,) = found("03241", "03241001", "03241002", "08222", "05334", "05334002")
    assert (problem.rule, problem.severity) == ("parts_beside_whole", Severity.NOTICE)
    assert (problem.params["count"], problem.params["wholes"], problem.params["levels"]) == (3, 2, [[5, 8, 3]])
    assert problem.params["areas"][0] == ["03241001", "Region 03241001"]


def test_levels_above_the_kreis_are_what_a_regional_file_is_for() -> None:
    assert found("DG", "08", "082", "08222", "08221") == []
    (problem,) = found("DG", "08", "082", "08222", "08221", "08222000")
    assert problem.params["levels"] == [[5, 8, 1]]
    assert problem.params["areas"] == [["08222000", "Region 08222000"]]


def test_side_by_side_is_fine_and_a_city_numbers_as_it_likes() -> None:
    assert found("08221", "08222", "DG") == []
    assert found("01", "01001", municipal=True) == []
