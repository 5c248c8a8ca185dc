"""Where the public files for tests lie. They are not part of the repository; without them these tests are skipped."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("SOZIALMONITOR_REALDATA", Path(__file__).parents[3] / "shared" / "data"))


def needs(name: str) -> pytest.MarkDecorator:
    there = (FOLDER / name).exists()
    return pytest.mark.skipif(
        not there, reason=f"no {name} in {FOLDER}: set SOZIALMONITOR_REALDATA to the folder that has it"
    )
