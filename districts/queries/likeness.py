"""Which divisions could be the same. Editions in force are frozen, so how alike two are is worked out once and kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from django.db.models import Count, Q
from django.utils.timezone import localdate

from districts.geometry.alike import alike, table_of
from districts.geometry.overlap import overlap
from districts.models import Division, Edition, Likeness
from districts.models.divisions import EditionQuerySet
from districts.queries.placing import shapes_of

COMPARABLE: Final = 2.0  # times as many areas: such divisions cannot be the same
Couple = tuple[Edition, Edition]


@dataclass(frozen=True)
class Pair:
    """`agreement` by area, 0 to 1; `same` of the `areas` of the first have a partner on the same ground."""

    first: Edition
    second: Edition
    agreement: float
    same: int
    areas: int


def discover() -> list[Pair]:
    """Pairs of divisions in force today that could be the same, the most alike first: what nobody noticed."""
    couples = _comparable(_drawn().valid_on(localdate()))
    likeness = _kept(couples)
    likeness |= {(one.first_id, one.second_id): one for one in measured(c for c in couples if _ids(c) not in likeness)}
    found = []
    for first, second in couples:
        one = likeness[_ids((first, second))]
        if one.agreement:
            found.append(Pair(first, second, one.agreement, one.same, _count(first)))
    return sorted(found, key=lambda pair: -pair.agreement)


def not_kept() -> list[Couple]:
    """Pairs in force together today or later of which nobody has worked out how alike they are."""
    today = localdate()
    couples = _comparable(_drawn().active().filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today)))
    together = [(one, other) for one, other in couples if _begins_in(one, other) or _begins_in(other, one)]
    kept = _kept(together)
    return [couple for couple in together if _ids(couple) not in kept]


def measured(couples: Iterable[Couple], tick: Callable[[int], None] = lambda _done: None) -> list[Likeness]:
    """How alike each couple is, by area; nothing is stored. 0 where they have no ground in common."""
    chosen = list(couples)
    read = shapes_of({edition.pk: edition for couple in chosen for edition in couple}.values())
    found = []
    for done, (first, second) in enumerate(chosen, start=1):
        one, other = read[first.pk], read[second.pk]
        pieces = overlap(one.shapes, other.shapes)
        agreement, same = 0.0, 0
        if len(pieces.area_m2):
            table = table_of(pieces.source, pieces.target, pieces.area_m2, (len(one.ids), len(other.ids)))
            how = alike(table)
            agreement, same = min(how.agreement, 1.0), int(how.match.identical.sum())
        low, high = _ids((first, second))
        found.append(Likeness(first_id=low, second_id=high, agreement=agreement, same=same))
        tick(done)
    return found


def _drawn() -> EditionQuerySet:
    drawn = Edition.objects.filter(division__kind=Division.Kind.AREAS).select_related("division")
    return drawn.annotate(count=Count("areas")).order_by("division__rank", "division__key", "valid_from")


def _comparable(editions: Iterable[Edition]) -> list[Couple]:
    found = []
    for one, other in combinations(editions, 2):
        few, many = sorted((_count(one), _count(other)))
        if one.division_id != other.division_id and few >= 2 and many <= COMPARABLE * few:
            found.append((one, other))
    return found


def _count(edition: Edition) -> int:
    return int(edition.count)  # type: ignore[attr-defined] - annotated


def _ids(couple: Couple) -> tuple[int, int]:
    low, high = sorted((couple[0].pk, couple[1].pk))
    return low, high


def _kept(couples: Iterable[Couple]) -> dict[tuple[int, int], Likeness]:
    wanted = {_ids(couple) for couple in couples}
    known = Likeness.objects.filter(first__in={low for low, _ in wanted}, second__in={high for _, high in wanted})
    return {(one.first_id, one.second_id): one for one in known}


def _begins_in(one: Edition, other: Edition) -> bool:
    return one.valid_from <= other.valid_from and (one.valid_to is None or other.valid_from < one.valid_to)
