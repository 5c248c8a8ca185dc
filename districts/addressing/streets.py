"""Names of streets as they are compared: `Hauptstr.`, `HAUPTSTRASSE` and `Hauptstraße` are one street.

Folding is for comparing only; what is shown is always the name as the register writes it.
"""

import re
import unicodedata
from typing import Final

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe"})
_APOSTROPHES: Final = re.compile(r"['’‘`´]")
_WORDS: Final = re.compile(r"[a-z0-9]+\.?")
_SQUARE: Final = re.compile(r"([a-z]) ?0*([1-9][0-9]?)")  # Mannheim's squares: Q 7
# Written in full or shortened, the same word. Only whole words: a `St.` is a saint, never a street.
_SAME: Final = {"strasse": "str", "sankt": "st", "doktor": "dr", "professor": "prof", "pl.": "platz"}


def fold(name: str) -> str:
    """The name in small letters, digits and single blanks.

    Umlauts become two letters, other accents go, `straße` and `str.` become `str` also where they are glued to the
    word before. Hyphens, dots and doubled blanks separate words. A name without letters and digits becomes "".
    """
    text = unicodedata.normalize("NFC", name).casefold().translate(_UMLAUTS)
    text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    words = [_word(found) for found in _WORDS.findall(_APOSTROPHES.sub("", text))]
    folded = " ".join(words)
    square = _SQUARE.fullmatch(folded)
    return f"{square[1]} {square[2]}" if square else folded


def _word(written: str) -> str:
    if written in _SAME:
        return _SAME[written]
    word = written.removesuffix(".")
    if word in _SAME:
        return _SAME[word]
    if word.endswith("strasse"):
        return f"{word.removesuffix('strasse')}str"
    if written.endswith("pl.") and len(word) > 4:
        return f"{word.removesuffix('pl')}platz"
    return word
