"""What files are held against, read from the database once per check."""

from django.utils.timezone import localdate

from districts.models import Area, Division, Edition
from imports.parsers.reference import EditionReference, MeasureReference, Reference
from indicators.models import Measure


def read_reference() -> Reference:
    areas: dict[int, dict[str, tuple[int, str]]] = {}
    active = Area.objects.filter(edition__state=Edition.State.ACTIVE)
    for pk, edition, code, name in active.values_list("id", "edition_id", "code", "name"):
        areas.setdefault(edition, {})[code] = (pk, name)
    editions = [
        EditionReference(
            id=edition.pk,
            division=edition.division.key,
            valid_from=edition.valid_from,
            valid_to=edition.valid_to,
            areas=areas.get(edition.pk, {}),
            drawn=edition.division.kind == Division.Kind.AREAS,
            label={"de": edition.division.label_de, "en": edition.division.label_en},
        )
        for edition in Edition.objects.active().select_related("division")
    ]
    known = Measure.objects.values_list("id", "code", "kind")
    measures = {code: MeasureReference(pk, kind) for pk, code, kind in known}
    return Reference(editions=editions, measures=measures, today=localdate())


def is_regions(key: str) -> bool:
    return Division.objects.filter(key=key, kind=Division.Kind.REGIONS).exists()
