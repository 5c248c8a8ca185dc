"""A city of squares with random counts: many figures, nothing to look at. Imported once Django is set up."""

import os
import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection
from django.utils.timezone import now
from shapely import MultiPolygon, box

from districts.actions.editions import NewArea, activate_edition, draft_edition, put_division
from districts.models import Edition
from indicators.actions.catalogue import load_catalogue
from indicators.analysis.figures import Row
from indicators.catalogue import read_catalogue
from indicators.models import Delivery, DeliveryScope, Measure

CATALOGUE = """
measures:
  - {code: EW, kind: count}
  - {code: ALO, kind: count}
indicators:
  - {code: alo-anteil, formula: {share: {numerator: ALO, denominator: EW}}, unit: "%"}
"""


def make_city(areas: int) -> Edition:
    load_catalogue(by=None, catalogue=read_catalogue(CATALOGUE))
    division = put_division(by=None, key="bloecke", defaults={"label_de": "Blöcke"})
    squares = [
        NewArea(f"{n:05d}", f"Block {n}", None, MultiPolygon([box(x, y, x + 100, y + 100)]))
        for n in range(areas)
        for x, y in [(500_000 + n % 100 * 100, 5_480_000 + n // 100 * 100)]
    ]
    edition = draft_edition(by=None, division=division, valid_from=date(1900, 1, 1), areas=squares)
    return activate_edition(by=None, edition=edition)


def make_rows(edition: Edition, periods: int, seed: int = 7) -> Iterator[Row]:
    """Both measures for every area and month's end, two hundredths of them suppressed."""
    rng = random.Random(seed)
    ids = dict(Measure.objects.values_list("code", "id"))
    areas = list(edition.areas.values_list("id", flat=True))
    for n in range(periods):
        day = date(1950 + n // 12, n % 12 + 1, 28)
        for area in areas:
            people = rng.randint(50, 5000)
            yield ids["EW"], area, day, day, float(people), "ok", ""
            hidden = rng.random() < 0.02
            count = None if hidden else float(rng.randint(3, people // 5 + 3))
            yield ids["ALO"], area, day, day, count, "suppressed" if hidden else "ok", ""


VINTAGES, MEASURES, AREAS = 5, 20, 1000
PERIODS = int(os.environ.get("SOZIALMONITOR_BENCH_ROWS", "10000000")) // (VINTAGES * MEASURES * AREAS)

# By SQL, because how figures get in is measured elsewhere; in the order in which the front door leaves them.
FILLED = """
INSERT INTO indicators_series (measure_id, area_id)
SELECT m.id, a.id FROM indicators_measure m, districts_area a ORDER BY 1, 2;
INSERT INTO indicators_observation (delivery_id, series_id, period_end, period_start, value, status, flags)
SELECT d.id, s.id, p.day, p.day, 3 + (s.id * 7919 + d.id * 31 + p.number) %% 5000, 0, 0
FROM indicators_delivery d, indicators_series s, unnest(%(days)s::date[]) WITH ORDINALITY p (day, number)
ORDER BY 1, 2, 3;
ANALYZE;
"""


def make_vintages() -> Edition:
    """Ten million observations in five complete vintages of twenty measures."""
    edition = make_city(AREAS)
    more = "\n".join(f"  - {{code: M{number}, kind: count}}" for number in range(MEASURES - 2))
    load_catalogue(by=None, catalogue=read_catalogue(f"measures:\n{more}"))
    days = [date(1950 + number // 12, number % 12 + 1, 28) for number in range(PERIODS)]
    for vintage in range(VINTAGES):
        known = {"published_at": now() - timedelta(days=365 * (VINTAGES - vintage)), "canonical_hash": ""}
        delivery = Delivery.objects.create(label=f"vintage {vintage}", state=Delivery.State.PUBLISHED, **known)
        DeliveryScope.objects.bulk_create(
            DeliveryScope(delivery=delivery, measure=measure, edition=edition, period_start=day, period_end=day)
            for measure in Measure.objects.all()
            for day in days
        )
    with connection.cursor() as cursor:
        cursor.execute(FILLED, {"days": days})
    return edition
