from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from sozialmonitor.access.models import User
from tests import world as worlds
from tests.world import World


@pytest.fixture
def files_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_FOLDER = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture
def filled(db: None, files_folder: Path) -> World:
    return worlds.build_filled()


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
