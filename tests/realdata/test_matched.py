"""Of the profiles that are shipped, the right one is found for each sample by looking at the file, and reads it."""

from functools import cache
from pathlib import Path

import pytest

from imports.parsers.profiles.loading import Profile, load_profile
from imports.parsers.recognising.fitting import fit, stands_out
from imports.parsers.recognising.recognise import recognise
from imports.parsers.registry import parse_file
from tests.realdata.places import FOLDER, needs

FORMATS = FOLDER / "formats"
SHIPPED = Path(__file__).parents[2] / "imports" / "profiles"
FOLDERS = ("ffcsv_new", "ffcsv_old", "datenquader", "table_csv", "genesis_xlsx", "municipal")
# Defective, damaged, or with a header of somebody's own: no profile is for them.
NOBODYS = ("regio_52411-02-01-4_2024_defective", "ldbnrw_44211-11i", "regio_13111-01-03-4_HANDEDITED")
FILES = sorted(path.relative_to(FORMATS).as_posix() for name in FOLDERS for path in (FORMATS / name).glob("*.*"))
# Kinds of schools whose files differ by their names alone: a person has to say which it is.
ALIKE = "dortmund_"
# What tells a reader that the profile is for another file.
OTHER_FILE = {"column_missing", "value_not_in_file", "layout_unknown", "layout_table", "layout_cube", "genesis_head"}

pytestmark = needs("formats")


@cache
def shipped() -> list[Profile]:
    paths = [path for path in sorted(SHIPPED.glob("*.yaml")) if "example" not in path.name]
    return [load_profile(path.read_text(encoding="utf-8")) for path in paths]


@pytest.mark.parametrize("name", FILES)
def test_one_shipped_profile_is_meant_and_reads_the_file(name: str) -> None:
    with (FORMATS / name).open("rb") as stream:
        found, _problems = recognise(stream, "x")
        fits = [(fit(profile, found), profile) for profile in shipped()]
        whole = sorted(((one, p) for one, p in fits if one.whole), key=lambda pair: pair[0].merit, reverse=True)
        if Path(name).name.startswith(NOBODYS):
            assert whole == []
            return
        if Path(name).name.startswith(ALIKE):
            assert not stands_out(whole[0][0], whole[1][0])
            assert {profile.profile.partition("-")[0] for _, profile in whole} == {"dortmund"}
            return
        assert len(whole) == 1 or stands_out(whole[0][0], whole[1][0]), [profile.profile for _, profile in whole]
        parsed = parse_file(stream, whole[0][1], file_name=Path(name).name)
    assert OTHER_FILE.isdisjoint(parsed.problems.by_rule)
    assert len(parsed.records) > 0


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("leipzig-einwohner-insgesamt.json", {"leipzig-einwohner"}),
        ("leipzig-bedarfsgemeinschaften.json", {"leipzig-bedarfsgemeinschaften"}),
        ("leipzig-haushaltseinkommen.json", set()),
    ],
)
def test_records_are_told_apart_by_the_names_of_their_lists(name: str, wanted: set[str]) -> None:
    with (FOLDER / "leipzig" / name).open("rb") as stream:
        found, _problems = recognise(stream, "x")
    assert {profile.profile for profile in shipped() if fit(profile, found).whole} == wanted
