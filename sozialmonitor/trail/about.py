"""Where something about an account is held. The trail imports nothing above it: each app tells its own in its
`about.py`, which is found as the administration finds admin.py.
"""

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from sozialmonitor.access.models import User


@dataclass(frozen=True)
class Held:
    """Rows whose field `by` is the account, or holds its name; of each row these fields are told, never a secret."""

    title: str | Promise
    model: type[Model]
    by: str
    fields: tuple[str, ...]
    by_name: bool = False

    def rows(self, user: User) -> QuerySet[Model]:
        wanted = user.get_username() if self.by_name else user
        return self.model._default_manager.filter(**{self.by: wanted}).order_by("-pk")


_told: list[Held] = []


def tell(*held: Held) -> None:
    _told.extend(one for one in held if one not in _told)


def told() -> list[Held]:
    return list(_told)
