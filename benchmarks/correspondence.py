"""A correspondence between two editions of some 450 and 540 areas with borders as people digitise them: the product
reads both from the database, cuts slivers and stores the weights; the limit is the bare overlap of shapes that are in
memory already. In the same run one PostGIS statement and geopandas.overlay do what the limit does.

script/bench correspondence
"""

import numpy as np
import shapely

from benchmarks._bench import bench_database, side_by_side

BEFORE, AFTER, SIDE = 450, 540, 30_000.0
CORNER = np.array([460_000.0, 5_480_000.0])
CORNERS_EVERY_M, WOBBLE_M = 25.0, 6.0


def cells(seed: int, count: int) -> np.ndarray:
    """Voronoi cells of a square city, borders with a corner every 25 m that strays by some metres."""
    rng = np.random.default_rng(seed)
    city = shapely.box(*CORNER, *(CORNER + SIDE))
    points = shapely.multipoints(rng.uniform(0, SIDE, (count, 2)) + CORNER)
    parts = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=city))
    dense = shapely.segmentize(shapely.intersection(parts, city), CORNERS_EVERY_M)
    # The same corner strays the same way in every cell that has it, so that borders still meet.
    return shapely.transform(dense, lambda xy: xy + WOBBLE_M * np.sin(np.round(xy[:, ::-1], 3) / 7.3 + seed))


def main() -> None:
    import geopandas as gpd
    from django.db import connection, transaction

    from benchmarks._correspondence import POSTGIS, store
    from districts.actions.correspondences import build_correspondence
    from districts.models import Correspondence

    shapes = [cells(seed, count) for seed, count in ((1, BEFORE), (2, AFTER))]
    editions = [store(key, one) for key, one in zip(("vorher", "nachher"), shapes, strict=True)]
    frames = [gpd.GeoDataFrame({"n": range(len(one))}, geometry=one, crs=25832) for one in shapes]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def product() -> None:
        with transaction.atomic():
            made = build_correspondence(
                by=None, source=editions[0], target=editions[1], basis=Correspondence.Basis.AREA
            )
            assert made.weights.count() > AFTER

    def limit() -> None:
        first, second = shapes
        source, target = shapely.STRtree(second).query(first, predicate="intersects")
        area = shapely.area(shapely.intersection(first[source], second[target]))
        assert (area > 0).sum() > AFTER

    def postgis() -> None:
        with connection.cursor() as cursor:
            cursor.execute(POSTGIS, [edition.pk for edition in editions])
            assert len(cursor.fetchall()) > AFTER

    side_by_side("correspondence", product, limit)
    side_by_side("correspondence_by_postgis", product, postgis)
    side_by_side("correspondence_by_overlay", product, lambda: gpd.overlay(*frames, how="intersection"))


if __name__ == "__main__":
    with bench_database():
        main()
