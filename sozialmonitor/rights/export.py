"""All rights as rows, for the file."""

from collections.abc import Iterator
from typing import Final

from django.utils.timezone import localdate

from sozialmonitor.access.actions import subject_of
from sozialmonitor.access.models import Grant
from sozialmonitor.rights.wording import Names
from sozialmonitor.web.csv_dialects import Cell

COLUMNS: Final = (
    "subject", "subject_name", "permission", "scope", "key", "name", "division", "areas", "valid_from", "valid_until",
    "holds_today", "role", "given_by", "given_at", "reason",
)  # fmt: skip


def rows() -> Iterator[list[Cell]]:
    names, today = Names(), localdate()
    grants = Grant.objects.select_related("department", "person", "granted_by")
    for one in grants.order_by("department__key", "person__username", "scope_kind", "scope_key", "id"):
        begun = one.valid_from is None or one.valid_from <= today
        subject = subject_of(one)
        yield [
            subject, names.subject(subject), one.permission, one.scope_kind, one.scope_key,
            names.thing(one.scope_kind, one.scope_key), one.division_key, " ".join(one.areas), one.valid_from,
            one.valid_until, begun and (one.valid_until is None or one.valid_until >= today), one.role,
            one.granted_by.username if one.granted_by else "", localdate(one.granted_at), one.reason,
        ]  # fmt: skip
