"""Regions and parts of them side by side in one file: right as they stand, wrong as soon as somebody adds them up."""

from collections import Counter

from imports.checks.setting import Setting, whole_of
from imports.parsers.records import Problems

_LISTED = 500
_KREIS = 5  # digits of its key


def check_parts(setting: Setting, problems: Problems) -> None:
    """One notice for the file: which levels stand in it, and which parts of which regions.

    The official key says what belongs to what; the parts of a city are divided by editions, and a division holds no
    area twice.
    """
    if setting.municipal:
        return
    names = setting.areas
    known = {code for edition in setting.reference.editions for code in edition.areas if not edition.drawn}
    codes = set(names) & known
    # Länder, Regierungsbezirke and Kreise one below the other are what such a file is for: nobody takes one for the
    # other. Parts of a Kreis in a list of Kreise are what somebody adds up by mistake.
    wholes = {
        code: whole for code in sorted(codes) if (whole := whole_of(code, codes)) is not None and len(whole) >= _KREIS
    }
    levels = Counter((len(whole), len(code)) for code, whole in wholes.items())
    if not wholes:
        return
    listed = [[code, names[code].strip()] for code in wholes]
    problems.add(
        "parts_beside_whole",
        value=None,
        count=len(wholes),
        wholes=len(set(wholes.values())),
        levels=[[whole, part, number] for (whole, part), number in sorted(levels.items())],
        areas=listed[:_LISTED],
    )
