"""In which area of each of six divisions 100,000 addresses lie: the product from the database to stored placements,
against nothing but shapely's query on points and areas that are in memory already. Twice: with the areas in the index,
as one would write it at first, and, in the last line, with the points in it, which is the fastest way known here.

script/bench placing; SOZIALMONITOR_BENCH_ROWS sets another number of addresses.
"""

import os

from benchmarks._bench import bench_database, side_by_side

ADDRESSES = int(os.environ.get("SOZIALMONITOR_BENCH_ROWS", "100000"))
DIVISIONS = (17, 38, 78, 1000, 30, 38)


def main() -> None:
    import numpy as np
    import shapely
    from django.db import connection

    from benchmarks._city import areas, store_addresses, store_edition
    from districts.actions.placements import place_register
    from districts.models import Placement
    from districts.queries.placing import homes_of

    cities = [np.array(areas(count, seed)) for seed, count in enumerate(DIVISIONS)]
    for number, shapes in enumerate(cities):
        store_edition(f"division-{number}", list(shapes))
    register = store_addresses(ADDRESSES, seed=4, streets=ADDRESSES // 30)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    points = shapely.points(homes_of(register).place)
    corners = [round(shapely.get_num_coordinates(shapes).mean()) for shapes in cities]
    print(f"{ADDRESSES} addresses, areas {list(map(len, cities))}, corners of each {corners}")

    def product() -> None:
        assert place_register(by=None, register=register) == ADDRESSES * len(DIVISIONS)

    def areas_in_the_index() -> None:
        for shapes in cities:
            shapely.STRtree(shapes).query(points, predicate="intersects")

    def points_in_the_index() -> None:
        tree = shapely.STRtree(points)
        for shapes in cities:
            tree.query(shapes, predicate="intersects")

    product(), points_in_the_index()
    assert Placement.objects.count() == len(DIVISIONS) * -(-ADDRESSES // Placement.PART)
    side_by_side("placing_areas_in_index", product, areas_in_the_index)
    side_by_side("placing", product, points_in_the_index)


if __name__ == "__main__":
    with bench_database():
        main()
