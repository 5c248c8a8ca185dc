"""Rights on indicators, turned into rights on the measures their formulas use."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from districts.models import Edition
from indicators.models import Delivery, Run
from indicators.reach import Reach
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Allowed, Permission, Scope


def measures_covered(user: User | None, permission: Permission, division: str | None = None) -> frozenset[str] | None:
    """Codes of the measures a person may import or publish there; None means all of them."""
    return Reach(user, permission).measures(division)


def demand_delivery(user: User | None, permission: Permission, delivery: Delivery) -> Allowed:
    """Gives the right by which the delivery's figures may be read, for `reading`."""
    reach = Reach(user, permission)
    if closed := reach.closed(delivery):
        raise PermissionDenied(f"{permission} {', '.join(closed)}")
    return reach.granted


def demand_measures(
    user: User | None, permission: Permission, codes: Iterable[str], division: str | None = None
) -> None:
    covered = measures_covered(user, permission, division)
    if covered is None:
        return
    closed = sorted(set(codes) - covered)
    if closed:
        raise PermissionDenied(f"{permission} {', '.join(closed)}")


def open_areas(granted: Allowed, code: str, edition: Edition) -> frozenset[str] | None:
    """Codes of the edition's areas on which the indicator is open; None means all of them, an empty set none."""
    return granted.areas(Scope.INDICATOR, code, division=edition.division.key)


def is_open(granted: Allowed, code: str, edition: Edition) -> bool:
    """On some of the edition's areas at least."""
    return open_areas(granted, code, edition) != frozenset()


def may_see_typology(granted: Allowed, run: Run) -> bool:
    """A result is derived from every input: seeing it needs a grant on the typology itself or on all its indicators,
    in all areas of the division: classes are made of all areas together.
    """
    division = run.edition.division.key
    if granted.areas(Scope.TYPOLOGY, run.typology.key, division=division) is None:
        return True
    return all(open_areas(granted, code, run.edition) is None for code in run.indicator_codes)
