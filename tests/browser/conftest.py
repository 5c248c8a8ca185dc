"""A running product, a browser and people who use it: one product for each test process, one browser a module."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import tour, tour_places, tour_rights
from tests.browser.people import People
from tests.browser.stack import Stack

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Chromium itself must not call home either, and root has no sandbox.
ARGUMENTS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", *(["--no-sandbox"] if os.geteuid() == 0 else []),
]  # fmt: skip
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    name = f"{os.environ.get('PYTEST_DB', 'sozialmonitor')}_browser_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    one = Stack(tmp_path_factory.mktemp("stack"), name)
    try:
        one.create_database()
        one.load_city("--small")
        one.start()
        yield one
    finally:
        one.stop()
        one.drop_database()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with the module: while it lives, Django believes itself in a loop and refuses other tests the database."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def everyone(browser: Browser, stack: Stack) -> People:
    return People(browser, stack)


@pytest.fixture
def people(everyone: People) -> Iterator[People]:
    """Whatever a test does: no other host is asked, no policy broken, no asset missing, no script fails."""
    yield everyone
    assert everyone.close() == []


@pytest.fixture
def steward(people: People) -> Page:
    return people.page("statistik")


@pytest.fixture(scope="module")
def stops(browser: Browser, stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tour.Stop]]:
    """Every page in every state."""
    if "niemand" not in stack.passwords:
        stack.add_person("niemand", "[]")
    people = People(browser, stack)
    folder = tmp_path_factory.mktemp("files")
    made = [*tour.delivery_stops(people, stack, folder), *tour_places.place_stops(people, stack, folder)]
    yield [*tour.STOPS, *tour_places.STOPS, *tour_rights.STOPS, *made]
    people.close()
