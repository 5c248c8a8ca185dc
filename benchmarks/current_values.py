"""The current values of one share for all areas and periods, among ten million observations in five vintages, against
one indexed query for the figures of its two measures in the newest vintage, by somebody who knows its number.

script/bench current_values; SOZIALMONITOR_BENCH_ROWS sets another number of observations.
"""

from io import BytesIO

from benchmarks._bench import bench_database, side_by_side

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

    from benchmarks._figures import AREAS, PERIODS, make_vintages
    from indicators.models import Delivery, Indicator, Measure
    from indicators.queries.values import indicator_values
    from sozialmonitor.access.permissions import EVERYTHING

    edition = make_vintages()
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
