"""History of what must not change silently: rights, accounts, definitions, what stands. Triggers write it, so that COPY
and SQL by hand are seen as well as our own actions. Figures have none: they are only ever added, and ten million rows
of them would pay for every one.

Who did it is what the program says of the statement (the account a page or a task works for) and, beside it, the role
the database itself saw. Without an account it was a command at the machine, or SQL by hand.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final, TypeVar

import pghistory
from django.db import models
from django.db.models import Func

from sozialmonitor.access.database_rights import ONLY_ADDED

SYSTEM: Final = "system"  # as in the audit trail: work nobody asked for
M = TypeVar("M", bound=type[models.Model])


def _session_role() -> Func:
    return Func(function="session_user", template="%(function)s", output_field=models.CharField())


def kept(*, exclude: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Keeps every row as it was when it was made, changed and deleted, but for the fields left out."""
    return pghistory.track(  # type: ignore[no-any-return]
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        obj_field=pghistory.ObjForeignKey(related_name="+"),
        # In the row itself: a table of contexts would have to be updated by the web role.
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type] # documented so
        attrs={"pgh_role": models.CharField(max_length=63, db_default=_session_role(), editable=False)},
        meta={"db_table_comment": ONLY_ADDED, "ordering": ("pgh_id",)},
    )


def working_for(account: str, **more: str) -> AbstractContextManager[Any]:
    """Changes inside are written to this account; an empty one is nobody who is logged in."""
    context: AbstractContextManager[Any] = pghistory.context(account=account, **more)
    return context
