"""Where figures come from, as the file itself says it: kept with the delivery and shown beside every figure."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from indicators.models import Delivery

MOST_FOOTNOTES: Final = 200
LONGEST_FOOTNOTE: Final = 2000
LICENCE, STAND = (Delivery._meta.get_field(name).max_length or 0 for name in ("licence", "stand"))


def provenance(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What `prepare_delivery` keeps of what a parser recognised. A copyright line is a footnote, at the end of them."""
    notes = _texts(facts.get("footnotes"))
    notes += [line for line in _texts(facts.get("copyright")) if line not in notes]
    return {
        "stand": _line(facts.get("stand"))[:STAND],
        "licence": _line(facts.get("licence"))[:LICENCE],
        "footnotes": [note[:LONGEST_FOOTNOTE] for note in notes[:MOST_FOOTNOTES]],
    }


def _line(value: Any) -> str:
    return " ".join(str(value).split()) if value else ""


def _texts(value: Any) -> list[str]:
    several: Iterable[Any] = [value] if isinstance(value, str) else value or ()
    return list(dict.fromkeys(text for one in several if (text := _line(one))))
