"""In which areas addresses lie: looked up where a worker has placed them already, else asked of the map."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from django.db import connection
from django.utils.timezone import localdate
from numpy.typing import NDArray

from districts.geometry.placing import NOWHERE
from districts.models import Address, Area, Division, Edition, Placement, Register
from districts.queries.placing import homes_of

SQL: Final = Path(__file__).parent.parent / "sql"


class NotPlaced(LookupError):
    """The addresses of the register are not placed in the edition yet."""


def register_on(day: date | None = None) -> Register | None:
    """The register in force on a day, else the oldest: houses stood before they were first listed."""
    active = Register.objects.active()
    return Register.objects.valid_on(day or localdate()).first() or active.order_by("valid_from", "id").first()


def placed(register: Register, edition: Edition) -> NDArray[np.int64]:
    """Area ids by ordinal (n,), -1 for none. NotPlaced where the work is not done yet."""
    parts = Placement.objects.filter(register=register, edition=edition).order_by("part")
    rows = list(parts.values_list("areas", flat=True))
    if sum(len(row) for row in rows) != register.size:
        raise NotPlaced(f"register:{register.pk} edition:{edition.pk}")
    return np.array([NOWHERE if area is None else area for row in rows for area in row], dtype=np.int64)


def inhabitants(register: Register) -> NDArray[np.float64]:
    """How many live at each address, by ordinal (n,); NaN where unknown. For weights: never shown by address."""
    return homes_of(register).inhabitants


def areas_of(address: Address, day: date | None = None) -> dict[Division, Area]:
    """The area of every division the address lies in on a day, in the order of the divisions."""
    return areas_of_each([address], day)[address.pk]


def areas_of_each(addresses: Sequence[Address], day: date | None = None) -> dict[int, dict[Division, Area]]:
    """The same for many, by the address's id: two queries in all."""
    found: dict[int, dict[Division, Area]] = {address.pk: {} for address in addresses}
    with connection.cursor() as cursor:
        known = {"addresses": list(found), "day": day or localdate(), "part": Placement.PART}
        cursor.execute((SQL / "areas_of_addresses.sql").read_text(), known)
        pairs = cursor.fetchall()
    areas = Area.objects.defer("geometry", "inside").select_related("edition__division")
    by_id = areas.in_bulk({area for _, area in pairs})
    division_of = {pk: area.edition.division for pk, area in by_id.items()}
    for address, area in sorted(pairs, key=lambda pair: (division_of[pair[1]].rank, division_of[pair[1]].key)):
        found[address][division_of[area]] = by_id[area]
    return found
