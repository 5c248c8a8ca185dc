"""Writes what is expected, and that it did not come."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from imports.expected import overdue
from imports.models import Expectation
from imports.rights import may_expect
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import AuditEvent, User

LATE = "delivery overdue"


@transaction.atomic
def put_expectation(*, by: User | None, expectation: Expectation) -> Expectation:
    """A new one or a changed one, checked before by its form."""
    keys = {expectation.profile_key}
    if expectation.pk is not None:
        keys.add(Expectation.objects.select_for_update().get(pk=expectation.pk).profile_key)
    _demand(by, keys)
    verb = "change expectation" if expectation.pk else "create expectation"
    expectation.save()
    record(by=by, verb=verb, what=_named(expectation), due_days=expectation.due_days, rhythm=expectation.rhythm)
    return expectation


@transaction.atomic
def remove_expectation(*, by: User | None, expectation: Expectation) -> None:
    _demand(by, {expectation.profile_key})
    record(by=by, verb="remove expectation", what=_named(expectation))
    expectation.delete()


@transaction.atomic
def tell_overdue() -> int:
    """One line in the trail for each period that is overdue, once and for all: however often this runs."""
    list(Expectation.objects.select_for_update().order_by("pk"))  # two at once wait for each other
    late = {f"{_named(one.expectation)}:{one.period.label}"[:200]: one for one in overdue(localdate())}
    told = set(AuditEvent.objects.filter(verb=LATE, what__in=late).values_list("what", flat=True))
    new = {what: one for what, one in late.items() if what not in told}
    for what, one in new.items():
        words = {"due": one.due.isoformat(), "responsible": one.expectation.responsible}
        record(by=None, verb=LATE, what=what, **words)
    return len(new)


def _named(expectation: Expectation) -> str:
    return f"expectation:{expectation.profile_key}"


def _demand(by: User | None, keys: set[str]) -> None:
    for key in keys:
        if not may_expect(by, key):
            raise PermissionDenied("import")
