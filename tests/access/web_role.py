"""A connection of the web role to the tests' database and nothing of ours between: as somebody who can run SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from django.db import connection

from sozialmonitor.access.database.ticket import ticket

Cursor = Any


@contextmanager
def opened(web_database: dict[str, Any], *, autocommit: bool) -> Iterator[Cursor]:
    if web_database["USER"] == connection.settings_dict["USER"]:
        pytest.skip("there is only one role here: set SOZIALMONITOR_OWNER_DATABASE_URL too")
    settings = connection.settings_dict
    login = {"user": web_database["USER"], "password": web_database["PASSWORD"], "dbname": settings["NAME"]}
    made = psycopg2.connect(host=settings["HOST"], port=settings["PORT"] or None, **login)
    made.autocommit = autocommit
    try:
        with made.cursor() as cursor:
            yield cursor
    finally:
        made.close()


def rows(cursor: Cursor, statement: str, *params: Any) -> list[tuple[Any, ...]]:
    cursor.execute(statement, params or None)
    return list(cursor.fetchall())


def sign(cursor: Cursor, word: str) -> str:
    """As the program does it: a ticket for this transaction of this connection."""
    statement = "SELECT pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint"
    ((process, start),) = rows(cursor, statement)
    made = ticket(word, process, start)
    cursor.execute("SELECT set_config('sozialmonitor.ticket', %s, true)", [made])
    return made
