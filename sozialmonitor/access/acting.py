"""For whom the program speaks to the database, and by which right it reads figures. See docs/rights.md, second wall."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from sozialmonitor.access.database.base import DatabaseWrapper
from sozialmonitor.access.database.guard import Unscoped, reads_by_right
from sozialmonitor.access.database.ticket import HOUSE, NOBODY, speaker
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Allowed


@contextmanager
def acting_for(user: User | AnonymousUser | None) -> Iterator[None]:
    """What is asked of the database inside is asked in this person's name; None is the house itself, which may all.

    The house speaks where the right was decided already and more must be read than may be shown: figures of the
    districts that converted ones come from, what a typology is made of, the books about files and leases.
    """
    token = speaker.set(_word(user))
    try:
        yield
    finally:
        speaker.reset(token)


def _word(user: User | AnonymousUser | None) -> str:
    if user is None:
        return HOUSE
    if not isinstance(user, User):
        return NOBODY
    return f"{user.pk}:{user.token.pk}" if user.token else str(user.pk)


@contextmanager
def reading(granted: Allowed) -> Iterator[None]:
    """Opens the guarded tables for whoever decided by a right; the database decides again."""
    if not granted:
        raise Unscoped("nothing is granted")
    token = reads_by_right.set(True)
    try:
        yield
    finally:
        reads_by_right.reset(token)


@contextmanager
def raw_cursor() -> Iterator[Any]:
    """psycopg2's own cursor, for COPY, which goes past what signs and guards the statements of Django's."""
    ours = cast(DatabaseWrapper, connection)
    with transaction.atomic(savepoint=False), connection.wrap_database_errors, connection.cursor() as cursor:
        ours.sign()
        yield cursor.cursor
