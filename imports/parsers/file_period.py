"""The period that holds for a whole file: fixed in the profile, given at the upload, or in the name of the file."""

from imports.parsers.profile_model import Profile
from imports.parsers.records import Problems
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period


def file_period(profile: Profile, file_name: str, given: Period | None, problems: Problems) -> Period | None:
    """None where the profile names no such source, or (with a finding) where the source does not tell it."""
    part = profile.period
    if part is None or not (part.given or part.fixed or part.file_name):
        return None
    if part.given:
        if given is None:
            problems.add("period_not_given")
        return given
    reader = PeriodReader(part)
    if part.fixed:
        found = reader.read(part.fixed)
        if found is None:
            problems.add("period_unreadable", value=part.fixed, type=part.type)
        return found
    found = reader.from_file_name(file_name)
    if found is None:
        problems.add("period_not_in_file_name", value=file_name, pattern=part.file_name, type=part.type)
    return found
