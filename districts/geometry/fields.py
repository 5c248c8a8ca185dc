"""Which attribute of a file holds the areas' code and name, and codes as text.

Only attributes whose name says so are taken without being told; in doubt the file is refused with its fields and
sample values, because a wrong key would attach every number to the wrong place.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from districts.geometry.inside_names import InsideNames, codes_inside
from districts.geometry.rules import Finding, Refusal, finding

SAMPLES = 3
NEARLY_UNIQUE = 0.9
# Names that mean a key of the area itself, without case, umlauts and separators.
CODE_NAMES = frozenset({
    "code", "areacode", "areaid", "gebietscode", "gebietsnummer", "gebietsnr", "gebietnr", "schluessel",
    "gebietsschluessel", "schluesselnummer", "kennziffer", "kennung", "stadtteilnr", "stadtteilnummer",
    "stadtteilcode", "stadtteilschluessel", "stadtteilid", "sttnr", "sttlnr", "stnr", "ortsteilnr",
    "ortsteilnummer", "ortsteilschluessel", "ortsteilcode", "otnr", "stadtbezirknr", "stadtbezirksnr",
    "bezirknr", "bezirksnr", "bezirksnummer", "bezirknummer", "bezirkscode", "sbznr", "sbnr", "statbezirk",
    "statbez", "statbeznr", "statistischerbezirk", "stbz", "blocknr", "blocknummer", "baublocknr", "baublock",
    "baublockschluessel", "blockid", "plrid", "plrnr", "bzrid", "pgrid", "lor", "esb", "ags", "ars", "rs",
    "agsars", "gemeindeschluessel", "wahlbezirknr", "wahlbezirksnr", "kwbnr", "kwb", "stimmbezirk",
    "schulbezirknr", "schulbezirksnr", "gsbnr", "viertelnr", "stadtviertelnr", "quartiernr", "planungsraumid",
    "key", "schl", "gebiet", "schlnr",
})  # fmt: skip
# Names that often are a key and often a mere running number: taken only if nothing better is there and nearly all
# values differ.
WEAK_CODE_NAMES = frozenset({
    "id", "nr", "nummer", "no", "kn",
})  # fmt: skip
NAME_NAMES = frozenset({
    "name", "areaname", "bezeichnung", "gen", "label", "title", "titel", "gebietsname", "gebietname",
    "stadtteil", "stadtteilname", "sttname", "ortsteil", "ortsteilname", "otname", "stadtbezirk",
    "stadtbezirkname", "bezirksname", "bezirkname", "plrname", "bzrname", "langname", "namelang", "kurzname",
    "geografischername", "gemeindename",
})  # fmt: skip
CODELIKE = re.compile(r"^\s*[A-Za-z]{0,3}\d[\dA-Za-z./-]*\s*$")
# What a spreadsheet makes of codes before they are saved as text.
WHOLE_DECIMAL = re.compile(r"^\d+[.,]0+$")
EXPONENT = re.compile(r"^\d(?:[.,]\d+)?[Ee]\+\d+$")
FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "_": "", "-": "", " ": "", ".": "", ":": ""})


@dataclass(frozen=True)
class Fields:
    """Which fields of a file are used, and what was decided about them."""

    code: str
    name: str | None
    parent: str | None
    notes: tuple[Finding, ...]
    inside: InsideNames | None = None  # where the codes stand inside that field's texts


def folded(field: str) -> str:
    """A field name without case, umlauts and separators, so that `Stadtteil_Nr.` and `stadtteilnr` are one."""
    return field.casefold().translate(FOLDED)


def as_text(values: "pd.Series[Any]") -> list[str]:
    """Values as text, nothing as "", whole numbers without a decimal point."""
    texts = []
    for value in values:
        if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
            texts.append("")
        elif isinstance(value, (float, np.floating)) and float(value).is_integer():
            texts.append(str(int(value)))
        else:
            texts.append(str(value))
    return texts


def samples(table: pd.DataFrame) -> dict[str, list[str]]:
    """Every field with its first few different values, for a person to recognise the code by."""
    return {
        str(field): list(dict.fromkeys(text for text in as_text(table[field]) if text))[:SAMPLES] for field in table
    }


def pick_field(table: pd.DataFrame, wanted: str, role: str) -> str:
    """The field called `wanted` (case ignored if that is unambiguous); Refusal `field-unknown` listing the fields
    otherwise.
    """
    exact = [str(field) for field in table if field == wanted]
    matching = exact or [str(field) for field in table if str(field).casefold() == wanted.casefold()]
    if len(matching) != 1:
        raise Refusal("field-unknown", "choose-field", role=role, field=wanted, fields=samples(table))
    return matching[0]


def _distinct_share(values: "pd.Series[Any]") -> float:
    texts = [text.strip() for text in as_text(values)]
    return len(set(texts) - {""}) / len(texts)


def _one_of(table: pd.DataFrame, fields: list[str]) -> str | None:
    # Two names for the same values (AGS and ARS of a Kreis) are no doubt.
    values = {tuple(as_text(table[field])) for field in fields}
    return fields[0] if len(values) == 1 else None


def guess_code_field(table: pd.DataFrame) -> str:
    """The field that must be the code; Refusal `code-field-missing` with fields and samples if none or several could
    be.

    A single field with a telling name is taken with its faults, so that missing and repeated codes can be shown one
    by one; among several only complete and unique ones count. A vague name (`id`, `nr`) must be nearly unique. A field
    called as a code that holds words beside one that holds codes is called wrongly: a person has to choose.
    """
    if not len(table.columns):
        raise Refusal("code-field-missing", "export-with-fields", possible=[], fields={})
    telling = [str(field) for field in table if folded(str(field)) in CODE_NAMES]
    if len(telling) == 1 and any(as_text(table[telling[0]])):
        better = _rather_codes(table, telling[0])
        if better:
            raise Refusal("code-field-missing", "choose-code-field", possible=better, fields=samples(table))
        return telling[0]
    vague = [str(field) for field in table if folded(str(field)) in WEAK_CODE_NAMES]
    possible = [field for field in telling if _distinct_share(table[field]) == 1.0]
    possible = possible or [field for field in vague if _distinct_share(table[field]) >= NEARLY_UNIQUE]
    chosen = _one_of(table, possible)
    if chosen is None:
        raise Refusal("code-field-missing", "choose-code-field", possible=possible or telling, fields=samples(table))
    return chosen


def _rather_codes(table: pd.DataFrame, telling: str) -> list[str]:
    """Name-like fields that hold codes, if the one called as the code holds none with a figure in it."""
    if any(any(map(str.isdigit, text)) for text in as_text(table[telling])):
        return []
    called_names = [str(field) for field in table if folded(str(field)) in NAME_NAMES | WEAK_CODE_NAMES]
    return [
        field
        for field in called_names
        if _distinct_share(table[field]) >= NEARLY_UNIQUE and all(map(CODELIKE.match, as_text(table[field])))
    ]


def guess_name_field(table: pd.DataFrame, code_field: str) -> str | None:
    """The field that must be the name, or None: a name may be missing, a wrong one misleads."""
    fields = [str(field) for field in table if folded(str(field)) in NAME_NAMES and field != code_field]
    fields = [field for field in fields if any(as_text(table[field]))]
    if not fields:  # SB_NR and SB_NAME
        own = re.sub("(nr|nummer|no|code|id|key|schluessel)$", "", folded(code_field))
        fields = [str(field) for field in table if own and folded(str(field)) == f"{own}name"]
    plain = [field for field in fields if folded(field) == "name"]
    return _one_of(table, plain or fields) if fields else None


def choose_fields(table: pd.DataFrame, code: str | None, name: str | None, parent: str | None) -> Fields:
    """The fields the user named, else those that name themselves; a parent is never guessed. Refusal if in doubt.

    Where the only codes are those inside the names, they are taken from there, with a notice.
    """
    inside_from, inside = _inside_names(table, code, name)
    code_from = inside_from or (pick_field(table, code, "code") if code else guess_code_field(table))
    if name:
        name_from: str | None = pick_field(table, name, "name")
    else:
        name_from = inside_from if inside else guess_name_field(table, code_from)
    parent_from = pick_field(table, parent, "parent") if parent else None
    notes = [] if code or inside else [finding("field-guessed", field=code_from, role="code")]
    if inside is not None:
        notes.append(_told_inside(table, code_from, inside))
    if name_from is None:
        notes.append(finding("name-field-missing", fields=[str(field) for field in table]))
    return Fields(code_from, name_from, parent_from, tuple(notes), inside)


def _inside_names(table: pd.DataFrame, code: str | None, name: str | None) -> tuple[str | None, InsideNames | None]:
    """The field whose texts hold the codes, where the file has no other. One that was named is looked at alone."""
    if code:
        field: str | None = pick_field(table, code, "code")
    elif any(folded(str(field)) in CODE_NAMES and any(as_text(table[field])) for field in table):
        return None, None
    else:
        field = pick_field(table, name, "name") if name else guess_name_field(table, "")
    inside = codes_inside(as_text(table[field])) if field else None
    if field is None or inside is None:
        return None, None
    others = [other for other in table if other != field]
    if not code and any(as_text(table[other]) == inside.codes for other in others):
        return None, None
    # Texts that are nothing but codes are a field of codes and need no taking apart.
    return field, None if inside.names == inside.codes else inside


def _told_inside(table: pd.DataFrame, field: str, inside: InsideNames) -> Finding:
    row = next(row for row, code in enumerate(inside.codes) if code)
    return finding("code-inside-name", field=field, value=as_text(table[field])[row].strip(), code=inside.codes[row])


def _were_decimals(texts: list[str]) -> bool:
    """Whether texts are what is left of decimal numbers: 11.0, 11,0, 1E+05."""
    filled = [text.strip() for text in texts if text.strip()]
    return any(map(EXPONENT.match, filled)) or (bool(filled) and all(map(WHOLE_DECIMAL.match, filled)))


def _may_lack_zeros(texts: list[str]) -> bool:
    longest = max(map(len, texts), default=0)
    shorter = [text for text in texts if len(text) < longest]
    return all(map(str.isdecimal, texts)) and any(not text.startswith("0") for text in shorter)


def codes_of(table: pd.DataFrame, field: str, kind: str) -> tuple[list[str], list[Finding]]:
    """Codes as text with leading zeros, and what to tell about them; `kind` is the column's type as the file stores
    it.

    Decimal columns are refused: a code that went through one has lost its zeros and perhaps its last digits. Whole
    numbers are taken with a warning.
    """
    texts = as_text(table[field])
    if kind.startswith("float") or _were_decimals(texts):
        shown = [str(value) for value in table[field].head(SAMPLES)]
        raise Refusal("code-is-decimal", "make-text-column", field=field, values=shown, fields=samples(table))
    notes = []
    if kind.startswith(("int", "uint")):
        notes.append(finding("code-numeric", field=field, lengths=sorted({len(text) for text in texts if text})))
    trimmed = [text.strip() for text in texts]
    lengths = sorted({len(text) for text in trimmed if text})
    if not notes and _may_lack_zeros([text for text in trimmed if text]):
        notes.append(finding("code-lengths", field=field, lengths=lengths))
    changed = [row for row, (before, after) in enumerate(zip(texts, trimmed, strict=True)) if before != after]
    if changed:
        notes.append(finding("code-trimmed", [trimmed[row] for row in changed], rows=changed, field=field))
    return trimmed, notes
