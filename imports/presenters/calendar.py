"""The calendar of expected deliveries: filtered and sorted by the words of its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from imports.expected import Expected, State, expected, overdue
from imports.models import Expectation
from imports.rights import may_expect, visible_batches
from indicators.models import Source
from sozialmonitor.access.models import User
from sozialmonitor.web import formats
from sozialmonitor.web.ical import Day

OPEN: Final = "open"
SORTS: Final = ("due", "state", "source", "profile")
_ORDER: Final = {State.OVERDUE: 0, State.WAITING: 1, State.EXPECTED: 2, State.CAME: 3}
AHEAD: Final = timedelta(days=366)  # so far the file for calendar programs looks


def state_labels() -> dict[str, str]:
    return {
        State.OVERDUE: _("overdue"),
        State.WAITING: _("here, not yet published"),
        State.EXPECTED: _("expected"),
        State.CAME: _("came"),
    }


@dataclass(frozen=True)
class Asked:
    """Words of the address; one that the page does not know is passed over."""

    state: str = OPEN
    source: str = ""
    sort: str = "due"

    @classmethod
    def read(cls, words: Mapping[str, str]) -> "Asked":
        state, sort = words.get("state", OPEN), words.get("sort", "due")
        known = {OPEN, "all", *State}
        return cls(
            state=state if state in known else OPEN,
            source=words.get("source", ""),
            sort=sort if sort.removeprefix("-") in SORTS else "due",
        )

    def query(self, **changed: str) -> str:
        words = {"state": self.state, "source": self.source, "sort": self.sort, **changed}
        usual = {"state": OPEN, "source": "", "sort": "due"}
        return "?" + urlencode({name: text for name, text in words.items() if text != usual[name]})


def calendar_context(words: Mapping[str, str], user: User) -> dict[str, Any]:
    asked, names = Asked.read(words), _sources()
    every = expected(list(Expectation.objects.all()), localdate())
    shown = [one for one in every if _wanted(one, asked)]
    seen = set(
        visible_batches(user).filter(pk__in=[one.batch for one in shown if one.batch]).values_list("pk", flat=True)
    )
    editable = {key for key in {one.expectation.profile_key for one in shown} if may_expect(user, key)}
    rows = [_row(one, names, seen, editable) for one in shown]
    rows.sort(key=lambda row: row["sort"][asked.sort.removeprefix("-")], reverse=asked.sort.startswith("-"))
    counts = {state: sum(one.state == state for one in every) for state in State}
    labels = state_labels()
    return {
        "rows": rows,
        "any": bool(every),
        "asked": asked,
        "counts": [
            {"label": labels[state], "count": counts[state], "state": state.value, "url": asked.query(state=state)}
            for state in State
        ],
        "states": [
            {"value": value, "label": label}
            for value, label in [(OPEN, _("everything open")), *labels.items(), ("all", _("everything"))]
        ],
        "sources": sorted({(one, names.get(one, one)) for one in map(_source, every) if one}, key=lambda pair: pair[1]),
        "columns": _columns(asked),
        "overdue": counts[State.OVERDUE],
    }


def _sources() -> dict[str, str]:
    return {source.key: source.label for source in Source.objects.all()}


def _source(one: Expected) -> str:
    return str((one.profile.spec.get("source") if one.profile else "") or "")


def _wanted(one: Expected, asked: Asked) -> bool:
    if asked.source and _source(one) != asked.source:
        return False
    return asked.state in ("all", one.state) or (asked.state == OPEN and one.state != State.CAME)


def _row(one: Expected, names: Mapping[str, str], seen: set[int], editable: set[str]) -> dict[str, Any]:
    source, key = _source(one), one.expectation.profile_key
    label = one.profile.label if one.profile else key
    period = formats.period(one.period.start, one.period.end)
    return {
        "state": one.state.value,
        "state_label": state_labels()[one.state],
        "source": names.get(source, source),
        "profile": label,
        "period": period,
        "due": formats.day(one.due),
        "came": formats.day(one.came_on) if one.came_on else "",
        "is_late": one.came_on is not None and one.came_on > one.due,
        "responsible": one.expectation.responsible,
        "url": reverse("delivery", args=[one.batch]) if one.batch in seen else "",
        "edit_url": reverse("expectation", args=[one.expectation.pk]) if key in editable else "",
        "sort": {
            "due": (one.due, label),
            "state": (_ORDER[one.state], one.due, label),
            "source": (names.get(source, source), one.due, label),
            "profile": (label, one.due),
        },
    }


def _columns(asked: Asked) -> list[dict[str, str]]:
    """Headers that sort: a second click turns the order round."""
    labels = {"state": _("State"), "source": _("Source"), "profile": _("Profile"), "due": _("Due")}
    now = asked.sort.removeprefix("-")
    return [
        {
            "key": key,
            "label": label,
            "url": asked.query(sort=f"-{key}" if asked.sort == key else key),
            "order": ("descending" if asked.sort.startswith("-") else "ascending") if key == now else "",
        }
        for key, label in labels.items()
    ]


def overdue_context() -> dict[str, Any] | None:
    """The mark in the list of deliveries."""
    late = overdue(localdate())
    if not late:
        return None
    named = [
        f"{one.profile.label if one.profile else one.expectation.profile_key} "
        f"({formats.period(one.period.start, one.period.end)})"
        for one in sorted(late, key=lambda one: one.due)[:5]
    ]
    return {
        "count": len(late),
        "names": named,
        "more": len(late) - len(named),
        "url": f"{reverse('calendar')}?state=overdue",
    }


def calendar_days(today: date) -> list[Day]:
    """What is still to come, for a calendar program: everything open, and a year ahead."""
    names = _sources()
    found = [one for one in expected(list(Expectation.objects.all()), today, today + AHEAD) if one.state != State.CAME]
    return [_day(one, names) for one in sorted(found, key=lambda one: (one.due, one.expectation.profile_key))]


def _day(one: Expected, names: Mapping[str, str]) -> Day:
    label = one.profile.label if one.profile else one.expectation.profile_key
    source = names.get(_source(one), _source(one))
    told = [source, state_labels()[one.state], one.expectation.responsible]
    return Day(
        uid=f"{one.expectation.pk}-{one.period.label.replace('..', '-')}@sozialmonitor",
        day=one.due,
        title=f"{label}: {formats.period(one.period.start, one.period.end)}",
        text="\n".join(filter(None, told)),
    )
