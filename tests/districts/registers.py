"""A register of addresses in the small city of tests/world.py, stored through the front door."""

from datetime import date
from pathlib import Path
from typing import Any

from districts.actions.registers import activate_register, store_register
from districts.addressing.register import read_register
from districts.models import Address, Register
from tests.districts.addressing.writing import HEADER, csv_file
from tests.districts.geometry.world import EAST, NORTH

# Two streets through the six squares of a kilometre each, one of Mannheim's squares, two streets of one name.
ROWS = [
    ("Hauptstraße", "1", "", 100, 500, "4"),
    ("Hauptstraße", "12", "", 900, 500, "3"),
    ("Hauptstraße", "12", "A", 1100, 500, "5"),
    ("Hauptstraße", "12", "B", 1200, 500, "1"),
    ("Hauptstraße", "14", "", 2500, 500, ""),
    ("Mühlenweg", "2", "", 100, 1500, "7"),
    ("Q 7", "24", "", 1500, 1500, "9"),
    ("Theodor-Heuss-Straße", "7", "", 1000, 500, "2"),  # on the border of 01 and 02
    ("Am Rand", "1", "", 9000, 9000, "1"),
]
# For searching: names that are alike, and names with numbers in them.
MORE = [
    *ROWS,
    ("Haupstraße", "3", "", 200, 200, ""),
    ("Hauptmannweg", "12", "", 300, 200, ""),
    ("Straße des 17. Juni", "135", "", 300, 300, ""),
    ("Bahnhofstraße", "5", "", 400, 300, ""),
]


def written(rows: Any = ROWS) -> list[str]:
    return [
        f"{street};{number};{suffix};{EAST + x};{NORTH + y};{living}" for street, number, suffix, x, y, living in rows
    ]


def register(folder: Path, *, rows: Any = ROWS, valid_from: date = date(2010, 1, 1), active: bool = True) -> Register:
    path = csv_file(folder, *written(rows), header=HEADER)
    file = read_register(path, crs="EPSG:25832")
    stored = store_register(by=None, valid_from=valid_from, file=file, label="Vermessungsamt")
    return activate_register(by=None, register=stored) if active else stored


def home(street: str, number: int, suffix: str = "") -> Address:
    return Address.objects.get(street__name=street, number=number, suffix=suffix)
