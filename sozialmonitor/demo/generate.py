"""The invented city of Neuhafen am Strom, written as the files its offices would send.

One seed gives one city, byte for byte. Nothing here knows the database: files go in through the door of real ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from .area_files import AreaFile, write_areas
from .deliveries import Delivery
from .earlier import YEARS, city_before
from .figures import City
from .municipal import StatisticsOffice
from .offices import OtherOffices
from .people import make_people
from .places import make_places
from .points import make_addresses, make_schools, write_points
from .scale import Scale
from .state_office import state_office

HERE = Path(__file__).parent
CATALOGUE = HERE / "catalogue.yaml"
PROFILES = HERE / "profiles"
PEOPLE, POINTS, LAND = 2, 3, 4  # each has a stream of random numbers of its own: a change to one leaves the others


@dataclass(frozen=True)
class DemoFiles:
    """What was written, in the order of import: catalogues, areas, deliveries. Addresses and schools are for later."""

    folder: Path
    catalogues: list[Path]
    areas: list[AreaFile]
    deliveries: list[Delivery]
    addresses: Path
    schools: Path
    city: City = field(repr=False)
    before: City = field(repr=False, compare=False)  # on the boundaries of before the reform
    address_table: pd.DataFrame = field(repr=False, compare=False)
    school_table: pd.DataFrame = field(repr=False, compare=False)

    def profile_path(self, delivery: Delivery) -> Path:
        return PROFILES / f"{delivery.profile}.yaml"


def make_city(seed: int, scale: Scale) -> City:
    """The city in memory. Land and people have generators of their own: more measures leave the map as it is."""
    land, people = np.random.default_rng([seed, LAND]), np.random.default_rng([seed, PEOPLE])
    places = make_places(land, scale)
    return City(places, make_people(people, places, scale))


def generate(folder: Path, *, seed: int = 2020, scale: Scale | None = None) -> DemoFiles:
    """Writes all files below `folder` (created, files of the same name replaced). Lengths in metres, EPSG:25832."""
    scale = scale or Scale()
    city = make_city(seed, scale)
    before = city_before(city)
    areas = write_areas(city.places, before.places, folder / "geometrie")
    statistics = StatisticsOffice(city, folder, scale.year_list)
    deliveries = [
        *StatisticsOffice(before, folder, YEARS).before_the_reform(),
        *OtherOffices(before, folder, YEARS).jobless_of_stadtteile(),
        *state_office(city, folder),
        *statistics.deliveries(),
        *OtherOffices(city, folder, scale.year_list).deliveries(),
        *statistics.additional(scale.measures or 0),
        *statistics.correction(),
    ]
    rng = np.random.default_rng([seed, POINTS])
    addresses, schools = make_addresses(rng, city, scale.addresses), make_schools(rng, city)
    address_path, school_path = write_points(folder / "vermessung", addresses, schools)
    catalogues = [CATALOGUE, *_more_measures(folder, scale.measures or 0)]
    return DemoFiles(folder, catalogues, areas, deliveries, address_path, school_path, city, before, addresses, schools)


def _more_measures(folder: Path, count: int) -> list[Path]:
    if not count:
        return []
    numbers = range(1, count + 1)
    measures = [
        {
            "code": f"ZUSATZ{n:03d}",
            "label": {"de": f"Zusatzmerkmal {n}", "en": f"Additional measure {n}"},
            "kind": "count",
            "unit": "Personen",
        }
        for n in numbers
    ]
    path = folder / "zusatzmerkmale.yaml"
    path.write_text(yaml.safe_dump({"measures": measures}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return [path]
