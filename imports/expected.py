"""What is expected when, what has come, what is overdue."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.timezone import localdate

from imports.matching import newest_profiles
from imports.models import Batch, Expectation, Profile
from imports.schedule import due, periods
from indicators.analysis.periods import Period
from indicators.models import Delivery, DeliveryScope


class State(StrEnum):
    OVERDUE = "overdue"
    WAITING = "waiting"  # here and checked, not published
    EXPECTED = "expected"
    CAME = "came"


@dataclass(frozen=True)
class Expected:
    """One period of an expectation. `batch` is the one that brought it, or the one that waits."""

    expectation: Expectation
    profile: Profile | None  # None where the profile's key is not known any more
    period: Period
    due: date
    state: State
    came_on: date | None
    batch: int | None


@dataclass(frozen=True)
class _Arrival:
    end: date
    published: date | None
    batch: int


def expected(expectations: Sequence[Expectation], today: date, until: date | None = None) -> list[Expected]:
    """Every period of each expectation that has begun by the day `until`, or by today. A fixed number of queries."""
    arrivals = _arrivals({one.profile_key for one in expectations})
    profiles = {profile.key: profile for profile in newest_profiles()}
    return [
        _one(one, profiles.get(one.profile_key), period, arrivals[one.profile_key], today)
        for one in expectations
        for period in periods(one.rhythm, one.first_day, until or today)
    ]


def _one(
    expectation: Expectation, profile: Profile | None, period: Period, arrivals: Iterable[_Arrival], today: date
) -> Expected:
    """A file counts for a period when its figures end within it: the inhabitants on 31 December belong to the year."""
    here = [arrival for arrival in arrivals if period.start <= arrival.end <= period.end]
    published = sorted((one.published, one.batch) for one in here if one.published is not None)
    day = due(period, expectation.due_days)
    if published:
        return Expected(expectation, profile, period, day, State.CAME, *published[0])
    state = State.WAITING if here else State.OVERDUE if day < today else State.EXPECTED
    return Expected(expectation, profile, period, day, state, None, here[0].batch if here else None)


def _arrivals(keys: set[str]) -> defaultdict[str, list[_Arrival]]:
    """By profile: the last days of what its standing deliveries and its checked drafts cover."""
    ready = DeliveryScope.objects.filter(
        delivery__batch__profile__key__in=keys,
        delivery__batch__state__in=[Batch.State.READY, Batch.State.PUBLISHED],
        delivery__state__in=[Delivery.State.DRAFT, Delivery.State.PUBLISHED],
    )
    found: defaultdict[str, list[_Arrival]] = defaultdict(list)
    words = ("delivery__batch__profile__key", "period_end", "delivery__published_at", "delivery__batch__pk")
    for key, end, published_at, batch in ready.order_by(*words).values_list(*words).distinct():
        found[key].append(_Arrival(end, localdate(published_at) if published_at else None, batch))
    return found


def overdue(today: date) -> list[Expected]:
    return [one for one in expected(list(Expectation.objects.all()), today) if one.state == State.OVERDUE]
