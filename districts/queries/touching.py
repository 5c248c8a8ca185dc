"""What an area has in common with the areas of another edition, by the ground alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from districts.models import Area, Edition

LEAST = 0.001  # of the smaller of the two: less is a shared border, drawn twice


@dataclass(frozen=True)
class Touched:
    """`share` of the area asked about, `share_of_other` of the one touched; both by m²."""

    code: str
    name: str
    share: float
    share_of_other: float


def touched(area: Area, edition: Edition) -> Sequence[Touched]:
    """The areas of the edition with a part of this one, by their codes; none where one has no geometry."""
    if area.geometry is None:
        return []
    near = Area.objects.filter(edition=edition, geometry__intersects=area.geometry).order_by("code")
    here = shapely.from_wkb(bytes(area.geometry.wkb))
    found = []
    for code, name, other in near.values_list("code", "name", "geometry"):
        there = shapely.from_wkb(bytes(other.wkb))
        common = shapely.area(shapely.intersection(here, there))
        one = Touched(code, name, float(common / here.area), float(common / there.area))
        if max(one.share, one.share_of_other) >= LEAST:
            found.append(one)
    return found
