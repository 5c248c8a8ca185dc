"""The history of rights in words."""

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy, pgettext_lazy

from sozialmonitor.access.consequences import Right
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.past import Past
from sozialmonitor.access.permissions import Scope
from sozialmonitor.rights.history import columns, events, reached, reaching
from sozialmonitor.rights.history_forms import HistoryForm
from sozialmonitor.rights.wording import PERMISSIONS, Names, span
from sozialmonitor.web import formats

PAGE: Final = 50
VERBS: Final = {
    "grant": gettext_lazy("gave"),
    "revoke": pgettext_lazy("somebody a right", "ended"),
    "change rights": gettext_lazy("changed many"),
    "create role": gettext_lazy("made a role"),
    "change role": gettext_lazy("changed a role"),
    "join": gettext_lazy("added to the department"),
    "leave": gettext_lazy("took out of the department"),
    "create department": gettext_lazy("made a department"),
    "delete department": gettext_lazy("deleted a department"),
    "ask access": gettext_lazy("asked for access"),
    "give access": gettext_lazy("gave access asked for"),
    "refuse access": gettext_lazy("refused access asked for"),
    "start view as": gettext_lazy("began to look as"),
    "end view as": gettext_lazy("ended looking as"),
}


def history_context(query: Any) -> dict[str, Any]:
    form, names = HistoryForm(query), Names()
    page = Paginator(events(form.asked()), PAGE).get_page(query.get("page"))
    kept = {name: query.get(name) for name in form.fields if query.get(name)}

    def address(number: int) -> str:
        return f"{reverse('rights-history')}?{urlencode(kept | {'page': str(number)})}"

    return {
        "form": form,
        "rows": [_row(event, names) for event in page],
        "earlier": address(page.previous_page_number()) if page.has_previous() else "",
        "later": address(page.next_page_number()) if page.has_next() else "",
        "file": f"{reverse('rights-history-file')}?{urlencode(kept)}",
    }


def _row(event: AuditEvent, names: Names) -> dict[str, Any]:
    words = columns(event)
    scope, _sep, key = words["scope"].partition(":")
    kind = event.what.partition(":")[0]
    subject = names.subject(event.what) if kind in ("department", "person") or event.what == "everybody" else ""
    if not scope and kind in set(Scope):
        scope, _sep, key = event.what.partition(":")
    return {
        "at": f"{formats.day(localdate(event.at))} {localtime(event.at):%H:%M}",
        "by": event.by,
        "verb": VERBS.get(event.verb, event.verb),
        "whose": ", ".join(filter(None, (subject, words["person"]))) or ("" if scope else event.what),
        "may": PERMISSIONS.get(words["permission"], words["permission"]),
        "what": names.full(scope, key) if scope in set(Scope) else "",
        "where": names.place(words["division"], words["areas"].split()) if words["division"] else "",
        "when": span(_date(words["from"]), _date(words["until"])),
        "role": names.role(words["role"]) if words["role"] else "",
        "reason": words["reason"],
    }


def _date(word: str) -> date | None:
    return date.fromisoformat(word) if word else None


def day_context(found: Past, permission: str, thing: str, division: str) -> dict[str, Any]:
    names = Names()
    rights = reaching(found, permission, thing, division)
    doubtful = [r for r in found.unknown if r in reaching(_of(found), permission, thing, division)]
    return {
        "asked_day": formats.day(found.day),
        "since": formats.day(found.since) if found.since else "",
        "is_told": found.is_told,
        "thing": names.full(*thing.split(":", 1)),
        "may": PERMISSIONS[permission],
        "rights": [_right(right, names) for right in rights],
        "doubtful": [_right(right, names) for right in doubtful],
        "people": [
            {"name": person.name, "through": ", ".join(names.subject(way) for way in ways)}
            for person, ways in reached(found, rights)
        ],
    }


def _of(found: Past) -> Past:
    """The rights of which it is not known when they began, as if they had held."""
    return Past(found.day, found.since, found.unknown, found.people, ())


def _right(right: Right, names: Names) -> dict[str, str]:
    return {
        "subject": names.subject(right.subject),
        "permission": str(PERMISSIONS[right.permission]),
        "what": names.full(right.scope, right.key),
        "where": names.place(right.division, right.areas),
        "when": span(right.valid_from, right.valid_until),
        "role": names.role(right.role) if right.role else "",
    }
