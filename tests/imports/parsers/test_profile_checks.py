"""The part `checks:` of a profile: what it may say, and what is said where it is wrong."""

from typing import Any

import pytest

from imports.parsers.profiles.checks import ChecksPart
from imports.parsers.profiles.loading import ProfileError, load_profile
from tests.imports.parsers.building import profile_dict, table_profile

FULL = {
    "minimum_cell": 5,
    "small_allowed": ["SCHULEN"],
    "jump": 8.5,
    "total": {"area": "Gesamt", "parts": r"08\d{3}", "city": False, "rounding": 3, "tolerance": 12.5},
}


def test_left_out_the_usual_holds() -> None:
    checks = table_profile().checks
    assert checks == ChecksPart()
    assert (checks.minimum(municipal=True), checks.minimum(municipal=False), checks.jump) == (3, 0, 5.0)
    assert "checks" not in table_profile().as_dict()


def test_all_keys_come_back_as_they_were_written() -> None:
    profile = table_profile(checks=FULL)
    assert profile.as_dict()["checks"] == FULL
    assert load_profile(profile.as_dict()) == profile
    assert (profile.checks.minimum(municipal=True), profile.checks.minimum(municipal=False)) == (5, 5)


@pytest.mark.parametrize(
    ("checks", "path", "rule"),
    [
        ({"minimum_cel": 3}, "checks.minimum_cel", "unknown_key"),
        ({"minimum_cell": -1}, "checks.minimum_cell", "wrong_type"),
        ({"minimum_cell": "some"}, "checks.minimum_cell", "wrong_type"),
        ({"jump": -5}, "checks.jump", "wrong_type"),
        ({"total": {"rounding": 0}}, "checks.total.rounding", "wrong_type"),
        ({"total": {"parts": "08("}}, "checks.total.parts", "bad_pattern"),
        ({"total": {"row": "Gesamt"}}, "checks.total.row", "unknown_key"),
        ({"total": {"area": "Gesamt"}}, "", "total_left_out"),
    ],
)
def test_what_is_wrong_is_said_with_its_path(checks: dict[str, Any], path: str, rule: str) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile(profile_dict(checks=checks, ignore_areas=["Gesamt"]))
    (problem,) = caught.value.problems
    assert (problem.path, problem.rule) == (path, rule)
    if rule == "unknown_key":
        assert problem.suggestion in ("minimum_cell", "area", "rounding", None)
        assert problem.allowed
