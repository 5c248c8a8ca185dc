"""What the search, the interface and lists of addresses say about the school in charge."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from districts.addressing.assigning import Owner
from districts.models import Address, Catchment, School
from districts.queries.catchments import current_year, plan_for, school_in_charge
from districts.queries.plans import PlanContents

FEW: Final = 30  # so many are asked for one by one; for more the plan is read once as a whole


def schools_of(addresses: Sequence[Address], day: date | None = None) -> dict[int, list[dict[str, Any]]]:
    """By the address's id the schools for who starts school then, the home's own first. Empty without a plan."""
    year = current_year(day)
    if len(addresses) <= FEW:
        return {one.pk: [_told(school) for school in school_in_charge(one, year).schools] for one in addresses}
    return {pk: [_told(school) for school in schools] for pk, schools in _of_many(addresses, year)}


def _told(school: School) -> dict[str, Any]:
    return {"number": school.number, "name": school.name}


def _of_many(addresses: Sequence[Address], year: int) -> Iterator[tuple[int, list[School]]]:
    plan = plan_for(year)
    contents = PlanContents(plan, addresses[0].street.register) if plan else None
    houses = contents.houses if contents else None
    if contents is None or houses is None:
        yield from ((one.pk, []) for one in addresses)
        return
    owners = dict(zip(houses.pk, contents.owners, strict=True))
    ended = {zone.pk for zone in contents.zones if zone.last_school_year is not None and year > zone.last_school_year}
    for one in addresses:
        owner = owners.get(one.pk, Owner())
        yield one.pk, [school for school in (_school(contents, pk) for pk in _kept(owner, ended)) if school]


def _kept(owner: Owner, ended: set[int]) -> tuple[int, ...]:
    """In a zone that is over the home's own school alone."""
    return owner.catchments[:1] if owner.zone in ended else owner.catchments


def _school(contents: PlanContents, catchment: int) -> School | None:
    found: Catchment = contents.by_pk[catchment]
    return found.school
