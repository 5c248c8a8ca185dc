"""Reads a public file by a profile that is shipped, as an upload would."""

from pathlib import Path
from typing import Any

from imports.parsers.profiles.loading import Profile, load_profile
from imports.parsers.records import Parsed
from imports.parsers.registry import parse_file
from tests.realdata.places import FOLDER

PROFILES = Path(__file__).parents[2] / "imports" / "profiles"


def shipped(name: str, **changes: Any) -> Profile:
    spec = load_profile((PROFILES / f"{name}.yaml").read_bytes()).as_dict()
    return load_profile(spec | changes)


def read(path: str, profile: Profile, **how: Any) -> Parsed:
    with (FOLDER / path).open("rb") as stream:
        return parse_file(stream, profile, **({"file_name": Path(path).name} | how))


def rules(parsed: Parsed) -> list[str]:
    return [problem.rule for problem in parsed.problems]


def figures(parsed: Parsed) -> dict[tuple[str, str, str], float | str]:
    """(measure, area, period) → value, or the status word where there is none."""
    return {
        (r.measure, r.area_code, r.period.label): str(r.status) if r.value is None else r.value for r in parsed.records
    }


def total(parsed: Parsed, measure: str, period: str) -> float:
    return sum(r.value or 0 for r in parsed.records if (r.measure, r.period.label) == (measure, period))
