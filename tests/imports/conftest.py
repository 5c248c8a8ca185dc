from pathlib import Path

import pytest
from pytest_django import Settings

from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission
from tests.world import World, build, give, person


@pytest.fixture
def files_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_FOLDER = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture
def world(db: None, files_folder: Path) -> World:
    """Six areas, 01 to 06, and a catalogue; no figures yet. Uploads land in a folder of the test."""
    return build()


@pytest.fixture
def lasting_world(transactional_db: None, files_folder: Path) -> World:
    """The same, committed: for threads and processes that look at it from outside."""
    return build()


@pytest.fixture
def steward(world: World) -> User:
    give("statistik", Permission.IMPORT, Permission.PUBLISH)
    return person("stella", "statistik")


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)
