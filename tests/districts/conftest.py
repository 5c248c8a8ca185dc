from pathlib import Path

import pytest

from tests.districts.geometry.world import UTM32, feature, geojson, grid


@pytest.fixture
def squares_file(tmp_path: Path) -> Path:
    """Four squares in a GeoJSON file that says its coordinate system and the larger area of each."""
    shapes = enumerate(grid(2, 2, 1000.0), start=1)
    parts = [feature(shape, nr=f"0{n}", name=f"Viertel 0{n}", bezirk="1" if n < 3 else "2") for n, shape in shapes]
    return geojson(tmp_path / "viertel.geojson", parts, crs=UTM32)
