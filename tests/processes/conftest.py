"""A broker of its own for all tests here, workers as each test wants them; the database is the tests' own."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from sozialmonitor.access.permissions import Permission
from sozialmonitor.celery import app
from tests.processes.programs import Programs
from tests.processes.visitor import Visitor
from tests.world import World, build, give, person


def forget_broker() -> None:
    """The next task asks for the broker's address anew."""
    app._pool = None
    app.amqp._producer_pool = None


@pytest.fixture(scope="session")
def own_broker(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Programs]:
    """Ended before the database is, which a program still connected would keep from going."""
    programs = Programs(tmp_path_factory.mktemp("p"))
    programs.start_broker()
    yield programs
    programs.stop_all()


@pytest.fixture
def programs(
    own_broker: Programs, transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Programs]:
    """Uploads of this process land where the workers look, and their tasks in the workers' broker."""
    web_url = os.environ["SOZIALMONITOR_DATABASE_URL"]
    own_broker.env["SOZIALMONITOR_DATABASE_URL"] = f"{web_url.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    settings.FILES_FOLDER = own_broker.files
    settings.BATCH_SILENCE_SECONDS = 2
    monkeypatch.setenv("CELERY_BROKER_URL", own_broker.broker_url)
    forget_broker()
    yield own_broker
    own_broker.stop()
    forget_broker()
    shutil.rmtree(own_broker.files, ignore_errors=True)


@pytest.fixture
def world(programs: Programs) -> World:
    """Committed: the workers look at it from outside."""
    return build()


@pytest.fixture
def steward(world: World) -> Client:
    """The browser of a person who uploads and publishes."""
    give("statistik", Permission.IMPORT, Permission.PUBLISH)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person("stella", "statistik"))
    return client


@pytest.fixture
def stella(programs: Programs, world: World) -> Visitor:
    """The same rights, in front of a web server of its own, in German."""
    give("statistik", Permission.IMPORT, Permission.PUBLISH)
    return Visitor(programs.start_web(), person("stella", "statistik"))
