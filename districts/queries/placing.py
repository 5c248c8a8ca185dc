"""Points and shapes out of the database in one piece each, as arrays: what placing and weighing begin with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from django.db import connection
from django.db.models import Count, Sum
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from districts.models import Division, Edition, Register

SQL: Final = Path(__file__).parent.parent / "sql"
_HEAD: Final = 19  # bytes before the first row of PostgreSQL's binary COPY
# Each field has its length before it. Fields have one size, so numpy reads all rows at once.
_ROW: Final = np.dtype(
    [
        ("fields", ">i2"),
        ("n1", ">i4"),
        ("ordinal", ">i4"),
        ("n2", ">i4"),
        ("x", ">f8"),
        ("n3", ">i4"),
        ("y", ">f8"),
        ("n4", ">i4"),
        ("living", ">f8"),
    ]
)


@dataclass(frozen=True)
class Homes:
    """The addresses of a register by ordinal: place (n, 2) in EPSG:25832, inhabitants (n,) with NaN where unknown."""

    place: NDArray[np.float64]
    inhabitants: NDArray[np.float64]


@dataclass(frozen=True)
class Shapes:
    """The areas of an edition in the order of their codes: ids (m,), codes and shapes (m,), None without geometry."""

    ids: NDArray[np.int64]
    codes: list[str]
    shapes: NDArray[Any]

    def drawn(self) -> "Shapes":
        """Without the areas that have no geometry."""
        rows = np.flatnonzero(shapely.is_geometry(self.shapes))
        return Shapes(self.ids[rows], [self.codes[row] for row in rows], self.shapes[rows])


def homes_of(register: Register) -> Homes:
    buffer = BytesIO()
    statement = (SQL / "homes.sql").read_text()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(cursor.cursor.mogrify(statement, {"register": register.pk}).decode(), buffer)
    found = buffer.getbuffer()
    rows = np.frombuffer(found, dtype=_ROW, offset=_HEAD, count=(len(found) - _HEAD) // _ROW.itemsize)
    place, living = np.full((register.size, 2), np.nan), np.full(register.size, np.nan)
    place[rows["ordinal"], 0], place[rows["ordinal"], 1] = rows["x"], rows["y"]
    living[rows["ordinal"]] = rows["living"]
    return Homes(place, living)


def shapes_of(editions: Iterable[Edition]) -> dict[int, Shapes]:
    """By the edition's id; editions without areas have empty ones."""
    wanted = [edition.pk for edition in editions]
    with connection.cursor() as cursor:
        cursor.execute((SQL / "shapes.sql").read_text(), {"editions": wanted})
        rows = cursor.fetchall()
    shapes = shapely.from_wkb(np.array([bytes(row[3]) if row[3] is not None else None for row in rows], dtype=object))
    found = {}
    for edition in wanted:
        at = [place for place, row in enumerate(rows) if row[0] == edition]
        ids = np.array([rows[place][1] for place in at], dtype=np.int64)
        found[edition] = Shapes(ids, [rows[place][2] for place in at], shapes[at] if at else np.empty(0, dtype=object))
    return found


def city_on(day: date) -> BaseGeometry | None:
    """The area of the city: all areas of the division that covers most of it on the day, the coarsest of those."""
    editions = Edition.objects.valid_on(day).filter(division__kind=Division.Kind.AREAS)
    measured = editions.annotate(size=Sum("areas__area_m2"), count=Count("areas")).exclude(size=None)
    covering = max(measured, key=lambda one: (round(one.size / 1e6), -one.count), default=None)
    if covering is None:
        return None
    return shapely.union_all(shapes_of([covering])[covering.pk].shapes)
