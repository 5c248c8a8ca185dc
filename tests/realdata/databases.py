"""Real exports of the databases, read by shipped profiles or by small ones of the test."""

from collections import Counter
from pathlib import Path
from typing import Any

from imports.parsers.profiles.loading import Profile, load_profile
from imports.parsers.records import Parsed
from imports.parsers.registry import parse_file
from tests.realdata.places import FOLDER

PROFILES = Path(__file__).parents[2] / "imports" / "profiles"
FORMATS = FOLDER / "formats"


def shipped(name: str) -> Profile:
    return load_profile((PROFILES / f"{name}.yaml").read_bytes())


def of_columns(columns: dict[str, str], parser: str = "genesis-flat", **more: Any) -> Profile:
    return load_profile({"profile": "t", "parser": parser, "area": {"division": "r"}, "columns": columns} | more)


def read(path: str, profile: Profile | str) -> Parsed:
    with (FORMATS / path).open("rb") as stream:
        return parse_file(stream, shipped(profile) if isinstance(profile, str) else profile, file_name=Path(path).name)


def rules(parsed: Parsed) -> list[str]:
    return [problem.rule for problem in parsed.problems]


def of_area(parsed: Parsed, code: str) -> dict[str, float | str]:
    """Measure → value or status, of an area in a file of one period."""
    found = {r.measure: str(r.status) if r.value is None else r.value for r in parsed.records if r.area_code == code}
    assert len(found) == sum(r.area_code == code for r in parsed.records)
    return found


def statuses(parsed: Parsed) -> dict[str, int]:
    return dict(Counter(str(r.status) for r in parsed.records))
