"""A city for benchmarks: areas with borders as crooked as real ones, and addresses along streets; fixed seeds."""

from datetime import date

import numpy as np
import shapely

EAST, NORTH, WIDE = 455_000.0, 5_475_000.0, 12_000.0
_WORDS = """
Acker Bach Berg Birken Blumen Brunnen Burg Dom Eichen Erlen Feld Garten Graben Hafen Heide Hirsch Kirch Kloster Linden
Markt Mühlen Neckar Ost Park Post Rathaus Rhein Ring Rosen Schiller Schloss Schul Sonnen Stadt Stein Süd Tal Tannen Ufer
Wald Wasser Weiden Wiesen Ziegel Zoll Goethe Lessing
"""
BEGINNINGS = _WORDS.split()
MIDDLES = [word.lower() for word in BEGINNINGS[:24]]
ENDS = ["straße", "weg", "gasse", "platz", "allee", "ring", "-Straße", "ufer", " Straße", "pfad"]


def areas(count: int, seed: int) -> list[shapely.MultiPolygon]:
    """Cells around random points; borders have a corner each 20 m and swerve by some metres, on both sides alike."""
    random = np.random.default_rng(seed)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(random.uniform(0, WIDE, (count, 2))), extend_to=shapely.box(0, 0, WIDE, WIDE)
        )
    )
    inside = shapely.intersection(shapely.segmentize(cells, 20.0), shapely.box(0, 0, WIDE, WIDE))

    def swerve(points: np.ndarray) -> np.ndarray:
        x, y = points.T
        return np.column_stack([x + 3 * np.sin(y / 40) + EAST, y + 3 * np.sin(x / 40) + NORTH])

    return [shapely.MultiPolygon([part]) for part in shapely.get_parts(shapely.transform(inside, swerve))]


def store_edition(key: str, shapes: list[shapely.MultiPolygon], *, active: bool = True):
    """Straight into the tables: how editions get in is measured elsewhere."""
    from django.contrib.gis.geos import GEOSGeometry

    from districts.actions.editions import put_division
    from districts.models import SRID, Area, Edition

    division = put_division(by=None, key=key, defaults={"label_de": key})
    state = Edition.State.ACTIVE if active else Edition.State.DRAFT
    edition = Edition.objects.create(division=division, valid_from=date(2020, 1, 1), state=state)
    Area.objects.bulk_create(
        Area(
            edition=edition,
            code=f"{number:04d}",
            name=f"{key} {number}",
            geometry=GEOSGeometry(memoryview(shape.wkb), srid=SRID),
            area_m2=shape.area,
        )
        for number, shape in enumerate(shapes)
    )
    return edition


def store_addresses(count: int, seed: int, streets: int):
    """A register in force with so many houses in so many streets, stored by the product's own action."""
    from collections import Counter

    from districts.actions.registers import store_register
    from districts.addressing.register import RegisterFile, RegisterStreet
    from districts.addressing.streets import fold
    from districts.models import Register

    random = np.random.default_rng(seed)
    names: dict[str, None] = {}
    while len(names) < streets:
        first, second, end = (random.choice(words) for words in (BEGINNINGS, ["", *MIDDLES], ENDS))
        person = f"{random.choice(BEGINNINGS)}-" if random.random() < 0.3 else ""
        names.setdefault(f"{person}{first}{second}{end}")
    known = [RegisterStreet(name, "", fold(name)) for name in names]
    street = np.sort(np.arange(count) % streets)
    number = np.arange(count) - np.searchsorted(street, street) + 1
    middle = random.uniform(500, WIDE - 500, (streets, 2))
    along = np.column_stack([number * 8.0, random.normal(0, 15, count)])
    file = RegisterFile(
        streets=known,
        street=street,
        number=number,
        suffix=[""] * count,
        place=middle[street] + along + [EAST, NORTH],
        inhabitants=random.integers(0, 12, count).astype(float),
        findings=[],
        counts=Counter(),
        notes=(),
        rows=count,
        kind="csv",
        encoding="utf-8",
        delimiter=";",
        columns={},
        crs="EPSG:25832",
    )
    register = store_register(by=None, valid_from=date(2020, 1, 1), file=file, label="benchmark")
    Register.objects.filter(pk=register.pk).update(state=Register.State.ACTIVE)
    register.refresh_from_db()
    return register
