from collections.abc import Mapping

from django.db import transaction
from django.utils.timezone import now

from districts.geometry.changes import TOLERANCE_M, Areas, relations
from districts.models import Area, Change, Edition, Relation
from districts.queries.placing import shapes_of
from districts.rights import demand_management
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User


class CannotChange(Exception):
    """`reason` is a key of the message shown: not_one_division, wrong_order, confirmed, unknown_kind."""

    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(f"{reason} {params}")


@transaction.atomic
def propose_change(*, by: User | None, before: Edition, after: Edition, tolerance_m: float = TOLERANCE_M) -> Change:
    """Stores what became of the areas, for a person to look at; takes the place of a proposal nobody confirmed."""
    demand_management(by, after.division)
    if before.division_id != after.division_id:
        raise CannotChange("not_one_division", before=str(before), after=str(after))
    if before.valid_from >= after.valid_from:
        raise CannotChange("wrong_order", before=str(before), after=str(after))
    Edition.objects.select_for_update().get(pk=after.pk)  # of two who propose at once, one waits
    earlier = Change.objects.filter(before=before, after=after).first()
    if earlier is not None and earlier.confirmed_at is not None:
        raise CannotChange("confirmed", before=str(before), after=str(after))
    if earlier is not None:
        earlier.delete()
    change = Change.objects.create(before=before, after=after, tolerance_m=tolerance_m)
    read = shapes_of([before, after])
    names = dict(Area.objects.filter(edition__in=(before, after)).values_list("pk", "name"))
    areas = [
        Areas(one.codes, [names[int(pk)] for pk in one.ids], one.shapes) for one in (read[before.pk], read[after.pk])
    ]
    groups = relations(*areas, tolerance_m=tolerance_m)
    stored = Relation.objects.bulk_create(
        [Relation(change=change, kind=group.kind, moved_m2=group.moved_m2) for group in groups]
    )
    for side in ("before", "after"):
        ids = read[before.pk if side == "before" else after.pk].ids
        through = getattr(Relation, side).through
        through.objects.bulk_create(
            [
                through(relation_id=relation.pk, area_id=int(ids[row]))
                for relation, group in zip(stored, groups, strict=True)
                for row in getattr(group, side)
            ]
        )
    record(by=by, verb="propose change", what=f"change:{change.pk}", pair=str(change), relations=len(groups))
    return change


@transaction.atomic
def confirm_change(
    *, by: User | None, change: Change, kinds: Mapping[int, str] | None = None, notes: Mapping[int, str] | None = None
) -> Change:
    """A person's word: what was proposed, with kinds (relation id → kind) and notes corrected. Stays as it is then."""
    change = Change.objects.select_for_update().select_related("after__division").get(pk=change.pk)
    demand_management(by, change.after.division)
    if change.confirmed_at is not None:
        raise CannotChange("confirmed", before=str(change.before), after=str(change.after))
    corrected = {}
    for relation in change.relations.filter(pk__in={*(kinds or {}), *(notes or {})}):
        kind = (kinds or {}).get(relation.pk, relation.kind)
        if kind not in Relation.Kind.values:
            raise CannotChange("unknown_kind", kind=kind)
        if kind != relation.kind:
            corrected[relation.pk] = [relation.kind, kind]
        relation.kind, relation.note = kind, (notes or {}).get(relation.pk, relation.note)
        relation.save(update_fields=["kind", "note"])
    change.confirmed_by, change.confirmed_at = by, now()
    change.save(update_fields=["confirmed_by", "confirmed_at"])
    record(by=by, verb="confirm change", what=f"change:{change.pk}", pair=str(change), corrected=corrected)
    return change
