from pathlib import Path
from typing import Any, Final

from django.db import connections

# The comment of a table that the web role reads and adds to, and never changes: published figures, the audit trail.
# It stands in the database itself, so that a dump takes it along.
ONLY_ADDED: Final = "only added"

SQL = Path(__file__).parent / "sql" / "table_rights.sql"
HISTORY = Path(__file__).parent / "sql" / "history.sql"


def settle(*, using: str, **_signal: Any) -> None:
    """After every migration. Running it a second time changes nothing."""
    with connections[using].cursor() as cursor:
        cursor.execute(SQL.read_text(encoding="utf-8"))
        cursor.execute(HISTORY.read_text(encoding="utf-8"))
