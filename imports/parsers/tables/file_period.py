"""The period that holds for a whole file: fixed in the profile, given at the upload, or in the name of the file."""

from imports.parsers.profiles.model import Profile
from imports.parsers.records import Problems
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period


def file_period(profile: Profile, file_name: str, given: Period | None, problems: Problems) -> Period | None:
    """The period that holds for the whole file, where the profile says there is one."""
    part = profile.period
    if part is None or not (part.fixed or part.file_name or part.given):
        return None
    reader = PeriodReader(part)
    if part.fixed:
        found = reader.read(part.fixed)
        if found is None:
            problems.add("period_unreadable", value=part.fixed, type=part.type)
        return found
    found = reader.from_file_name(file_name) if part.file_name else None
    if found and given and found != given:
        problems.add("period_contradicts_file_name", value=file_name, period=given.label, named=found.label)
    elif found is None and given is None:
        if part.given:
            problems.add("period_not_given")
        else:
            problems.add("period_not_in_file_name", value=file_name, pattern=part.file_name, type=part.type)
    return found or given
