from datetime import date
from io import StringIO
from typing import Any, Final

import numpy as np
import shapely
from django.db import connection, transaction

from districts.actions.placements import ask_for_placing
from districts.addressing.register import RegisterFile
from districts.addressing.rules import FINDINGS
from districts.models import SRID, Placement, Register, Street
from districts.rights import demand_management
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User

LISTED: Final = 20_000  # so many rows of a rule are kept with the register; all are counted


class CannotChangeRegister(Exception):
    """The register is not in the state that this needs; `reason` is a key of the message shown."""

    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(f"{reason} {params}")


@transaction.atomic
def store_register(*, by: User | None, valid_from: date, file: RegisterFile, label: str = "") -> Register:
    """Stores a file that was read as a draft, with what was noticed; nobody searches it until it is activated."""
    demand_management(by)
    register = Register.objects.create(
        valid_from=valid_from,
        label=label,
        source_note=_note(file),
        size=len(file),
        inhabitants_known=file.inhabitants is not None and not bool(np.isnan(file.inhabitants).all()),
        findings=_findings(file),
    )
    used = sorted(set(file.street.tolist()))
    streets = [
        Street(register=register, name=one.name, key=one.key, folded=one.folded)
        for one in (file.streets[at] for at in used)
    ]
    Street.objects.bulk_create(streets, batch_size=2000)
    _copy_addresses(file, {at: street.pk for at, street in zip(used, streets, strict=True)})
    record(by=by, verb="draft register", what=f"register:{register.pk}", addresses=len(file), left_out=_left_out(file))
    return register


def _copy_addresses(file: RegisterFile, streets: dict[int, int]) -> None:
    points = shapely.set_srid(shapely.points(file.place), SRID)
    places = shapely.to_wkb(points, hex=True, include_srid=True)
    living = np.full(len(file), np.nan) if file.inhabitants is None else file.inhabitants
    rows = StringIO()
    for ordinal, (street, number, suffix, place, people) in enumerate(
        zip(file.street.tolist(), file.number.tolist(), file.suffix, places, living.tolist(), strict=True)
    ):
        known = r"\N" if people != people else repr(people)  # NaN is unequal to itself
        rows.write(f"{streets[street]}\t{ordinal}\t{number}\t{suffix}\t{place}\t{known}\n")
    rows.seek(0)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        statement = "COPY districts_address (street_id, ordinal, number, suffix, place, inhabitants) FROM STDIN"
        cursor.cursor.copy_expert(statement, rows, size=1 << 20)


def _note(file: RegisterFile) -> str:
    return f"{file.kind}, {file.encoding}, {file.crs}: {', '.join(file.columns.values())}"


def _findings(file: RegisterFile) -> list[dict[str, Any]]:
    rows: dict[str, list[tuple[int, str]]] = {rule: [] for rule in file.counts}
    for one in file.findings:
        if len(rows[one.rule]) < LISTED:
            rows[one.rule].append((one.line, one.read))
    kept = [
        {"rule": rule, "severity": FINDINGS[rule], "count": count, "rows": rows[rule]}
        for rule, count in sorted(file.counts.items(), key=lambda item: list(FINDINGS).index(item[0]))
    ]
    notes = [
        {"rule": note.rule, "severity": note.severity, "count": 1, "rows": [], "params": note.params}
        for note in file.notes
    ]
    return [*kept, *notes]


def _left_out(file: RegisterFile) -> int:
    return len({one.line for one in file.findings if not one.keeps})


@transaction.atomic
def activate_register(*, by: User | None, register: Register) -> Register:
    """Brings a draft into force. A worker then finds out in which areas its addresses lie."""
    demand_management(by)
    # Registers are few and activations rare: with all of them locked, two people never activate two of one day.
    registers = {one.pk: one for one in Register.objects.select_for_update().order_by("id")}
    register = registers[register.pk]
    if register.state == Register.State.ACTIVE:
        return register
    if register.state == Register.State.WITHDRAWN:
        raise CannotChangeRegister("register_withdrawn", register=str(register))
    for other in registers.values():
        if other.state == Register.State.ACTIVE and other.valid_from == register.valid_from:
            raise CannotChangeRegister("register_same_day", register=str(register), other=str(other))
    register.state = Register.State.ACTIVE
    register.save(update_fields=["state"])
    record(by=by, verb="activate register", what=f"register:{register.pk}", valid_from=str(register.valid_from))
    ask_for_placing(by=by)
    return register


@transaction.atomic
def withdraw_register(*, by: User | None, register: Register, reason: str = "") -> Register:
    """Takes a register out of force, or discards a draft. Its addresses stay readable for what was computed from it."""
    demand_management(by)
    register = Register.objects.select_for_update().get(pk=register.pk)
    if register.state == Register.State.ACTIVE and not reason.strip():
        raise CannotChangeRegister("register_reason", register=str(register))
    if register.state != Register.State.WITHDRAWN:
        before, register.state = register.state, Register.State.WITHDRAWN
        register.save(update_fields=["state"])
        Placement.objects.filter(register=register).delete()
        record(by=by, verb="withdraw register", what=f"register:{register.pk}", before=before, reason=reason)
    return register
