"""Both logs, the chain and the history as pages show them."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sozialmonitor.access.models import AuditEvent
from sozialmonitor.trail.history import Change, Happened, kind_of
from sozialmonitor.trail.models import AccessEvent
from sozialmonitor.trail.words import field_words, verb
from sozialmonitor.web import formats

TRAIL_COLUMNS: Final = ("number", "at", "who", "did_what", "verb", "with_what", "details")
ACCESS_COLUMNS: Final = (
    "number", "day", "minute", "who", "with_what", "division", "period", "format", "rows", "protected", "denied",
)  # fmt: skip
LABELS: Final = {
    "insert": gettext_lazy("made"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("deleted"),
}


def moment(value: datetime) -> str:
    local = localtime(value)
    return f"{formats.day(local.date())}, {local:%H:%M:%S}"


def who(account: str) -> str:
    return _("the system") if account == "system" else account or _("nobody who was logged in")


def text_of(value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict | list) else str(value)


def trail_rows(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    return [
        {
            "number": event.pk,
            "at": moment(event.at),
            "by": who(event.by),
            "verb": verb(event.verb),
            "what": event.what,
            "url": history_url(event.what),
            "details": [(name, text_of(value)) for name, value in event.details.items()],
        }
        for event in events
    ]


def history_url(what: str) -> str:
    kind, key = kind_of(what), what.partition(":")[2]
    return f"{reverse('history')}?{urlencode({'kind': kind, 'key': key})}" if kind and key else ""


def trail_cells(events: Iterable[AuditEvent]) -> Iterator[tuple[Any, ...]]:
    for event in events:
        details = json.dumps(event.details, ensure_ascii=False, sort_keys=True)
        at = localtime(event.at).isoformat(timespec="seconds")
        yield event.pk, at, event.by, verb(event.verb), event.verb, event.what, details


def access_rows(events: Iterable[AccessEvent]) -> list[dict[str, Any]]:
    return [
        {
            "at": f"{formats.day(event.day)}, {localtime(event.minute):%H:%M}",
            "by": event.account or _("anybody, open figures"),
            "what": event.what,
            "division": event.division,
            "period": event.period,
            "format": event.get_format_display(),
            "rows": event.rows,
            "denied": event.denied,
        }
        for event in events
    ]


def access_cells(events: Iterable[AccessEvent]) -> Iterator[tuple[Any, ...]]:
    for event in events:
        minute = localtime(event.minute).isoformat(timespec="minutes")
        told = (event.account, event.what, event.division, event.period, event.format, event.rows)
        yield event.pk, event.day, minute, *told, event.protected, event.denied


def summed(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{"name": one[name] or "–", "times": one["times"], "lines": one["lines"]} for one in found]


def links(page: str, download: str, asked: dict[str, str], following: int | None) -> dict[str, str]:
    """To the same lines as a file, and to the ones before."""
    given = {name: value for name, value in asked.items() if name != "before"}
    return {
        "csv": f"{reverse(download)}?{urlencode(given)}",
        "newest": f"{reverse(page)}?{urlencode(given)}" if "before" in asked else "",
        "older": f"{reverse(page)}?{urlencode({**given, 'before': following})}" if following else "",
    }


def history_rows(found: Iterable[Happened]) -> list[dict[str, Any]]:
    return [
        {
            "at": moment(one.at),
            "by": _("command line or database (%(role)s)") % {"role": one.role} if one.account is None
            else who(one.account),
            "label": LABELS[one.label],
            "what": one.what,
            "changes": [_change(change, known=one.known_before) for change in one.changes],
        }
        for one in found
    ]  # fmt: skip


def _change(change: Change, *, known: bool) -> dict[str, Any]:
    before = text_of(change.before) if known else _("not kept then")
    return {"label": field_words(change.field), "before": before, "after": text_of(change.after)}
