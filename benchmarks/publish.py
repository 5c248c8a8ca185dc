"""A delivery of 200,000 figures from checked rows to published observations, with its difference, against COPY of the
same rows straight into a table with the same constraints and indexes.    script/bench publish"""

from benchmarks._bench import bench_database, side_by_side


def main() -> None:
    from django.db import connection

    from benchmarks._figures import make_city, make_rows
    from indicators.actions.deliveries import STAGED_COLUMNS, _CopyLines, prepare_delivery, publish_delivery
    from indicators.models import Observation
    from indicators.queries.difference import difference

    edition = make_city(1000)
    rows = list(make_rows(edition, 100))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_limit (LIKE indicators_observation INCLUDING ALL)")

    def product() -> None:
        delivery = prepare_delivery(by=None, label="bench", rows=rows, canonical_hash="0" * 64, complete=True)
        assert difference(delivery).total.new in (len(rows), 0)
        publish_delivery(by=None, delivery=delivery)
        assert Observation.objects.filter(delivery=delivery).count() == len(rows)

    def limit() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE bench_limit")
            cursor.cursor.copy_from(_CopyLines(1, rows), "bench_limit", columns=STAGED_COLUMNS)

    side_by_side("publish", product, limit)


if __name__ == "__main__":
    with bench_database():
        main()
