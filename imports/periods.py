"""The period a person states beside a file, read as its profile would read it in the file."""

from imports.parsers.profile_model import Profile
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period


def wants_period(profile: Profile) -> bool:
    return profile.period is not None and profile.period.given


def given_period(profile: Profile, text: str) -> Period | None:
    """None where the text is no period of the profile's type: a year where a day is due, say."""
    return PeriodReader(profile.period).read(text)
