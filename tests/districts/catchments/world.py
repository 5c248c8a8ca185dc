"""The invented city with blocks, catchments, addresses and schools, in the database."""

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from django.contrib.gis.geos import Point
from shapely import MultiPolygon

from districts.actions.editions import NewArea, activate_edition, draft_edition, put_division
from districts.actions.plans import draft_plan
from districts.actions.schools import put_schools
from districts.addressing.contents import Contents
from districts.addressing.directory import Entry
from districts.addressing.ranges import WHOLE, Range
from districts.addressing.streets import fold
from districts.models import SRID, Address, CatchmentPlan, Division, Edition, Register, School, Street
from sozialmonitor.demo.figures import City
from sozialmonitor.demo.generate import make_city
from sozialmonitor.demo.points import make_addresses, make_schools
from sozialmonitor.demo.scale import Scale
from tests import world as cities

YEAR = 2026


@cache
def made() -> tuple[City, pd.DataFrame, pd.DataFrame]:
    city = make_city(11, Scale.small())
    rng = np.random.default_rng(11)
    return city, make_addresses(rng, city, 1200), make_schools(rng, city)


def edition_of(key: str) -> Edition:
    table = made()[0].places.areas[key]
    division = put_division(by=None, key=key, defaults={"label_de": key.capitalize(), "rank": 50})
    areas = [NewArea(row.code, row.name, geometry=_multi(row.geometry)) for row in table.itertuples()]
    return activate_edition(
        by=None, edition=draft_edition(by=None, division=division, valid_from=date(2015, 1, 1), areas=areas)
    )


def _multi(shape: shapely.Geometry) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])


def register(addresses: pd.DataFrame | None = None, *, valid_from: date = date(2026, 1, 1)) -> Register:
    frame = made()[1] if addresses is None else addresses
    register = Register.objects.create(
        valid_from=valid_from, state=Register.State.ACTIVE, size=len(frame), inhabitants_known=True, label="Adressen"
    )
    names = sorted(set(frame["street"]))
    streets = Street.objects.bulk_create([Street(register=register, name=one, folded=fold(one)) for one in names])
    of = dict(zip(names, streets, strict=True))
    Address.objects.bulk_create(
        [
            Address(
                street=of[row.street],
                ordinal=n,
                number=row.number,
                suffix=row.suffix,
                place=Point(row.x, row.y, srid=SRID),
                inhabitants=3.0,
            )
            for n, row in enumerate(frame.itertuples())
        ]
    )
    return register


def schools() -> list[School]:
    rows = [
        (row.school, {"name": row.name, "place": (row.x, row.y), "rooms_per_grade": 3})
        for row in made()[2].rename(columns={"name": "label"}).assign(name=made()[2]["name"]).itertuples(index=False)
    ]
    return put_schools(by=None, rows=rows)


def catchment_of_block() -> dict[str, str]:
    """Code of a block → code of its catchment, as the generator has it."""
    places = made()[0].places
    codes = places.areas["grundschulbezirke"]["code"].to_numpy()
    order, own = places.of_block["baubloecke"], places.of_block["grundschulbezirke"]
    blocks = places.areas["baubloecke"]["code"].to_numpy()
    return {str(blocks[b]): str(codes[c]) for b, c in zip(order, own, strict=True)}


def catchment_of_house() -> list[str]:
    of = catchment_of_block()
    return [of[block] for block in made()[1]["block"]]


def of_blocks() -> Contents:
    blocks = catchment_of_block()
    return Contents({code: f"Bezirk {code}" for code in sorted(set(blocks.values()))}, (), blocks, form="blocks")


def division() -> Division:
    return Division.objects.get(key="grundschulbezirke")


def block_plan(school_year: int = YEAR, **more: object) -> CatchmentPlan:
    """A draft of whole blocks, everything there that it needs."""
    blocks = edition_of("baubloecke")
    edition_of("grundschulbezirke")
    found = register()
    schools()
    return draft_plan(
        by=None,
        division=division(),
        school_year=school_year,
        label="Plan der Blöcke",
        contents=of_blocks(),
        blocks=blocks,
        register=found,
        **more,
    )


def list_plan(school_year: int = YEAR, entries: list[Entry] | None = None, **more: object) -> CatchmentPlan:
    """Four streets, two schools, no geometry at all."""
    found = Division.objects.filter(key="grundschulbezirke").first() or cities.division("grundschulbezirke")
    put_schools(by=None, rows=[("01", {"name": "Ahornschule"}), ("02", {"name": "Birkenschule"})])
    contents = Contents({"01": "Ahorn", "02": "Birke"}, entries or ENTRIES, form="words")
    return draft_plan(by=None, division=found, school_year=school_year, label="Liste", contents=contents, **more)


ENTRIES = [
    Entry(1, "01", "Am Anger", (WHOLE,)),
    Entry(2, "01", "Ringstraße", (Range("odd", 1, "", 25), Range("even", 2, "", 24))),
    Entry(3, "02", "Ringstraße", (Range("odd", 27, "", 41), Range("even", 26, "", 40))),
    Entry(4, "02", "Zum Teich", (WHOLE,)),
]


def write_csv(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
