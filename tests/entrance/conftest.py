from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from sozialmonitor.access.models import User
from tests.world import person

PASSWORD = "drei Tauben auf dem Dach 7"


@pytest.fixture(autouse=True)
def nobody_counted_before() -> Iterator[None]:
    """Limits count across requests, in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def anna(db: None) -> User:
    return person("anna", "arbeit", password=PASSWORD, email="anna@example.org")


def log_in(client: Client, username: str = "anna", password: str = PASSWORD, **more: object) -> object:
    return client.post("/anmelden/", {"username": username, "password": password}, **more)
