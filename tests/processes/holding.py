"""Locks that hold a process at a known place, and what the database says about who waits."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import environ
import psycopg2
from django.db import connection

from imports.models import Batch
from tests.processes.programs import wait_for

NOBODY_WRITES, NOBODY_READS = "SHARE", "ACCESS EXCLUSIVE"


def connected(role: str = "") -> psycopg2.extensions.connection:
    """Beside the test's own connection, as the owner or as the role in an address."""
    settings = connection.get_connection_params()
    known = {name: settings[name] for name in ("host", "user", "password", "dbname") if name in settings}
    if role:
        url = environ.Env.db_url_config(role)
        known |= {"user": url["USER"], "password": url["PASSWORD"]}
    return psycopg2.connect(**known)


@contextmanager
def held(table: str, mode: str = NOBODY_WRITES) -> Iterator[None]:
    """Holds up whoever writes to the table, or reads it, in the middle of their transaction."""
    with executed(f"LOCK TABLE {table} IN {mode} MODE"):
        yield


@contextmanager
def held_row(batch: Batch) -> Iterator[None]:
    """Holds up the next sign of life of whoever works on the batch."""
    with executed(f"SELECT 1 FROM imports_batch WHERE id = {batch.pk} FOR UPDATE"):
        yield


@contextmanager
def executed(statement: str) -> Iterator[None]:
    other = connected()
    try:
        with other.cursor() as cursor:
            cursor.execute(statement)
        yield
    finally:
        other.close()


def waiting(table: str) -> int:
    """How many wait for the table as a whole."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return int(cursor.fetchone()[0])


def waiting_for_anything() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE datname = current_database() AND NOT granted"
        )
        return int(cursor.fetchone()[0])


def wait_until_held(table: str, number: int = 1) -> None:
    wait_for(lambda: waiting(table) >= number, f"{number} at {table}")


END = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


def end_connections() -> None:
    """What a restart of the database does to all programs; said by their own role, for no other may."""
    with as_programs() as other:
        other.execute(END)


@contextmanager
def as_programs() -> Iterator[psycopg2.extensions.cursor]:
    other = connected(os.environ["SOZIALMONITOR_DATABASE_URL"])
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


@contextmanager
def database_away() -> Iterator[None]:
    """As while it restarts: every connection of the programs is ended and no new one is let in."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection._nodb_cursor() as outside:  # a database cannot be closed from within
        try:
            with as_programs() as last:
                outside.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
                last.execute(END)
            yield
        finally:
            outside.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
