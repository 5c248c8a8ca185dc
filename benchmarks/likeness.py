"""How alike the divisions of a city are, eight of them in force with 17 to 1,000 areas. First the work itself, once
for each edition that comes into force: the product from the database to stored pairs, against the bare overlap of
shapes that are in memory already. Then, in the last line, the list of pairs that a visitor sees, which only reads what
is kept, against the same bare overlap: what every visit would cost otherwise. Between them one page of two divisions
with 450 areas each, with agreement by people, partners, pieces and the sentence.

script/bench likeness
"""

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment

from benchmarks._bench import bench_database, side_by_side

DIVISIONS = (17, 38, 38, 78, 450, 450, 600, 1000)
ADDRESSES = 50_000


def overlaps(pairs: list[tuple[np.ndarray, np.ndarray]]) -> None:
    for first, second in pairs:
        source, target = shapely.STRtree(second).query(first, predicate="intersects")
        table = np.zeros((len(first), len(second)))
        table[source, target] = shapely.area(shapely.intersection(first[source], second[target]))
        rows, columns = linear_sum_assignment(table, maximize=True)
        assert 0 < table[rows, columns].sum() <= table.sum()


def main() -> None:
    from django.db import connection

    from benchmarks._city import areas, store_addresses, store_edition
    from districts.actions.likeness import keep_likeness
    from districts.actions.placements import place_register
    from districts.models import Likeness
    from districts.presenters.compared import names_of, told
    from districts.queries.alike import compare
    from districts.queries.became import what_became
    from districts.queries.likeness import discover, measured, not_kept

    cities = [np.array(areas(count, seed)) for seed, count in enumerate(DIVISIONS)]
    editions = [store_edition(f"division-{number}", list(shapes)) for number, shapes in enumerate(cities)]
    register = store_addresses(ADDRESSES, seed=4, streets=ADDRESSES // 30)
    place_register(by=None, register=register)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    shapes_of = {edition.pk: shapes for edition, shapes in zip(editions, cities, strict=True)}
    couples = [(shapes_of[one.pk], shapes_of[other.pk]) for one, other in not_kept()]
    corners = [round(shapely.get_num_coordinates(shapes).mean()) for shapes in cities]
    print(f"areas {list(DIVISIONS)}, corners of each {corners}, {len(couples)} comparable pairs")

    def work() -> None:
        Likeness.objects.all().delete()
        assert keep_likeness(by=None, found=measured(not_kept())) == len(couples)

    def visit() -> None:
        assert len(discover()) == len(couples)

    def page() -> None:
        found = compare(editions[4], editions[5])
        assert found is not None
        assert found.by_people is not None
        assert told(found, names_of(found), what_became(found))["pieces"]

    work(), overlaps(couples)
    side_by_side("likeness_work", work, lambda: overlaps(couples))
    side_by_side("comparison_page", page, lambda: overlaps([(cities[4], cities[5])]))
    side_by_side("likeness", visit, lambda: overlaps(couples))


if __name__ == "__main__":
    with bench_database():
        main()
