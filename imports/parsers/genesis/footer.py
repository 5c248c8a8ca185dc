"""Text that GENESIS databases break at sixty letters: titles and what stands below the figures, put together again."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

SEPARATOR: Final = re.compile(r"\s*_{5,}\s*")
MOST_LINES: Final = 2_000  # of a footer
_WIDTH: Final = 60
_LONGEST: Final = 20_000  # letters of one note
_STAND: Final = re.compile(r"(?:^|\|)\s*Stand:\s*(?P<stand>.{1,60}?)\s*$")
_COPYRIGHT: Final = re.compile(r"\s*(©|\(C\)\s*opyright)", re.IGNORECASE)
_BROKEN_WORD: Final = re.compile(r"[^\W\d_]-")  # a letter and a hyphen: a word goes on in the next line
LAENDER: Final = (
    "Baden-Württemberg", "Bayern", "Berlin", "Brandenburg", "Bremen", "Hamburg", "Hessen", "Mecklenburg-Vorpommern",
    "Niedersachsen", "Nordrhein-Westfalen", "Rheinland-Pfalz", "Saarland", "Sachsen", "Sachsen-Anhalt",
    "Schleswig-Holstein", "Thüringen",
)  # fmt: skip
_ABOUT: Final = re.compile(rf"({'|'.join(LAENDER)}|Deutschland|[Aa]lle Länder)\s*(\([^()]*\))?\s*:")
_COMMON_END: Final = re.compile(r"(und|oder|bzw\.|sowie)\b")


def joined(lines: Iterable[str]) -> str:
    """Lines of one text as one line: a word divided by a hyphen is whole again, `Baden-` and `1995-` keep theirs."""
    text = ""
    for line in (" ".join(line.split()) for line in lines):
        if not text or not line:
            text = text or line
        elif _BROKEN_WORD.fullmatch(text[-2:]) and not _COMMON_END.match(line):
            text = text[:-1] + line if line[0].islower() else text + line
        elif re.search(r"\d-$", text) or len(text.rsplit(None, 1)[-1]) >= _WIDTH:
            text += line  # 1995-2010; a word longer than a line is cut without a hyphen
        else:
            text += " " + line
    return text


def goes_on(line: str, following: str) -> bool:
    """Whether the following line is the same text: its first word had no room left, or a word is divided."""
    if not line.strip() or not following.strip():
        return False
    return len(line) + 1 + len(following.split(None, 1)[0]) > _WIDTH or bool(_BROKEN_WORD.fullmatch(line[-2:]))


def paragraphs(lines: Iterable[str]) -> list[str]:
    """Texts of several lines each. A line goes on in the next where that one's first word had no room left in it.

    A note that begins with the Land it is about begins anew all the same.
    """
    texts: list[list[str]] = []
    last = ""
    for line in map(str.rstrip, lines):
        if goes_on(last, line) and not _ABOUT.match(line):
            texts[-1].append(line)
        elif line.strip():
            texts.append([line])
        last = line
    return [joined(text)[:_LONGEST] for text in texts]


def text_lines(lines: Sequence[str], delimiter: str) -> list[str]:
    """Footer of a CSV as plain lines: texts of several lines stand in quotes there, each quote inside doubled."""
    try:
        fields = [delimiter.join(row).rstrip(delimiter) for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        fields = [line.rstrip(delimiter) for line in lines]
    return [line for field in fields for line in (field.splitlines() or [""])]


def footer_facts(lines: Sequence[str]) -> dict[str, Any]:
    """Notes, licence and the day of the figures: `footnotes`, `licence`, `stand`, each only where the file has it."""
    notes: list[str] = []
    licence: list[str] = []
    stand = ""
    for line in lines:
        text = line
        if found := _STAND.search(line):
            stand, text = found["stand"], line[: found.start()].rstrip()
            if not text:
                continue
        if _COPYRIGHT.match(text) or licence:
            licence.append(text)
        else:
            notes.append(text)
    facts = {"footnotes": paragraphs(notes), "licence": joined(licence), "stand": stand}
    return {name: value for name, value in facts.items() if value}
