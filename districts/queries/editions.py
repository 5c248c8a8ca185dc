from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import connection
from django.utils.timezone import localdate

from districts.models import Division, Edition
from districts.rights import may_manage
from sozialmonitor.access.models import User

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


def seen_edition(user: User, division: str, pk: int) -> Edition | None:
    """An edition in force for everybody; a draft only for those who may manage its division."""
    found = Edition.objects.filter(pk=pk, division__key=division).select_related("division").first()
    if found is None or (found.state == Edition.State.DRAFT and not may_manage(user, found.division)):
        return None
    return found


def in_force_beside(draft: Edition) -> Edition | None:
    """The edition a draft would follow, else the newest one of its division."""
    editions = Edition.objects.active().filter(division=draft.division).order_by("-valid_from")
    return editions.filter(valid_from__lte=draft.valid_from).first() or editions.first()


def findings_geojson(edition: Edition) -> str:
    """The places of what was found, as a GeoJSON FeatureCollection in EPSG:4326 with id and severity."""
    with connection.cursor() as cursor:
        cursor.execute((SQL / "findings_geojson.sql").read_text(), {"edition": edition.pk})
        return str(cursor.fetchone()[0])


def geojson(edition: Edition, detail: int | None) -> str:
    """The edition as a GeoJSON FeatureCollection in EPSG:4326, names and codes and nothing else.

    `detail` is a zoom band 0–2, None the full geometry. Areas without geometry are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute((SQL / "areas_geojson.sql").read_text(), {"edition": edition.pk, "detail": detail})
        return str(cursor.fetchone()[0])
