"""Where an area lies in other divisions, and how many children live in each piece, in words."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.presenters.choices import dated
from indicators.presenters.conversion import edition_words, percent
from indicators.presenters.provenance import sources, terms
from indicators.queries.crossing import Counted, Crossing, Piece
from indicators.selection import Selection
from sozialmonitor.web import formats

MANY: Final = 12  # more pieces than that are folded


def crossing_context(crossing: Crossing, selection: Selection) -> dict[str, Any]:
    counted, division = crossing.counted, crossing.edition.division
    return {
        "label": division.label,
        "is_long": len(crossing.pieces) > MANY,
        "has_share": any(piece.share is not None for piece in crossing.pieces),
        "has_share_of_other": any(piece.share_of_other is not None for piece in crossing.pieces),
        "counts": counted.indicator.label if counted else "",
        "period": formats.period(counted.period.start, counted.period.end) if counted else "",
        "pieces": [_piece(piece, crossing, selection) for piece in crossing.pieces],
        "sum": formats.number(crossing.children) if crossing.children is not None else "",
        "note": _note(crossing),
        **(_behind(counted) if counted else {}),
    }


def _piece(piece: Piece, crossing: Crossing, selection: Selection) -> dict[str, Any]:
    page = reverse("area", args=[crossing.edition.division.key, piece.code])
    query = selection.carried("date", "period", "known_on", "convert")
    return {
        "code": piece.code,
        "name": piece.name,
        "url": f"{page}?{query}" if query else page,
        "share": percent(piece.share) if piece.share is not None else "",
        "share_of_other": percent(piece.share_of_other) if piece.share_of_other is not None else "",
        "status": piece.status,
        "status_label": formats.status_words(piece.status),
        "children": formats.value_text(piece.children, piece.status),
    }


def _note(crossing: Crossing) -> str:
    way = crossing.way
    if way is None:
        return _("By plain area. How many live there is not known: no correspondence between the two divisions stands.")
    words = {"basis": way.get_basis_display(), "edition": edition_words(way.source)}
    if crossing.counted is None:
        return _("Shares by %(basis)s, from the correspondence that begins with %(edition)s.") % words
    if not _is_split(crossing):
        return _("No area had to be split: the figures are sums of whole areas.")
    return _("Estimated from the figures of %(edition)s by %(basis)s, rounded to whole numbers.") % words


def _is_split(crossing: Crossing) -> bool:
    """Whether any piece is a part of the area that is counted."""
    counted_here = crossing.way is not None and crossing.way.source_id != crossing.edition.pk
    shares = [piece.share if counted_here else piece.share_of_other for piece in crossing.pieces]
    return any(share is not None and share < 1 for share in shares)


def _behind(counted: Counted) -> dict[str, Any]:
    used = counted.deliveries
    return {"source": sources(counted.indicator.source, used), "terms": terms(used), **dated(used)}
