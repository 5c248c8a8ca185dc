import pytest

from tests import world as worlds
from tests.world import World


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


@pytest.fixture
def filled(db: None) -> World:
    return worlds.build_filled()
