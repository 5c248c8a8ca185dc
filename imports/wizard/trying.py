"""Reads the beginning of a file by a profile that is still being made, and tells what its figures become."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from imports.models import Batch
from imports.parsers.opening.sniff import Kind, Limits, sniff
from imports.parsers.profiles.loading import ProfileError, ProfileProblem, load_profile
from imports.parsers.profiles.model import Profile
from imports.parsers.records import Parsed, Problem, Record, Severity
from imports.parsers.reference import EditionReference, Reference
from imports.parsers.registry import PARSERS, parse_file
from imports.periods import given_period, wants_period
from imports.reading import open_file

SHOWN: Final = 12
_BEGINNING: Final = 2 * 1024 * 1024  # of a text; workbooks are read as a whole
_LIMITS: Final = Limits(max_texts=8 * 1024 * 1024, max_part=4 * 1024 * 1024)


@dataclass
class Tried:
    """`profile` is None where the answers make none; `whole` is False where only the beginning was read."""

    profile: Profile | None = None
    mistakes: list[ProfileProblem] = field(default_factory=list)
    parsed: Parsed = field(default_factory=Parsed)
    whole: bool = True

    def findings(self) -> list[tuple[Problem, int]]:
        """Each rule once, worst first, with how often it was found."""
        problems = self.parsed.problems
        first: dict[str, Problem] = {}
        for problem in problems:
            # What ends a file says that something is missing in it; of a beginning that is not to be said.
            if self.whole or problem.place.line is not None:
                first.setdefault(problem.rule, problem)
        order = list(Severity)
        return [
            (problem, problems.by_rule[rule])
            for rule, problem in sorted(first.items(), key=lambda item: order.index(item[1].severity))
        ]


def try_profile(batch: Batch, spec: dict[str, Any] | str, period: str = "") -> Tried:
    """`spec` is a profile as YAML or as the dictionary behind it; `period` what a person would say at upload."""
    tried = Tried()
    try:
        tried.profile = load_profile(spec)
    except ProfileError as error:
        tried.mistakes = error.problems
        return tried
    profile = tried.profile
    if profile.parser not in PARSERS:
        return tried
    given = given_period(profile, period) if wants_period(profile) else None
    with _beginning(batch) as (stream, tried.whole):
        tried.parsed = parse_file(stream, profile, file_name=batch.file_name, period=given, limits=_LIMITS)
    return tried


@contextmanager
def _beginning(batch: Batch) -> Iterator[tuple[BinaryIO, bool]]:
    """The file, or of a long text its first lines: an answer is awaited within a second."""
    with open_file(batch) as stream:
        if batch.file.size <= _BEGINNING or sniff(stream) is not Kind.TEXT:
            yield stream, True
            return
        first = stream.read(_BEGINNING)
        yield io.BytesIO(first[: first.rfind(b"\n") + 1]), False


def known_area(record: Record, profile: Profile, reference: Reference) -> str | None:
    """The name of the area in the edition of the figure's period; None where it has none of this code."""
    day = profile.area.pinned or record.period.end
    for edition in _editions(profile, reference):
        if edition.holds_on(day) and record.area_code in edition.areas:
            return edition.areas[record.area_code][1]
    return None


def _editions(profile: Profile, reference: Reference) -> list[EditionReference]:
    return [edition for edition in reference.editions if edition.division == profile.area.division_key]


def unknown_areas(parsed: Parsed, profile: Profile, reference: Reference) -> list[tuple[str, str]]:
    """Codes and names that no edition of the division has: totals, most often."""
    known = {code for edition in _editions(profile, reference) for code in edition.areas}
    return [(code, name) for code, name in parsed.records.areas().items() if code not in known][:40]
