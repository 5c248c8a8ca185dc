"""Which area of every edition the addresses of a register lie in: computed together, stored a thousand to the row."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final

import numpy as np
import shapely
from django.db import connection, transaction
from numpy.typing import NDArray

from districts.geometry.placing import NOWHERE, index, place
from districts.models import Division, Edition, Placement, Register
from districts.queries.placing import homes_of, shapes_of
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.jobs.models import Job

PLACING: Final = "place-addresses"
Placed = dict[int, NDArray[np.int64]]  # edition → area ids by ordinal, NOWHERE for none

_HEAD: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END: Final = b"\xff\xff"
_BIGINT: Final = 20  # its number among PostgreSQL's types
_COLUMNS: Final = "register_id, edition_id, part, areas"


def editions_to_place() -> list[Edition]:
    """Everything in force at some time that has areas on the map."""
    found = Edition.objects.active().filter(division__kind=Division.Kind.AREAS)
    return list(found.select_related("division").order_by("id"))


def areas_of_homes(
    register: Register, editions: Iterable[Edition], tick: Callable[[int], None] = lambda _done: None
) -> Placed:
    """Computes and stores nothing. The points are read and indexed once for all editions."""
    chosen = list(editions)
    points = index(shapely.points(homes_of(register).place))
    shapes, placed = shapes_of(chosen), {}
    for done, edition in enumerate(chosen, start=1):
        areas = shapes[edition.pk]
        rows = place(points, areas.shapes, areas.codes)
        placed[edition.pk] = np.append(areas.ids, NOWHERE)[rows]  # row -1 is the one appended
        tick(done)
    return placed


@transaction.atomic
def store_placements(*, by: User | None, register: Register, placed: Placed) -> int:
    """Replaces what stood for these editions. Gives the number of addresses times editions."""
    # The register is the lock: two workers placing the same addresses must not both find nothing there.
    Register.objects.select_for_update().get(pk=register.pk)
    Placement.objects.filter(register=register, edition__in=placed).delete()
    rows = b"".join(_rows(register.pk, edition, areas) for edition, areas in placed.items())
    with connection.cursor() as cursor, connection.wrap_database_errors:
        statement = f"COPY districts_placement ({_COLUMNS}) FROM STDIN (FORMAT binary)"
        cursor.cursor.copy_expert(statement, BytesIO(b"".join((_HEAD, rows, _END))), size=1 << 20)
    nowhere = {str(edition): int((areas == NOWHERE).sum()) for edition, areas in placed.items()}
    record(by=by, verb="place addresses", what=f"register:{register.pk}", nowhere=nowhere)
    return sum(len(areas) for areas in placed.values())


def place_register(*, by: User | None, register: Register, editions: Iterable[Edition] | None = None) -> int:
    """Places all addresses of a register in these editions, without saying in all in force, and stores it."""
    chosen = editions_to_place() if editions is None else list(editions)
    return store_placements(by=by, register=register, placed=areas_of_homes(register, chosen))


def ask_for_placing(*, by: User | None, edition: Edition | None = None) -> Job | None:
    """Queues the placing of all registers in force in one edition, or without it in every one; None without any."""
    if not Register.objects.active().exists() or (edition and edition.division.kind != Division.Kind.AREAS):
        return None
    return ask(by=by, kind=PLACING, params={"edition": edition.pk} if edition else {})


def _rows(register: int, edition: int, areas: NDArray[np.int64]) -> bytes:
    """The rows in PostgreSQL's binary COPY format: four fields, each with its length in bytes before it."""
    parts = []
    for part, start in enumerate(range(0, len(areas), Placement.PART)):
        array = _array(areas[start : start + Placement.PART])
        fields = (_int(register, 8), _int(edition, 8), _int(part, 4), array)
        parts.append(_int(len(fields), 2) + b"".join(_int(len(field), 4) + field for field in fields))
    return b"".join(parts)


def _array(values: NDArray[np.int64]) -> bytes:
    """A bigint[]: dimensions, whether there are nulls, type, size and lower bound; then each value with its length."""
    cells = np.empty(len(values), dtype=[("length", ">i4"), ("value", ">i8")])
    missing = values == NOWHERE
    cells["length"], cells["value"] = np.where(missing, -1, 8), values
    written: Any = cells.view(np.uint8).reshape(len(values), cells.itemsize)
    used = np.ones(written.shape, dtype=bool)
    used[missing, 4:] = False  # a null is its length alone
    head = (1, int(missing.any()), _BIGINT, len(values), 1)
    return b"".join((*(_int(number, 4) for number in head), written[used].tobytes()))


def _int(number: int, size: int) -> bytes:
    return int(number).to_bytes(size, "big", signed=True)
