"""What a look at a file found, and which profiles could read it, as the page of a batch shows them."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.actions.choosing import OPEN
from imports.choosing_form import ChoosingForm
from imports.matching import Match, clear_match, matches
from imports.messages import said
from imports.messages.words import DELIMITERS, KINDS, LAYOUTS
from imports.models import Batch
from imports.parsers.recognising.recognised import Recognised
from sozialmonitor.web import formats

DECIDED: Final = {
    "mark": gettext_lazy("the file says so itself"),
    "utf-8": gettext_lazy("every letter fits"),
    "cp1252": gettext_lazy("nothing else fits; please look at the lines below"),
    "given": gettext_lazy("you said so"),
}
SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_MATCHES = 8, 12, 8


def receiving_context(batch: Batch, form: ChoosingForm | None = None) -> dict[str, Any]:
    """For states in which the way of reading may be chosen; in others the page shows nothing of it."""
    if batch.state not in OPEN or batch.about_persons:
        return {}
    found = Recognised.from_dict(batch.recognised)
    waiting = batch.state == Batch.State.RECEIVED
    candidates = matches(found) if waiting else []
    clear = clear_match(candidates, batch)
    chosen = batch.profile_id or (clear.profile.pk if clear else None)
    problems = batch.recognised.get("problems", [])
    return {
        "receiving": {
            "waiting": waiting,
            "looked_at": bool(batch.recognised),
            "findings": [said(one["rule"], one["value"], one["params"]) for one in problems],
            "facts": _facts(found),
            "doubtful": [{"line": line, "text": text} for line, text in found.doubtful],
            "preview": _preview(found),
            "matches": [_match(one, clear) for one in candidates[:SHOWN_MATCHES]],
            "several": sum(one.fit.whole for one in candidates) > 1,
            "clear": clear.profile.label if clear else "",
            "build_url": f"{reverse('profile-new')}?lieferung={batch.pk}" if found.layout else "",
        },
        "choosing_form": form or ChoosingForm(batch=batch, initial={"profile": chosen}),
    }


def _facts(found: Recognised) -> list[tuple[str, str]]:
    how = f" ({DECIDED[found.decided]})" if found.decided in DECIDED else ""
    shown = [
        (_("Layout"), str(LAYOUTS.get(found.layout, ""))),
        (_("Table"), found.table_code or ""),
        (_("Title"), found.title or ""),
        (_("As of"), formats.stand(found.stand) if found.stand else ""),
        (_("Encoding"), f"{found.encoding}{how}" if found.encoding else ""),
        (_("Separator"), str(DELIMITERS.get(found.delimiter or "", ""))),
        (_("Kind of file"), str(KINDS.get(found.kind, ""))),
        (_("File in the ZIP"), found.member or ""),
        (_("Sheet"), found.sheet or ""),
        (_("Sheets"), ", ".join(found.sheets[:12]) if len(found.sheets) > 1 else ""),
    ]
    return [(label, text) for label, text in shown if text]


def _preview(found: Recognised) -> list[list[str]]:
    rows = [row[:SHOWN_COLUMNS] for row in found.rows()[: SHOWN_ROWS + found.skip_rows]]
    width = max(map(len, rows), default=0)
    return [[cell[:40] for cell in row] + [""] * (width - len(row)) for row in rows]


def _match(one: Match, clear: Match | None) -> dict[str, Any]:
    return {
        "label": one.profile.label,
        "version": one.profile.version,
        "url": reverse("profile", args=[one.profile.key]),
        "whole": one.fit.whole,
        "clear": one is clear,
        "reasons": one.reasons,
    }
