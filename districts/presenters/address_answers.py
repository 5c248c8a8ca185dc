"""An address as interface and pages tell it: its area in every division, the schools in charge, nobody in it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from districts.messages.registers import REASONS
from districts.models import Area, Division, Register
from districts.queries.address_lists import answers
from districts.queries.address_search import Directory, Match, search
from districts.queries.addresses import areas_of_each
from districts.queries.schools_of_homes import schools_of


def found(text: str, day: date, limit: int, register: Register) -> list[dict[str, Any]]:
    """The best matches of a search, with their areas on the day."""
    matches = search(text, day, limit=limit, register=register)
    homes = [match.address for match in matches if match.address]
    areas, schools = areas_of_each(homes, day), schools_of(homes, day)
    return [
        _match(match, areas.get(match.address.pk, {}), schools.get(match.address.pk, []))
        if match.address
        else _match(match, {}, [])
        for match in matches
    ]


def looked_up(lines: Sequence[Any], day: date, register: Register) -> list[dict[str, Any]]:
    """One answer to each line (its readings), in their order: a match, or a reason why there is none."""
    given = []
    for one, areas, schools in answers(Directory(register), lines, day):
        if one.match:
            given.append(_match(one.match, areas, schools) | {"reason": "", "hint": "", "possible": []})
        else:
            none = dict.fromkeys(("address", "street", "number", "suffix"))
            why = {"quality": "none", "reason": one.reason, "hint": str(REASONS[one.reason])}
            given.append({**none, "areas": [], "schools": [], **why, "possible": list(one.possible)})
    return given


def _match(match: Match, areas: Mapping[Division, Area], schools: list[dict[str, Any]]) -> dict[str, Any]:
    home = match.address
    return {
        "quality": match.quality,
        "address": match.words if home else None,
        "street": match.street.name,
        "number": home.number if home else None,
        "suffix": home.suffix if home else None,
        "areas": [
            {
                "division": division.key,
                "label": division.label,
                "edition": area.edition.valid_from.isoformat(),
                "code": area.code,
                "name": area.name,
            }
            for division, area in areas.items()
        ],
        "schools": schools,
    }
