"""Rights in words."""

from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sozialmonitor.access.explaining import Ground, Link, Verdict, Way, Why
from sozialmonitor.access.models import AccessRequest, Grant, User
from sozialmonitor.access.permissions import Scope
from sozialmonitor.access.request_actions import ASKABLE
from sozialmonitor.access.scopes import named
from sozialmonitor.web import formats

WAYS: Final = {
    Way.DEPARTMENT: gettext_lazy("inherited from the department"),
    Way.PERSON: gettext_lazy("given to the person"),
    Way.EVERYBODY: gettext_lazy("given to everybody"),
}
VERDICTS: Final = {
    Verdict.OPENS: gettext_lazy("opens it"),
    Verdict.OPENS_AREAS: gettext_lazy("opens some areas"),
    Verdict.NOT_BEGUN: gettext_lazy("does not hold yet"),
    Verdict.ENDED: gettext_lazy("has ended"),
    Verdict.ELSEWHERE: gettext_lazy("holds in another division"),
}


def why_context(found: Why, person: User, *, names_departments: bool) -> dict[str, Any]:
    return {
        "allowed": found.allowed,
        "person": person.get_full_name() or person.username,
        "sentence": _sentence(found),
        "links": [_link(one) for one in found.links],
        "departments": [one.label for one in found.departments] if names_departments and not found.allowed else [],
    }


def ask_url(asked: dict[str, Any]) -> str:
    """The way to ask for what is closed; empty for what nobody asks for this way."""
    if asked["permission"] not in AccessRequest.MAY_BE_ASKED or Scope(asked["scope"]) not in ASKABLE:
        return ""
    words = {"permission": asked["permission"], "what": asked["what"], "division": asked["division"]}
    return f"{reverse('request-new')}?{urlencode(words)}"


def _sentence(found: Why) -> str:
    if found.ground == Ground.INACTIVE:
        return _("The account is closed: whatever rights it had, it may nothing.")
    if found.ground == Ground.ADMINISTRATOR:
        return _("Administrators may everything; no grant is looked at.")
    if not found.links:
        return _("No grant names it, neither for the person nor for their departments: what nobody opened is closed.")
    if found.allowed:
        return _("At least one of these grants opens it.")
    return _("None of these grants opens it.")


def _link(link: Link) -> dict[str, Any]:
    grant = link.grant
    return {
        "subject": grant.subject,
        "way": WAYS[link.way],
        "what": _what(grant),
        "where": _where(grant),
        "when": _when(grant),
        "given": _given(grant),
        "reason": grant.reason,
        "verdict": VERDICTS[link.verdict],
        "opens": link.verdict in (Verdict.OPENS, Verdict.OPENS_AREAS),
    }


def _what(grant: Grant) -> str:
    if grant.scope_kind == Scope.ANY:
        return _("everything")
    names = dict(named(Scope(grant.scope_kind)))
    return f"{grant.get_scope_kind_display()}: {names.get(grant.scope_key, grant.scope_key)}"


def _where(grant: Grant) -> str:
    if not grant.division_key:
        return _("all divisions")
    name = dict(named(Scope.DIVISION)).get(grant.division_key, grant.division_key)
    return f"{name}: {', '.join(grant.areas)}" if grant.areas else name


def _when(grant: Grant) -> str:
    if grant.valid_from and grant.valid_until:
        return f"{formats.day(grant.valid_from)} – {formats.day(grant.valid_until)}"
    if grant.valid_from:
        return _("from %(day)s") % {"day": formats.day(grant.valid_from)}
    return _("until %(day)s") % {"day": formats.day(grant.valid_until)} if grant.valid_until else _("without end")


def _given(grant: Grant) -> str:
    day = formats.day(localdate(grant.granted_at))
    if grant.granted_by is None:
        return _("%(day)s, by the operator") % {"day": day}
    return _("%(day)s, by %(person)s") % {"day": day, "person": grant.granted_by}
