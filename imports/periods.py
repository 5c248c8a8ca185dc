"""The period a person states beside a file, read as its profile would read it in the file."""

from imports.parsers.profiles.model import Profile
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period


def wants_period(profile: Profile) -> bool:
    return profile.period is not None and profile.period.given


def needs_period(profile: Profile, file_name: str) -> bool:
    """Whether a person must be asked: the profile says so, and the name of the file does not tell already."""
    part = profile.period
    if part is None or not part.given:
        return False
    return not part.file_name or PeriodReader(part).from_file_name(file_name) is None


def given_period(profile: Profile, text: str) -> Period | None:
    """None where the text is no period of the profile's type: a year where a day is due, say."""
    return PeriodReader(profile.period).read(text)
