"""PostGIS as Django speaks to it, with a ticket in each transaction. Django finds a database by this module's name."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.gis.db.backends.postgis import base
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from sozialmonitor.access.database.guard import guard
from sozialmonitor.access.database.ticket import speaker, ticket

WHERE: Final = "SELECT pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint"
# A setting of the transaction: gone with it, so that the next one on this connection begins with nothing.
SIGN: Final = "SELECT set_config('sozialmonitor.ticket', %s, true), access_account() IS NOT NULL"
UNKNOWN: Final = "unknown"  # no ticket's word: whoever speaks next signs anew
# What the database has worked out of a person's rights stays while the house does a step of the work, not longer.
FORGET: Final = "SELECT set_config('sozialmonitor.rights', '', true)"


class DatabaseWrapper(base.DatabaseWrapper):
    """Signs when the first statement of a transaction comes, and again when the program speaks for somebody else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signed_for: str | None = None
        self._place: tuple[int, int] | None = None  # the process and the transaction that tickets are made for
        self._in_savepoint = False
        self.execute_wrappers.append(self._signed)

    def sign(self) -> None:
        """Inside a transaction. Goes through psycopg2's own cursor: it is none of the statements anybody counts."""
        word = speaker.get()
        if word == self.signed_for:
            return
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            if self._place is None:
                cursor.execute(WHERE)
                self._place = cursor.fetchone()
            elif self.signed_for in (None, UNKNOWN):
                cursor.execute(FORGET)
            cursor.execute(SIGN, ["" if word is None else ticket(word, *self._place)])
            if word is not None and not cursor.fetchone()[1]:
                raise ImproperlyConfigured(
                    "The database does not know this program's secret. After SOZIALMONITOR_SECRET_KEY was changed,"
                    " run `manage.py migrate` with the owner's login: it tells the database the new one."
                )
        self.signed_for = word

    def _signed(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if self._in_savepoint or (speaker.get() is None and self.signed_for is None):
            return execute(sql, params, many, context)
        guard(sql)
        if self.in_atomic_block:
            self.sign()
            return execute(sql, params, many, context)
        with transaction.atomic(using=self.alias):
            self.sign()
            return execute(sql, params, many, context)

    # The three below are Django's own; its stubs do not name them.
    def _set_autocommit(self, autocommit: bool) -> None:
        self.signed_for = self._place = None  # a transaction begins, or ended
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        """Settings go back to what they were at the savepoint, and who had signed then is not known any more."""
        self._in_savepoint = True
        try:
            super()._savepoint_rollback(sid)  # type: ignore[misc]
        finally:
            self._in_savepoint = False
            self.signed_for = UNKNOWN

    def _savepoint_commit(self, sid: str) -> None:
        self._in_savepoint = True
        try:
            super()._savepoint_commit(sid)  # type: ignore[misc]
        finally:
            self._in_savepoint = False
