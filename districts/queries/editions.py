from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import connection
from django.utils.timezone import localdate

from districts.models import Division, Edition

SQL = Path(__file__).parent.parent / "sql"


class UnknownDivision(LookupError):
    """No division, or none of its editions is in force on the day asked for."""

    def __init__(self, key: str, day: date | None, known: Iterable[str]) -> None:
        self.key, self.day, self.known = key, day, list(known)
        super().__init__(f"{key} {day or ''} (known: {', '.join(self.known)})")


def split_reference(text: str) -> tuple[str, date | None]:
    """`stadtteile@2020-01-01` → key and day; the day may be left out. ValueError on a day that is none."""
    key, _, day = text.partition("@")
    return key, date.fromisoformat(day) if day else None


def edition_of(key: str, day: date | None = None) -> Edition:
    """The edition of a division in force on a day; without a day the one in force today, else the newest."""
    editions = Edition.objects.active().filter(division__key=key).select_related("division").order_by("-valid_from")
    if day is not None:
        found = editions.valid_on(day).first()
    else:
        found = editions.valid_on(localdate()).first() or editions.first()
    if found is None:
        raise UnknownDivision(key, day, Division.objects.values_list("key", flat=True))
    return found


def geojson(edition: Edition, detail: int | None) -> str:
    """The edition as a GeoJSON FeatureCollection in EPSG:4326, names and codes and nothing else.

    `detail` is a zoom band 0–2, None the full geometry. Areas without geometry are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute((SQL / "areas_geojson.sql").read_text(), {"edition": edition.pk, "detail": detail})
        return str(cursor.fetchone()[0])
