"""What one thing was like over time, from the tables the triggers write."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model

KEYS = ("username", "key", "code")
MOST = 1000  # events of one thing
SAID_AS = {"person": "user", "set": "indicatorset", "topic": "indicatorset"}  # as the trail and grants name them
OWN = "pgh_"


@dataclass(frozen=True)
class Change:
    field: Any
    before: Any
    after: Any


@dataclass(frozen=True)
class Happened:
    at: datetime
    label: str  # insert, update, delete
    account: str | None  # None: no account was said
    role: str  # the database's
    what: str
    changes: list[Change]
    known_before: bool


def kinds() -> dict[str, type[Model]]:
    """Everything that has a history, by the name of its model."""
    found = [model for model in apps.get_models() if hasattr(model, "pgh_event_models")]
    return {model._meta.model_name or "": model for model in found}


def kind_of(said: str) -> str:
    """The kind a line of the trail means by `indicator:quote`; empty where there is no history of it."""
    name = said.partition(":")[0]
    name = SAID_AS.get(name, name)
    return name if name in kinds() else ""


def history_of(kind: str, key: str) -> list[Happened]:
    """The newest first; found by key also after it is gone, and under every key it had."""
    model = kinds()[kind]
    events = model.pgh_event_model.objects  # type: ignore[attr-defined]
    names = {field.name for field in events.model._meta.fields}
    ids = {int(key)} if key.isdecimal() and len(key) < 19 else set()
    for name in KEYS:
        if name in names:
            ids |= set(events.filter(**{name: key}).values_list("pgh_obj_id", flat=True))
    rows = list(events.filter(pgh_obj_id__in=ids).order_by("-pgh_id")[:MOST])[::-1]
    return _compared(rows)[::-1]


def _compared(rows: list[Any]) -> list[Happened]:
    if not rows:
        return []
    fields = [one for one in rows[0]._meta.fields if not one.name.startswith(OWN) and one.name != "id"]
    named, last, found = _names(fields, rows), {}, []  # type: ignore[var-annotated]
    for row in rows:
        before = last.get(row.pgh_obj_id)
        changes = []
        for field in fields:
            now = named(field, row)
            was = named(field, before) if before is not None else None
            if row.pgh_label == "delete":
                now, was = None, now
            if now != was and not (now in (None, "", [], {}) and was in (None, "", [], {})):
                changes.append(Change(field, was, now))
        last[row.pgh_obj_id] = row
        account = (row.pgh_context or {}).get("account")
        known = before is not None or row.pgh_label != "update"
        what = f"{row.pgh_tracked_model._meta.model_name}:{row.pgh_obj_id}"
        found.append(Happened(row.pgh_created_at, row.pgh_label, account, row.pgh_role, what, changes, known))
    return found


def _names(fields: list[Any], rows: list[Any]) -> Any:
    """What stands in a field; of a reference the name of what it leads to today. One query for each reference."""
    books: dict[str, dict[Any, str]] = defaultdict(dict)
    for field in fields:
        if field.is_relation and field.related_model is not None:
            target = field.target_field.attname
            wanted = {getattr(row, field.attname) for row in rows} - {None}
            found = field.related_model._default_manager.filter(**{f"{target}__in": wanted}) if wanted else ()
            books[field.name] = {getattr(one, target): str(one) for one in found}

    def named(field: Any, row: Any) -> Any:
        value = getattr(row, field.attname)
        if field.name in books:
            return books[field.name].get(value, value)
        return dict(field.flatchoices).get(value, value) if field.choices else value

    return named
