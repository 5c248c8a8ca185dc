"""Names of streets made comparable."""

import re
import unicodedata

_STREET = re.compile(r"(?:straße|strasse|str)\b\.?")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def fold(name: str) -> str:
    """No case, no umlauts, `str` for `straße`, `strasse` and `str.`, one blank for anything between words."""
    lower = unicodedata.normalize("NFC", name).lower()
    plain = _STREET.sub("str ", lower).translate(_UMLAUTS)
    decomposed = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", decomposed).split()).replace(" str", "str")
