"""What the benchmark of correspondences puts into the database, and the statement it is compared with."""

from datetime import date

import numpy as np
import shapely

from districts.actions.editions import NewArea, activate_edition, draft_edition, put_division
from districts.models import Edition

POSTGIS = """
SELECT a.id, b.id, ST_Area(ST_Intersection(a.geometry, b.geometry))
FROM districts_area a JOIN districts_area b ON ST_Intersects(a.geometry, b.geometry)
WHERE a.edition_id = %s AND b.edition_id = %s
"""


def store(key: str, shapes: np.ndarray) -> Edition:
    division = put_division(by=None, key=key, defaults={"label_de": key})
    areas = [
        NewArea(f"{n:04d}", f"Gebiet {n}", None, shapely.MultiPolygon(shapely.get_parts(shape).tolist()))
        for n, shape in enumerate(shapely.make_valid(shapes))
    ]
    drafted = draft_edition(by=None, division=division, valid_from=date(2020, 1, 1), areas=areas)
    return activate_edition(by=None, edition=drafted)
