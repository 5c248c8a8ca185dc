"""What became of the areas between two editions of one division: as it is stored, else worked out anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from districts.geometry.changes import Areas, Group, relations
from districts.models import Area, Change, Edition, Relation
from districts.queries.alike import Compared
from districts.queries.placing import Shapes


@dataclass(frozen=True)
class Told:
    """A group with the relation it is stored as, None for one that is not stored."""

    group: Group
    relation: Relation | None = None

    @property
    def kind(self) -> str:
        return self.group.kind


@dataclass(frozen=True, eq=False)
class Became:
    """Groups count the areas of `before` and `after` in the order of their codes; `change` None: nobody stored it."""

    before: Edition
    after: Edition
    shapes: tuple[Shapes, Shapes]
    change: Change | None
    told: Sequence[Told]


def what_became(found: Compared) -> Became | None:
    """None for editions of two divisions, or of one that is compared with itself. The earlier edition is `before`."""
    first, second = found.first, found.second
    if first.division_id != second.division_id or first.pk == second.pk:
        return None
    turned = first.valid_from > second.valid_from
    before, after = (second, first) if turned else (first, second)
    shapes = (found.shapes[1], found.shapes[0]) if turned else found.shapes
    change = Change.objects.filter(before=before, after=after).select_related("confirmed_by").first()
    if change is not None:
        return Became(before, after, shapes, change, _stored(change, shapes))
    names = dict(Area.objects.filter(edition__in=(before, after)).values_list("pk", "name"))
    areas = [Areas(one.codes, [names[int(pk)] for pk in one.ids], one.shapes) for one in shapes]
    pieces = found.ground.turned() if turned else found.ground
    return Became(before, after, shapes, None, [Told(one) for one in relations(*areas, pieces=pieces)])


def _stored(change: Change, shapes: tuple[Shapes, Shapes]) -> list[Told]:
    first, second = ({int(pk): row for row, pk in enumerate(one.ids)} for one in shapes)
    ids = Area.objects.only("id")
    told = []
    for one in change.relations.prefetch_related(Prefetch("before", ids), Prefetch("after", ids)):
        before = tuple(sorted(first[area.pk] for area in one.before.all()))
        after = tuple(sorted(second[area.pk] for area in one.after.all()))
        told.append(Told(Group(one.kind, before, after, one.moved_m2), one))
    return told
