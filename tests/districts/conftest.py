from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from districts.actions.placements import place_register
from districts.models import Register
from sozialmonitor.access.permissions import Permission, Scope
from tests.districts.geometry.world import UTM32, feature, geojson, grid
from tests.districts.registers import MORE, register
from tests.world import edition, give, person


@pytest.fixture
def squares_file(tmp_path: Path) -> Path:
    """Four squares in a GeoJSON file that says its coordinate system and the larger area of each."""
    shapes = enumerate(grid(2, 2, 1000.0), start=1)
    parts = [feature(shape, nr=f"0{n}", name=f"Viertel 0{n}", bezirk="1" if n < 3 else "2") for n, shape in shapes]
    return geojson(tmp_path / "viertel.geojson", parts, crs=UTM32)


@pytest.fixture
def city(tmp_path: Path, settings: Any) -> Register:
    settings.FILES_FOLDER = tmp_path / "files"
    edition()
    made = register(tmp_path, rows=MORE)
    place_register(by=None, register=made)
    return made


@pytest.fixture
def reader(city: Register) -> Client:
    give("irgendwo", Permission.VIEW, scope=Scope.INDICATOR, keys=["x"])
    client = Client()
    client.force_login(person("leserin", "irgendwo"))
    return client
