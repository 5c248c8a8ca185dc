"""No public sample is taken for a file about single persons, nor is any file of the invented city."""

from pathlib import Path

import pytest

from imports.checks.people import persons
from sozialmonitor.demo.generate import generate
from sozialmonitor.demo.scale import Scale
from tests.realdata.places import FOLDER, needs

SAMPLES = sorted(path for path in (FOLDER / "formats").rglob("*") if path.is_file())


def about_persons(paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        with path.open("rb") as stream:
            if persons(stream) is not None:
                found.append(path.name)
    return found


@needs("formats")
def test_no_sample_of_the_offices_is_about_persons() -> None:
    assert len(SAMPLES) > 60
    assert about_persons(SAMPLES) == []


@pytest.mark.parametrize("folder", ["berlin-mss-2017", "berlin-einschulungsbereiche", "potsdam-schulbezirke"])
def test_nor_are_places_and_schools(folder: str) -> None:
    assert about_persons(sorted(path for path in (FOLDER / folder).rglob("*") if path.is_file())) == []


def test_nor_is_any_file_of_the_invented_city(tmp_path: Path) -> None:
    generate(tmp_path, scale=Scale.small())
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert len(files) > 25
    assert about_persons(files) == []
