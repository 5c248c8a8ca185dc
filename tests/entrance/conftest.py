from secrets import token_hex

import pytest
from django.test import Client
from pytest_django import Settings

from sozialmonitor.access.models import User
from tests.world import person

PASSWORD = "drei Tauben auf dem Dach 7"


@pytest.fixture(autouse=True)
def nobody_counted_before(settings: Settings) -> None:
    """Limits count across requests, in a cache that all test processes share."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": token_hex(8)}}


@pytest.fixture
def anna(db: None) -> User:
    return person("anna", "arbeit", password=PASSWORD, email="anna@example.org")


def log_in(client: Client, username: str = "anna", password: str = PASSWORD, **more: object) -> object:
    return client.post("/anmelden/", {"username": username, "password": password}, **more)
