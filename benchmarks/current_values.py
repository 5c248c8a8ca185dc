"""The current values of one share for all areas and periods, among ten million observations in five vintages, against
one indexed query for the figures of its two measures in the newest vintage, by somebody who knows its number.

script/bench current_values; SOZIALMONITOR_BENCH_ROWS sets another number of observations.
"""

import os
from datetime import date, timedelta
from io import BytesIO

from benchmarks._bench import bench_database, side_by_side

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
RAW = """
COPY (
    SELECT a.code, s.measure_id, o.period_start, o.period_end, o.value, o.status
    FROM indicators_series s
    JOIN districts_area a ON a.id = s.area_id
    JOIN indicators_observation o ON o.series_id = s.id AND o.delivery_id = %(delivery)s
    WHERE s.measure_id = ANY(%(measures)s)
) TO STDOUT (FORMAT csv)
"""


def main() -> None:
    from django.db import connection
    from django.utils.timezone import now

    from benchmarks._figures import make_city
    from indicators.actions.catalogue import load_catalogue
    from indicators.catalogue import read_catalogue
    from indicators.models import Delivery, DeliveryScope, Indicator, Measure
    from indicators.queries.values import indicator_values
    from sozialmonitor.access.permissions import EVERYTHING

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
    indicator = Indicator.objects.get(code="alo-anteil")
    ids = dict(Measure.objects.values_list("code", "id"))
    asked = {"delivery": Delivery.objects.latest("published_at").pk, "measures": [ids["ALO"], ids["EW"]]}

    def product() -> None:
        assert indicator_values(indicator, edition, granted=EVERYTHING).panel.values.shape == (AREAS, PERIODS)

    def limit() -> None:
        target = BytesIO()
        with connection.cursor() as cursor:
            cursor.cursor.copy_expert(cursor.cursor.mogrify(RAW, asked).decode(), target)
        assert target.getvalue().count(b"\n") == 2 * AREAS * PERIODS

    product(), limit()  # both find the same in the database's memory
    side_by_side("current_values", product, limit)


if __name__ == "__main__":
    with bench_database():
        main()
