"""What must hold before the program starts."""

from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error

PSYCOPG_3 = Error(
    "psycopg 3 is installed beside psycopg2.",
    hint="Django would take it instead of psycopg2, and COPY works otherwise there: pip uninstall psycopg.",
    id="access.E001",
)


def only_psycopg2(**_options: Any) -> list[CheckMessage]:
    return [PSYCOPG_3] if find_spec("psycopg") is not None else []
