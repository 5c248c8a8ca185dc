"""Where figures come from, as the file itself says it: kept with the delivery and shown beside every figure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from indicators.models import Delivery
from sozialmonitor.web.licences import licence_named_in

MOST_FOOTNOTES: Final = 200
LONGEST_FOOTNOTE: Final = 2000
MOST_OF_A_NAME: Final = 60  # letters; what is longer is a sentence
_COPYRIGHT: Final = re.compile(r"(©|\(c\))", re.IGNORECASE)
LICENCE, STAND = (Delivery._meta.get_field(name).max_length or 0 for name in ("licence", "stand"))


def provenance(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What `prepare_delivery` keeps of what a parser recognised. Who holds the copyright is a footnote, the last one.

    A sentence about the licence is a footnote too, for it names who is to be named; the licence is its short name.
    """
    notes, said = _texts(facts.get("footnotes")), _line(facts.get("licence"))
    holder = bool(_COPYRIGHT.match(said))
    licence = licence_named_in(said) or ("" if holder else said[:LICENCE])
    more = [*_texts(facts.get("copyright")), *([said] if holder or len(said) > MOST_OF_A_NAME else [])]
    notes += [line for line in dict.fromkeys(more) if line not in notes]
    return {
        "stand": _line(facts.get("stand"))[:STAND],
        "licence": licence,
        "footnotes": [note[:LONGEST_FOOTNOTE] for note in _first_and_last(notes)],
    }


def _first_and_last(notes: list[str]) -> list[str]:
    """As many as are kept; of a longer footer the last two too, where licence and copyright stand."""
    return notes if len(notes) <= MOST_FOOTNOTES else [*notes[: MOST_FOOTNOTES - 2], *notes[-2:]]


def _line(value: Any) -> str:
    return " ".join(str(value).split()) if value else ""


def _texts(value: Any) -> list[str]:
    several: Iterable[Any] = [value] if isinstance(value, str) else value or ()
    return list(dict.fromkeys(text for one in several if (text := _line(one))))
