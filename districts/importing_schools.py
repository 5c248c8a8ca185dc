"""From a list of schools to what is stored."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pyproj import Transformer

from districts.models import SRID
from districts.tables.schools import SchoolList

DEGREES: Final = 4326


def school_values(found: SchoolList) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Number and values of each school, its place in EPSG:25832."""
    turn = Transformer.from_crs(DEGREES, SRID, always_xy=True)
    for one in found.rows:
        place = turn.transform(*one.place) if one.place and one.degrees else one.place
        yield one.number, {**one.values, **({"place": place} if place else {})}
