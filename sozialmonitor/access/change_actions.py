"""Many rights changed at once: looked at first, then written all or not at all, and only as they were seen."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from sozialmonitor.access.actions import revoke, subject_of, write
from sozialmonitor.access.audit import record
from sozialmonitor.access.consequences import Consequences, Person, Right, consequences
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.models import Department, Grant, Membership, User
from sozialmonitor.access.scopes import Opener


@dataclass(frozen=True)
class Change:
    """Grants to write (not stored yet) and grants to end."""

    gains: Sequence[Grant] = ()
    losses: Sequence[Grant] = ()


@dataclass(frozen=True)
class Preview:
    """`looks` holds the consequences today, and on the day the last new right begins if that is later.

    `seal` stands for all of it: whoever looked at this preview hands it in when writing.
    """

    gains: Sequence[Grant]
    losses: Sequence[Grant]
    there_already: Sequence[Grant]
    looks: Sequence[Consequences] = field(default_factory=list)
    seal: str = ""

    def __bool__(self) -> bool:
        return bool(self.gains or self.losses)


class Outdated(Exception):
    """Somebody changed rights, people or bundles meanwhile: `preview` is how it stands now."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        super().__init__("the preview no longer fits")


def preview(*, by: User | None, change: Change, day: date | None = None) -> Preview:
    """Reads only. Refuses what is not the person's to give or to end."""
    today = day or localdate()
    giver = Giver.of(by)
    for one in (*change.gains, *change.losses):
        giver.demand(one)
    standing = {one.pk: one for one in Grant.objects.select_related("department", "person")}
    rights = {pk: right_of(one) for pk, one in standing.items()}
    wanted = {right_of(one): one for one in change.gains}
    losses = sorted((standing[one.pk] for one in change.losses if one.pk in standing), key=lambda one: one.pk)
    ended = {one.pk for one in losses}
    before = list(rights.values())
    kept = [right for pk, right in rights.items() if pk not in ended]
    new = {right: one for right, one in wanted.items() if right not in set(kept)}
    there = [one for right, one in wanted.items() if right not in new]
    last = max([today, *(right.valid_from for right in new if right.valid_from)])
    people = people_with_rights()
    opened = Opener()
    looks = [consequences(before, [*kept, *new], people, opened, on) for on in dict.fromkeys((today, last))]
    found = Preview(list(new.values()), losses, there, looks)
    return replace(found, seal=_seal(found))


def _seal(found: Preview) -> str:
    said = (
        sorted(map(repr, map(right_of, found.gains))),
        [(one.pk, right_of(one)) for one in found.losses],
        sorted(map(repr, map(right_of, found.there_already))),
        [(look.effects, look.unmoved) for look in found.looks],
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


@transaction.atomic
def change_many(*, by: User | None, change: Change, reason: str, seal: str) -> Preview:
    """Writes what the preview with this seal showed, with one reason; else raises `Outdated` and writes nothing."""
    _one_at_a_time(change)
    found = preview(by=by, change=change)
    if found.seal != seal or len(found.losses) != len({one.pk for one in change.losses}):
        raise Outdated(found)
    gains, losses = len(found.gains), len(found.losses)
    record(by=by, verb="change rights", what=f"{gains} given, {losses} ended", reason=reason)
    for one in found.losses:
        revoke(by=by, grant=one, reason=reason)
    for one in found.gains:
        one.reason = reason
    write(by=by, giver=Giver.of(by), wanted=found.gains)
    return found


def _one_at_a_time(change: Change) -> None:
    """Changes wait for each other here; a grant or a membership written elsewhere waits at its department's row."""
    list(Department.objects.select_for_update().order_by("pk"))
    persons = {one.person_id for one in (*change.gains, *change.losses) if one.person_id}
    list(User.objects.select_for_update().filter(pk__in=persons).order_by("pk"))


def right_of(grant: Grant) -> Right:
    return Right(
        subject_of(grant), grant.permission, grant.scope_kind, grant.scope_key, grant.division_key,
        tuple(sorted(grant.areas)), grant.valid_from, grant.valid_until, grant.role,
    )  # fmt: skip


def people_with_rights() -> list[Person]:
    """Everybody whom grants concern: open accounts that are not administrators."""
    departments: dict[int, set[str]] = {}
    for user, key in Membership.objects.values_list("user_id", "department__key"):
        departments.setdefault(user, set()).add(key)
    people: Iterable[User] = User.objects.filter(is_active=True, is_superuser=False).order_by("username")
    return [
        Person(one.username, one.get_full_name() or one.username, frozenset(departments.get(one.pk, ())))
        for one in people
    ]
