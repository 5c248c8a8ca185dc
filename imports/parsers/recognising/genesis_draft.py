"""A profile in the making for a table export: all that the file tells, and empty places for what a person must say."""

import re
from typing import Any, Final

from imports.parsers.genesis.footer import LAENDER
from imports.parsers.numbers import SIGNS
from imports.parsers.profiles.genesis import BETWEEN
from imports.parsers.recognising.genesis_survey import GenesisSurvey

_LONGEST_CODE: Final = 40
_LETTERS: Final = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE", "ẞ": "SS"})
# The official keys of the Länder; `LAENDER` has them in the order of the alphabet.
_KEYS: Final = ("08", "09", "11", "12", "04", "02", "06", "13", "03", "05", "07", "10", "14", "15", "01", "16")
_CODES: Final = {**dict(zip(LAENDER, _KEYS, strict=True)), "Deutschland": "DG"}


def draft(found: GenesisSurvey) -> dict[str, Any]:
    """Keys of a profile. What is empty is refused until somebody fills it in: division, codes, meanings of signs."""
    spec: dict[str, Any] = {"area": {"division": ""}}
    if found.names:
        spec["area"]["codes"] = {name: _CODES.get(name, "") for name in found.names}
    spec["period"] = {"type": found.period_type} if found.periods else {"given": True}
    spec["genesis"] = found.part.model_dump(mode="json", exclude_defaults=True)
    spec["columns"] = _columns(found.paths)
    if signs := [sign for sign in found.signs if sign not in SIGNS["genesis-table"]]:
        spec["missing"] = dict.fromkeys(signs, "")
    return spec


def _columns(paths: list[str]) -> dict[str, str]:
    """Each path with a code made of its words; whoever has the measure in the catalogue writes its code instead."""
    codes: dict[str, str] = {}
    for path in paths:
        code = base = _code(path)
        number = 1
        while code in codes.values():
            number += 1
            code = f"{base}_{number}"
        codes[path] = code
    return codes


def _code(path: str) -> str:
    words = path.rpartition("|")[0] or path
    plain = words.replace(BETWEEN, "_").upper().translate(_LETTERS)
    return re.sub(r"[^A-Z0-9]+", "_", plain).strip("_")[:_LONGEST_CODE].rstrip("_") or "M"
