from pathlib import Path

import pytest
from pytest_django import Settings

from tests.jobs.kinds import make_known


@pytest.fixture(autouse=True)
def counting(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    make_known()
