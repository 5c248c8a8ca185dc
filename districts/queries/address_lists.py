"""What is known of each line of a list of addresses."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from districts.addressing.numbers import Reading
from districts.models import Address, Division, Edition
from districts.queries.address_search import Directory, Looked
from districts.queries.addresses import areas_of_each
from districts.queries.schools_of_homes import schools_of


def answers(
    directory: Directory, lines: Sequence[Sequence[Reading]], day: date
) -> Iterator[tuple[Looked, dict[Division, Any], list[dict[str, Any]]]]:
    """For each line what it is, its area in every division on the day, and the schools in charge."""
    looked = [one if line else Looked(None, "empty") for line, one in zip(lines, directory.look_up(lines), strict=True)]
    homes: list[Address] = [one.match.address for one in looked if one.match and one.match.address]
    areas, schools = areas_of_each(homes, day), schools_of(homes, day)
    for one in looked:
        home = one.match.address.pk if one.match and one.match.address else None
        yield one, areas.get(home, {}), schools.get(home, [])


def divisions_on(day: date) -> list[Division]:
    """Those that have areas on the map on the day, in their order."""
    editions = Edition.objects.valid_on(day).filter(division__kind=Division.Kind.AREAS).select_related("division")
    return sorted({edition.division for edition in editions}, key=lambda division: (division.rank, division.key))
