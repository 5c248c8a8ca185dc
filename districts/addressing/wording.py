"""House numbers in the words of offices: "ung. 1-25 ; ger. 2-24", "gesamt", "2 bis 24a", "ab 30", "ohne HNr."."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from districts.addressing.ranges import WHOLE, WITHOUT_NUMBER, Parity, Range, house, single


class NotUnderstood(ValueError):
    """The words say no house numbers; `part` is the piece that could not be read."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(part)


_SIDES: Final[tuple[tuple[Parity, str], ...]] = (
    ("odd", r"\b(?:ungerade|ung|ungr|odd)\b\.?(?:\s*(?:hausnummern|hausnr\.?|nummern|nrn?\.?|numbers))?:?"),
    ("even", r"\b(?:gerade|ger|even)\b\.?(?:\s*(?:hausnummern|hausnr\.?|nummern|nrn?\.?|numbers))?:?"),
)
_WHOLE: Final = re.compile(
    r"(?:die )?(?:gesamte?|ganze?|alle|komplett|vollständig|whole|all)( (?:straße|strasse|street))?"
)
_WITHOUT: Final = re.compile(r"ohne (?:hnr|hausnr|hausnummern?|nr|nummern?)\b\.?|without (?:a )?number")
_NUMBER = r"(?:nr\.?\s*|hausnr\.?\s*|hnr\.?\s*)?(\d{1,5})(?!\d)\s*([a-z]?)(?![a-z])"
_ONE: Final = re.compile(_NUMBER)
_BETWEEN: Final = re.compile(_NUMBER + r"\s*(?:-|–|—|bis(?: einschließlich)?|to)\s*" + _NUMBER)
_FROM: Final = re.compile(
    r"(?:ab|from)\s*" + _NUMBER + r"(?:\s*(?:bis\s+)?ende)?|" + _NUMBER + r"\s*(?:-|–|bis)\s*ende"
)
_TO: Final = re.compile(r"(?:bis|up to)\s*" + _NUMBER)


@dataclass(frozen=True)
class Vocabulary:
    odd: str
    even: str
    whole: str
    without: str
    since: str
    until: str


GERMAN: Final = Vocabulary("ung.", "ger.", "gesamt", "ohne HNr.", "ab", "bis")


def read_ranges(text: str) -> list[Range]:
    """The ranges in the order they stand. Parts are divided by ; and , and a side word holds until the next one.

    A single number has its own parity, a range without a side word holds odd and even numbers. NotUnderstood with the
    piece that says nothing, also for an empty text and where an end lies before its start.
    """
    found: list[Range] = []
    for part in re.split(r"[;\n]|\bund\b|\band\b|(?<=\d)\s*\+", text.lower()):
        parity, rest = _side(part.strip())
        pieces = [piece.strip() for piece in rest.split(",")]
        if parity != "all" and pieces == [""]:
            found.append(Range(parity))
            continue
        for piece in pieces:
            own, plain = _side(piece)
            parity = own if own != "all" else parity
            found.append(_piece(plain, parity, piece))
    return found


def _side(part: str) -> tuple[Parity, str]:
    """A side word before or after the numbers, and the numbers without it."""
    for parity, word in _SIDES:
        for pattern in (rf"^{word}\s*(.*)$", rf"^(.*?)\s*{word}$"):
            if "," not in part or pattern.startswith("^" + word):
                matched = re.fullmatch(pattern, part)
                if matched:
                    return parity, matched[1].strip()
    return "all", part


def _piece(text: str, parity: Parity, shown: str) -> Range:
    if _WHOLE.fullmatch(text):
        return WHOLE if parity == "all" else Range(parity)
    if _WITHOUT.fullmatch(text):
        return WITHOUT_NUMBER
    if matched := _ONE.fullmatch(text):
        number, suffix = int(matched[1]), matched[2]
        return single(number, suffix) if parity == "all" else _between(parity, number, suffix, number, suffix, shown)
    if matched := _BETWEEN.fullmatch(text):
        return _between(parity, int(matched[1]), matched[2], int(matched[3]), matched[4], shown)
    if matched := _FROM.fullmatch(text):
        return Range(parity, int(matched[1] or matched[3]), matched[2] or matched[4] or "")
    if matched := _TO.fullmatch(text):
        return Range(parity, None, "", int(matched[1]), matched[2])
    raise NotUnderstood(shown)


def _between(parity: Parity, first: int, first_suffix: str, last: int, last_suffix: str, shown: str) -> Range:
    if house(first, first_suffix) > house(last, last_suffix):
        raise NotUnderstood(shown)
    return Range(parity, first, first_suffix, last, last_suffix)


def write_ranges(ranges: Iterable[Range], words: Vocabulary = GERMAN) -> str:
    """Read again, the words give the same ranges; those of one side stand together, odd ones first."""
    some = list(ranges)
    parts = [_words(one, words) for one in some if one.parity == "all"]
    for parity, word in (("odd", words.odd), ("even", words.even)):
        own = [_words(one, words) for one in some if one.parity == parity]
        if own:
            parts.append(f"{word} {', '.join(own)}")
    return "; ".join(parts)


def _words(one: Range, words: Vocabulary) -> str:
    first, last = f"{one.first}{one.first_suffix}", f"{one.last}{one.last_suffix}"
    if one.is_without_number:
        return words.without
    if one.first is None and one.last is None:
        return words.whole
    if one.last is None:
        return f"{words.since} {first}"
    if one.first is None:
        return f"{words.until} {last}"
    # A single number says its parity itself, but a range of `all` with one number must not lose that it is one.
    return first if first == last and one.parity != "all" else f"{first}–{last}"
