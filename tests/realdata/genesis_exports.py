"""Every table export among the public files: its profile, how many figures come out, and the findings."""

from functools import cache
from pathlib import Path

from imports.parsers.profiles.loading import Profile, load_profile
from imports.parsers.records import Parsed
from imports.parsers.registry import parse_file
from tests.realdata.places import FOLDER

FORMATS = FOLDER / "formats"
PROFILES = Path(__file__).parents[2] / "imports" / "profiles"

CSV = {
    "genesis_11111-0001_2020.csv": ("11111-0001", 17 * 22, []),
    "genesis_11111-0002_2020.csv": ("11111-0002", 476 * 22, []),
    "genesis_12111-0104_2020_timeInRows.csv": ("12111-0104", 16 * 6, []),
    "genesis_12411-0010_2020.csv": ("12411-0010", 16 * 61, []),
    "genesis_12411-0015_2020.csv": ("12411-0015", 476 * 24, []),
    "genesis_46251-0006_2020.csv": ("46251-0006", 476 * 19 * 4, []),
    "ldbnrw_44211-11i_2024_U+FFFD.csv": ("44211-11i", 0, ["replacement_character"]),
    "regio_11111-01-01-4_2020.csv": ("11111-01-01-4", 538, []),
    "regio_12411-01-01-4_2020.csv": ("12411-01-01-4", 538 * 3, []),
    "regio_21111-02-06-4_2026_Schulabschluesse_EXCERPT.csv": ("21111-02-06-4", 36 * 8, []),
    "regio_33111-01-02-4_2023_5header.csv": ("33111-01-02-4", 538 * 16, []),
    "regio_41241-01-03-4-B_2026_newPrefix_EXCERPT.csv": ("41241-01-03-4-b", 7 * 3, ["footer_missing"]),
}
BOOKS = {
    "genesis_12411-0015_2020.xlsx": ("12411-0015", 476 * 5, []),
    "ldbnrw_13211-03ir_2014.xls": ("13211-03ir", 15 * 12 * 3, ["table_code_lost"]),
    "regio_12411-01-01-4_2023.xlsx": ("12411-01-01-4", 538 * 3, []),
    "regio_13111-01-03-4_HANDEDITED.xlsx": ("13111-01-03-4", 0, ["genesis_head"]),
    "regio_31211-01-01-4_2021.xlsx": ("31211-01-01-4", 538 * 4, []),
    "regio_33111-01-02-4_2023.xlsx": ("33111-01-02-4", 538 * 16, []),
    "regio_33111-02-01-4_2023.xlsx": ("33111-02-01-4", 538 * 7, []),
    "regio_52111-01-02-4_2023.xlsx": ("52111-01-02-4", 538 * 3, []),
}
ALL = {f"table_csv/{name}": what for name, what in CSV.items()} | {
    f"genesis_xlsx/{n}": what for n, what in BOOKS.items()
}


def profile_of(name: str) -> Profile:
    return load_profile((PROFILES / f"genesis-table-{ALL[name][0]}.yaml").read_bytes())


@cache
def read(name: str) -> Parsed:
    with (FORMATS / name).open("rb") as stream:
        return parse_file(stream, profile_of(name), file_name=Path(name).name)
