"""A city of squares with random counts: many figures, nothing to look at. Imported once Django is set up."""

import random
from collections.abc import Iterator
from datetime import date

from shapely import MultiPolygon, box

from districts.actions.editions import NewArea, activate_edition, draft_edition, put_division
from districts.models import Edition
from indicators.actions.catalogue import load_catalogue
from indicators.analysis.figures import Row
from indicators.catalogue import read_catalogue
from indicators.models import Measure

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
