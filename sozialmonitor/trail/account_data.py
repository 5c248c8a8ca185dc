"""Everything the system holds about one account, for the person it is about (Article 15 GDPR)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import gettext as _

from sozialmonitor.access.models import Grant, Membership, User
from sozialmonitor.trail.about import told
from sozialmonitor.trail.history import kinds
from sozialmonitor.trail.own import GRANT
from sozialmonitor.trail.words import field_words

ACCOUNT: Final = (
    "username", "first_name", "last_name", "email", "is_active", "is_superuser", "is_privacy_officer", "date_joined",
    "last_login",
)  # fmt: skip
# The history of an account: its own row, its memberships and the rights given to it.
ITS_HISTORY: Final = ((User, "pgh_obj"), (Membership, "user"), (Grant, "person"))


@dataclass(frozen=True)
class Section:
    title: str
    columns: list[str]
    rows: list[list[Any]] = field(default_factory=list)


def data_about(user: User) -> list[Section]:
    sections = [
        _account(user),
        _section(_("Rights through departments and open data"), GRANT, _inherited(user)),
        *(_section(str(one.title), one.fields, one.rows(user)) for one in told()),
        *(_history(model, name, user) for model, name in ITS_HISTORY),
        _changes(user),
    ]
    return [one for one in sections if one.rows]


def _account(user: User) -> Section:
    return _section(_("Account"), ACCOUNT, [user])


def _inherited(user: User) -> Any:
    return Grant.objects.of(user).filter(person=None).order_by("-pk")


def _section(title: str, names: tuple[str, ...], rows: Any) -> Section:
    rows = list(rows)
    model: type[Model] | None = type(rows[0]) if rows else None
    columns = [_verbose(model, name) for name in names] if model else []
    return Section(title, columns, [[_value(row, name) for name in names] for row in rows])


def _verbose(model: type[Model], name: str) -> str:
    return field_words(model._meta.get_field(name))


def _value(row: Model, name: str) -> Any:
    one = row._meta.get_field(name)
    if one.is_relation:
        related = getattr(row, name)
        return None if related is None else str(related)
    return getattr(row, f"get_{name}_display")() if getattr(one, "choices", None) else getattr(row, name)


def _history(model: type[Model], name: str, user: User) -> Section:
    events = kinds()[model._meta.model_name or ""].pgh_event_model  # type: ignore[attr-defined]
    fields = [one for one in events._meta.fields if not one.name.startswith("pgh_")]
    rows = events.objects.filter(**{f"{name}_id": user.pk}).order_by("-pgh_id")
    title = _("History: %(what)s") % {"what": model._meta.verbose_name_plural}
    columns = [_("When"), _("What happened"), *(field_words(one) for one in fields)]
    return Section(
        title,
        columns,
        [[row.pgh_created_at, row.pgh_label, *(getattr(row, one.attname) for one in fields)] for row in rows],
    )


def _changes(user: User) -> Section:
    """What else the account changed, by the history of everything that has one."""
    rows = sorted(_changed(user.get_username()), key=lambda row: row[0], reverse=True)
    return Section(_("Changes the account made"), [_("When"), _("What"), _("Number"), _("What happened")], rows)


def _changed(account: str) -> Iterator[list[Any]]:
    for name, model in kinds().items():
        events = model.pgh_event_model.objects.filter(pgh_context__account=account)  # type: ignore[attr-defined]
        for at, pk, label in events.values_list("pgh_created_at", "pgh_obj_id", "pgh_label"):
            yield [at, name, pk, label]
