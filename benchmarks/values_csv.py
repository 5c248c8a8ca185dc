"""A share as CSV, 250,000 rows streamed by the product, against COPY of the joined raw figures: how much rates,
statuses, suppression and escaping cost over what the database alone can do.    script/bench values_csv"""

from io import BytesIO

from benchmarks._bench import bench_database, side_by_side

RAW = """
COPY (
    SELECT 'bloecke', a.code, a.name, n.period_start, n.period_end, 100 * n.value / d.value, n.status,
        n.value, d.value, n.delivery_id
    FROM indicators_series top
    JOIN indicators_observation n ON n.series_id = top.id
    JOIN indicators_series bottom ON bottom.area_id = top.area_id AND bottom.measure_id = %s
    JOIN indicators_observation d ON d.series_id = bottom.id AND d.period_end = n.period_end
    JOIN districts_area a ON a.id = top.area_id
    WHERE top.measure_id = %s ORDER BY a.code, n.period_end
) TO STDOUT (FORMAT csv)
"""


def main() -> None:
    from django.db import connection

    from benchmarks._figures import make_city, make_rows
    from indicators.actions.deliveries import prepare_delivery, publish_delivery
    from indicators.analysis.figures import Figures
    from indicators.models import Indicator, Measure
    from indicators.queries.values import COLUMNS, indicator_values
    from sozialmonitor.access.permissions import EVERYTHING
    from sozialmonitor.web.csv_dialects import rows_to_csv

    edition = make_city(1000)
    figures = [Figures.from_rows(make_rows(edition, 250))]
    delivery = prepare_delivery(by=None, label="bench", figures=figures, canonical_hash="0" * 64, complete=True)
    publish_delivery(by=None, delivery=delivery)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    indicator = Indicator.objects.get(code="alo-anteil")
    ids = dict(Measure.objects.values_list("code", "id"))

    def product() -> None:
        lines = sum(
            block.count(b"\n")
            for block in rows_to_csv(
                COLUMNS, indicator_values(indicator, edition, granted=EVERYTHING).rows(), "rfc4180"
            )
        )
        assert lines == 250_001

    def limit() -> None:
        target = BytesIO()
        with connection.cursor() as cursor:
            statement = cursor.cursor.mogrify(RAW, (ids["EW"], ids["ALO"])).decode()
            cursor.cursor.copy_expert(statement, target)
        assert target.getvalue().count(b"\n") == 250_000

    side_by_side("values_csv", product, limit)


if __name__ == "__main__":
    with bench_database():
        main()
