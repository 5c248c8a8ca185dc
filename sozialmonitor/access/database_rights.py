from pathlib import Path
from typing import Any, Final

from django.db import connections

from sozialmonitor.access.database.ticket import pads

# The comment of a table that the web role reads and adds to, and never changes: published figures, the audit trail.
# It stands in the database itself, so that a dump takes it along.
ONLY_ADDED: Final = "only added"
# A table whose comment is "closed" the web role has no right to at all: the secret that tickets are checked with.

STORE_PADS: Final = """
INSERT INTO access_secret (inner_pad, outer_pad) VALUES (%s, %s)
ON CONFLICT (one) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad
WHERE (access_secret.inner_pad, access_secret.outer_pad) IS DISTINCT FROM (excluded.inner_pad, excluded.outer_pad)
"""

SQL = Path(__file__).parent / "sql" / "table_rights.sql"
HISTORY = Path(__file__).parent / "sql" / "history.sql"


def settle(*, using: str, **_signal: Any) -> None:
    """After every migration. Running it a second time changes nothing."""
    with connections[using].cursor() as cursor:
        cursor.execute(SQL.read_text(encoding="utf-8"))
        cursor.execute(HISTORY.read_text(encoding="utf-8"))
        cursor.execute("SELECT to_regclass('public.access_secret') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute(STORE_PADS, pads())
