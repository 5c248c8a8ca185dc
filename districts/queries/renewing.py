"""Which ways a new edition needs so that figures show on it, and its own elsewhere: those its forerunner had."""

from districts.models import Correspondence, Division, Edition
from districts.queries.correspondences import best_of_each

Pair = tuple[Edition, Edition]


def ways_wanted(edition: Edition) -> list[Pair]:
    """From where to where correspondences are wanted and do not stand, in the order they are best computed in.

    From the edition before; from wherever, and to wherever, a way led to and from that one. What no way led to yet is
    reached from all divisions in force when it begins.
    """
    if edition.division.kind != Division.Kind.AREAS:
        return []
    earlier = Edition.objects.active().filter(division=edition.division_id, valid_from__lt=edition.valid_from)
    before = earlier.select_related("division").order_by("-valid_from").first()
    pairs = [(before, edition), *_like(edition, before)] if before else []
    if not any(target == edition and source != before for source, target in pairs):
        pairs += _from_all(edition)
    standing = set(Correspondence.objects.standing().values_list("source", "target"))
    return [(source, target) for source, target in pairs if (source.pk, target.pk) not in standing]


def _from_all(edition: Edition) -> list[Pair]:
    others = Edition.objects.valid_on(edition.valid_from).filter(division__kind=Division.Kind.AREAS)
    others = others.exclude(division=edition.division_id).select_related("division")
    return [(other, edition) for other in others.order_by("division__rank", "division__key")]


def _like(edition: Edition, before: Edition) -> list[Pair]:
    ways = best_of_each(Correspondence.objects.standing().select_related("source__division", "target__division"))
    into = [(way.source, edition) for way in ways if way.target_id == before.pk]
    out_of = [(edition, way.target) for way in ways if way.source_id == before.pk]
    other = [pair for pair in (*into, *out_of) if pair[0].division_id != pair[1].division_id]
    return sorted(other, key=lambda pair: (pair[0].pk, pair[1].pk))
