"""Codes that stand nowhere but inside the names: "011 Innenstadt", "Stadtteil 011 – Innenstadt", "Innenstadt (011)".

As maps drawn by hand are exported, above all KML. A code is taken from a name only where nearly all entries are
written alike and no two give the same code: a number that merely occurs in a name is none.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

NEARLY_ALL = 0.9
CODE = r"(?P<code>[A-Za-z]{0,2}\d[\dA-Za-z]*(?:[./-]\d+)*)"
WORD = r"(?P<word>[^\W\d_]+\.?(?: Nr\.?)?)"
GAP = r"\s*(?:[–—:;,|_/-]|\.(?!\d))\s*|\s+"
FORMS = (
    re.compile(rf"^{CODE}(?:(?:{GAP})(?P<name>.*\D.*))?$"),
    re.compile(rf"^{WORD}\s+{CODE}(?:(?:{GAP})(?P<name>.*\D.*))?$"),
    re.compile(rf"^(?P<name>.*\D)\s*[(\[]{CODE}[)\]]$"),
)


@dataclass(frozen=True)
class InsideNames:
    """Per entry the code in its name ("" where there is none) and what is left as the name."""

    codes: list[str]
    names: list[str]


def codes_inside(texts: Sequence[str]) -> InsideNames | None:
    """The codes inside names, or None where the names do not hold any."""
    filled = [text for text in texts if text.strip()]
    for form in FORMS:
        found = [form.match(text.strip()) for text in texts]
        missed = len(filled) - sum(map(bool, found))
        # One entry may be something else, as a total: it is found without a code.
        if len(filled) - missed < 2 or missed > max(1, (1 - NEARLY_ALL) * len(filled)):
            continue
        codes = [match["code"] if match else "" for match in found]
        known = [code for code in codes if code]
        if len(set(known)) >= NEARLY_ALL * len(known) and _written_alike(form, found):
            return InsideNames(codes, [_name(text, match) for text, match in zip(texts, found, strict=True)])
    return None


def _written_alike(form: re.Pattern[str], found: Sequence[re.Match[str] | None]) -> bool:
    """One word before all codes, and codes of one kind: "Block 7" and "Nordstadt 2" are names."""
    matches = [match for match in found if match]
    if "word" in form.groupindex and len({match["word"].casefold() for match in matches}) > 1:
        return False
    # "17er Platz" begins with a figure too; codes of one division have the same letters in the same places.
    shapes = Counter(re.sub(r"\d+", "0", match["code"]).upper() for match in matches)
    return shapes.most_common(1)[0][1] >= NEARLY_ALL * len(matches)


def _name(text: str, match: re.Match[str] | None) -> str:
    rest = (match["name"] or "").strip() if match else ""
    return rest or text.strip()
