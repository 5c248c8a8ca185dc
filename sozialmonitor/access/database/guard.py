"""Before each statement: figures are not read in a person's request beside the functions that ask for a right."""

from contextvars import ContextVar
from typing import Any, Final

from django.core.exceptions import PermissionDenied

from sozialmonitor.access.database.ticket import HOUSE, speaker

# Whoever reads these tables says by which right.
GUARDED: Final = ("indicators_observation", "indicators_stagedobservation")

reads_by_right: ContextVar[bool] = ContextVar("reads_by_right", default=False)


class Unscoped(PermissionDenied):
    """Somebody's request was about to read figures without saying by which right: a mistake of the program."""


def guard(statement: Any) -> None:
    if speaker.get() in (None, HOUSE) or reads_by_right.get():
        return
    if any(table in str(statement) for table in GUARDED):
        raise Unscoped("figures are read through the queries that ask for a right")
