"""Licences of open data that offices use, by the short names they are written with."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Licence:
    """`attribution`: who uses the data must name the source and say that they were adapted."""

    name: str
    url: str
    attribution: bool


_BY_2_0: Final = Licence(
    "Datenlizenz Deutschland – Namensnennung – Version 2.0", "https://www.govdata.de/dl-de/by-2-0", attribution=True
)
_ZERO_2_0: Final = Licence(
    "Datenlizenz Deutschland – Zero – Version 2.0", "https://www.govdata.de/dl-de/zero-2-0", attribution=False
)
_CC_BY_4_0: Final = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.de", attribution=True)
_CC_BY_3_0: Final = Licence("CC BY 3.0", "https://creativecommons.org/licenses/by/3.0/de/", attribution=True)
_CC_ZERO: Final = Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.de", attribution=False)
# By what is left of the name without blanks, dashes and the like.
_KNOWN: Final = {
    "dldeby20": _BY_2_0,
    "dlbyde20": _BY_2_0,
    "datenlizenzdeutschlandnamensnennungversion20": _BY_2_0,
    "datenlizenzdeutschlandnamensnennung20": _BY_2_0,
    "dldezero20": _ZERO_2_0,
    "datenlizenzdeutschlandzeroversion20": _ZERO_2_0,
    "datenlizenzdeutschlandzero20": _ZERO_2_0,
    "ccby40": _CC_BY_4_0,
    "ccby40international": _CC_BY_4_0,
    "ccby30de": _CC_BY_3_0,
    "cc0": _CC_ZERO,
    "cc010": _CC_ZERO,
    "cczero": _CC_ZERO,
}
_ADDRESS: Final = re.compile(r"https?://(?:www\.)?(?P<path>[^\s|]+)")
# A version's last number must not run on: 2.0 is none of 2.01.
_BY_ADDRESS: Final = {
    "govdata.de/dl-de/by-2-0": _BY_2_0,
    "govdata.de/dl-de/zero-2-0": _ZERO_2_0,
    "creativecommons.org/licenses/by/4.0": _CC_BY_4_0,
    "creativecommons.org/publicdomain/zero/1.0": _CC_ZERO,
}


# Names that are long enough to be found inside a sentence; then the short name they are kept by.
_IN_A_SENTENCE: Final = {
    "datenlizenzdeutschlandnamensnennungversion20": "dl-de/by-2-0",
    "datenlizenzdeutschlandzeroversion20": "dl-de/zero-2-0",
    "dldeby20": "dl-de/by-2-0",
    "dldezero20": "dl-de/zero-2-0",
}


def licence_named_in(text: str) -> str:
    """The short name of the licence that a sentence about it names; empty where it names none that is known here."""
    plain = re.sub(r"[\W_]+", "", text).lower()
    return next((short for name, short in _IN_A_SENTENCE.items() if re.search(rf"{name}(?!\d)", plain)), "")


def licence_of(text: str) -> Licence:
    """The licence a text names; one that is not known here keeps its own words, and has no address."""
    if known := _KNOWN.get(re.sub(r"[\W_]+", "", text).lower()):
        return known
    if found := _ADDRESS.search(text):
        for path, licence in _BY_ADDRESS.items():
            if re.match(rf"{re.escape(path)}(?![\w.-])", found["path"]):
                return licence
    return Licence(text, "", attribution=False)
