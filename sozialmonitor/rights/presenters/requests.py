"""Requests of access in words: one's own, and those one decides on."""

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from sozialmonitor.access.models import AccessRequest, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.request_actions import to_decide
from sozialmonitor.rights.wording import PERMISSIONS, Names, person_name
from sozialmonitor.web import formats


def requests_context(user: User, form: Any = None, failed: int | None = None) -> dict[str, Any]:
    """`form` and `failed` where a decision could not be read: the form of that request, with its errors."""
    names = Names()
    own = AccessRequest.objects.filter(asked_by=user).select_related("decided_by", "department")
    waiting = to_decide(user)
    people = {one.asked_by_id: one.asked_by for one in waiting}
    departments = {
        one.pk: list(one.departments.all())
        for one in User.objects.filter(pk__in=people).prefetch_related("departments")
    }
    decided = _decided(user) if user.is_superuser else []
    return {
        "waiting": [
            _asked(one, names)
            | {
                "who": person_name(one.asked_by),
                "departments": [{"key": d.key, "label": d.label} for d in departments[one.asked_by_id]],
                "form": form if one.pk == failed else None,
            }
            for one in waiting
        ],
        "own": [_own(one, names) for one in own],
        "decided": [_own(one, names) | {"who": person_name(one.asked_by)} for one in decided],
    }


def _decided(user: User) -> Any:
    found = AccessRequest.objects.exclude(decision=AccessRequest.OPEN).exclude(asked_by=user)
    return found.select_related("asked_by", "decided_by", "department").order_by("-decided_at")[:50]


def _asked(one: AccessRequest, names: Names) -> dict[str, Any]:
    return {
        "id": one.pk,
        "may": PERMISSIONS[one.permission],
        "what": names.full(one.scope_kind, one.scope_key),
        "where": names.place(one.division_key),
        "reason": one.reason,
        "asked_on": formats.day(localdate(one.asked_at)),
    }


def _own(one: AccessRequest, names: Names) -> dict[str, Any]:
    is_open = one.decision == AccessRequest.OPEN
    return _asked(one, names) | {
        "decision": one.get_decision_display(),
        "is_given": one.decision == AccessRequest.GIVEN,
        "is_open": is_open,
        "is_new": not is_open and not one.is_noted,
        "answer": one.answer,
        "decided_on": formats.day(localdate(one.decided_at)) if one.decided_at else "",
        "decided_by": person_name(one.decided_by) if one.decided_by else "",
        "department": one.department.label if one.department else "",
        "until": formats.day(one.valid_until) if one.valid_until else "",
        "url": _address(one) if one.decision == AccessRequest.GIVEN else "",
    }


def _address(one: AccessRequest) -> str:
    division = f"&division={one.division_key}" if one.division_key else ""
    return f"{reverse('map')}?{one.scope_kind}={one.scope_key}{division}"


def thing_words(scope: str, key: str, permission: str) -> dict[str, Any]:
    return {
        "what": Names().thing(scope, key),
        "key": key,
        "kind": scope,
        "is_indicator": scope == Scope.INDICATOR,
        "may": PERMISSIONS[Permission(permission)],
    }


def mail_words(request: AccessRequest) -> dict[str, Any]:
    return {
        "who": person_name(request.asked_by),
        "may": PERMISSIONS[request.permission],
        "what": Names().thing(request.scope_kind, request.scope_key),
        "decision": request.get_decision_display(),
        "answer": request.answer or _("none"),
        "reason": request.reason,
    }
