from pathlib import Path

import pytest

from sozialmonitor.demo.figures import City
from sozialmonitor.demo.generate import DemoFiles, generate, make_city
from sozialmonitor.demo.scale import Scale


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    """The small city with all its files."""
    return generate(tmp_path_factory.mktemp("demo"), scale=Scale.small())


@pytest.fixture(scope="session")
def small(demo: DemoFiles) -> City:
    return demo.city


@pytest.fixture(scope="session")
def full() -> City:
    """The city of the demo, in memory only."""
    return make_city(2020, Scale())


@pytest.fixture(params=["small", "full"])
def city(request: pytest.FixtureRequest) -> City:
    found: City = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
