from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction

from districts.models import SRID, School
from districts.rights import demand_management
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User


@transaction.atomic
def put_school(*, by: User | None, number: str, defaults: Mapping[str, Any]) -> School:
    """Creates the school or changes what `defaults` names; an unchanged one leaves no line in the audit trail."""
    demand_management(by)
    before = School.objects.select_for_update().filter(number=number).first()
    if before is not None and all(getattr(before, name) == value for name, value in defaults.items()):
        return before
    school, created = School.objects.update_or_create(number=number, defaults=dict(defaults))
    verb = "create school" if created else "change school"
    record(by=by, verb=verb, what=f"school:{number}", fields=sorted(defaults))
    return school


@transaction.atomic
def close_school(*, by: User | None, school: School, last_school_year: int) -> School:
    """The school keeps its row: plans of earlier years name it."""
    demand_management(by)
    school.closes = last_school_year
    school.save(update_fields=["closes"])
    record(by=by, verb="close school", what=f"school:{school.number}", last_school_year=last_school_year)
    return school


@transaction.atomic
def put_schools(*, by: User | None, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> list[School]:
    """All schools of a list, or none. `place` is (x, y) in EPSG:25832 or left out."""
    made = []
    for number, values in rows:
        place = values.get("place")
        known = {**values, "place": Point(place[0], place[1], srid=SRID)} if place else dict(values)
        made.append(put_school(by=by, number=number, defaults=known))
    return made
