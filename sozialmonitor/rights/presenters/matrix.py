"""The matrix of rights in words and signs."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sozialmonitor.access.consequences import EVERYBODY
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.rights.matrix import ROWS, SOON, Asked, Line, Matrix, matrix
from sozialmonitor.rights.matrix_forms import BulkForm, MatrixForm
from sozialmonitor.rights.wording import LETTERS, PERMISSIONS, Names, span
from sozialmonitor.web import formats

FILTERS: Final = ("kind", "bundle", "subject", "permission", "division", "text", "soon", "page")
SHORT: Final = {
    Permission.LIST: gettext_lazy("find"),
    Permission.VIEW: gettext_lazy("see"),
    Permission.DOWNLOAD: gettext_lazy("download"),
    Permission.IMPORT: gettext_lazy("upload"),
    Permission.PUBLISH: gettext_lazy("publish"),
    Permission.MANAGE: gettext_lazy("manage"),
}


def matrix_context(query: Any, user: Any, bulk: BulkForm | None = None) -> dict[str, Any]:
    form, giver, names, today = MatrixForm(query), Giver.of(user), Names(), localdate()
    asked, page = form.asked(), _page(query.get("page", ""))
    found = matrix(asked, giver, names, page=page, today=today)
    kept = {name: query.get(name) for name in FILTERS if query.get(name)}
    return {
        "form": form,
        "unreadable": bool(form.errors),
        "bulk": bulk or BulkForm(),
        "legend": [{"letter": LETTERS[p], "word": PERMISSIONS[p]} for p in Permission],
        "columns": [_column(subject, names) for subject in found.subjects],
        "rows": [_row(asked, thing, found, names, giver, today) for thing in found.things],
        "total": formats.number(found.total),
        "is_administrator": giver.is_administrator,
        "back": urlencode(kept),
        **_pages(page, found.total, kept),
    }


def _page(word: str) -> int:
    return max(1, int(word)) if word.isascii() and word.isdigit() and len(word) < 6 else 1


def _pages(page: int, total: int, kept: dict[str, str]) -> dict[str, Any]:
    def address(number: int) -> str:
        return f"{reverse('rights')}?{urlencode(kept | {'page': str(number)})}"

    return {
        "page": page,
        "pages": max(1, -(-total // ROWS)),
        "earlier": address(page - 1) if page > 1 else "",
        "later": address(page + 1) if page * ROWS < total else "",
    }


def _column(subject: str, names: Names) -> dict[str, Any]:
    return {"value": subject, "label": names.subject(subject), "is_person": subject.startswith("person:")}


def _row(
    asked: Asked, thing: tuple[str, str], found: Matrix, names: Names, giver: Giver, today: date
) -> dict[str, Any]:
    key, name = thing
    value = f"{asked.kind}:{key}"
    cells = [_cell(asked, key, subject, found, names, giver, today) for subject in found.subjects]
    return {"value": value, "label": name, "cells": cells}


def _cell(
    asked: Asked, key: str, subject: str, found: Matrix, names: Names, giver: Giver, today: date
) -> dict[str, Any]:
    lines = found.cells.get((key, subject), [])
    return {
        "value": f"{subject}|{asked.kind}:{key}",
        "label": f"{names.subject(subject)}, {names.thing(asked.kind, key)}",
        "lines": [_line(line, names, today) for line in lines],
        "why": _why(asked, key, subject, found, giver) if lines else "",
    }


def _why(asked: Asked, key: str, subject: str, found: Matrix, giver: Giver) -> str:
    """The chain for the person, or for one of the department; the page tells owners of themselves alone."""
    if not giver.is_administrator or asked.kind in (Scope.SET, Scope.TOPIC, Scope.ANY) or subject == EVERYBODY:
        return ""
    person = subject.partition(":")[2] if subject.startswith("person:") else found.example.get(subject, "")
    words = {"person": person, "permission": asked.permission or Permission.VIEW, "what": f"{asked.kind}:{key}"}
    return f"{reverse('why')}?{urlencode(words | {'division': asked.division})}" if person else ""


def _line(line: Line, names: Names, today: date) -> dict[str, Any]:
    return {
        "slots": [{"letter": LETTERS[p] if p in line.permissions else "·", "on": p in line.permissions} for p in SHORT],
        "words": ", ".join(str(SHORT[p]) for p in SHORT if p in line.permissions),
        "via": names.thing(*line.via) if line.via else "",
        "place": names.place(line.division, line.areas) if line.division else "",
        "span": span(line.begin, line.end),
        "is_soon": line.end is not None and line.end <= today + SOON,
        "role": names.role(line.role) if line.role else "",
    }


def things_named(things: Sequence[tuple[str, str]], names: Names) -> str:
    """Up to three by their names, more by their number."""
    if len(things) <= 3:
        return ", ".join(names.thing(scope, key) for scope, key in things)
    return _("%(count)s things") % {"count": formats.number(len(things))}
