"""A product in which nothing has been loaded yet: every room says what is missing and who may bring it."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.people import People
from tests.browser.stack import Stack

FIRST = """
from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.models import User
with acting_for(None):
    User.objects.create_superuser("admin", password="only for tests")
"""
ROOMS = {
    "/gebiete/": "Noch keine Gebiete",
    "/gebiete/vergleich/": "Keine zwei geltenden Gliederungen",
    "/umsteiger/": "Noch keine Umsteiger",
    "/adressen/": "Noch keine Adressen",
    "/adressen/register/": "Noch kein Register",
    "/grundschulbezirke/": "Für dieses Schuljahr gilt kein Plan",
    "/grundschulbezirke/schulen/": "Noch keine Schulen",
    "/grundschulbezirke/plaene/neu/": "Neuer Bezirksplan",
    "/umsteiger/neu/": "Neuer Umsteiger",
    "/gebiete/neu/": "Gebiete hochladen",
}
AXE = Axe()
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[People]:
    one = Stack(tmp_path_factory.mktemp("empty"), "sozialmonitor_browser_empty")
    try:
        one.create_database()
        one.passwords["admin"] = "only for tests"
        one.manage("shell", "--verbosity", "0", "--command", FIRST)
        one.start()
        people = People(browser, one)
        yield people
        assert people.close() == []
    finally:
        one.stop()
        one.drop_database()


@pytest.mark.parametrize(("colours", "width"), [("light", 1440), ("dark", 360)])
def test_an_empty_room_says_what_is_missing(empty: People, colours: str, width: int) -> None:
    page = empty.page("admin", color_scheme=colours, viewport={"width": width, "height": 800})
    found = []
    for address, words in ROOMS.items():
        page.goto(address)
        expect(page.locator("main")).to_contain_text(words)
        watch = empty.watch(page)
        assert watch.complaints == []
        found += [f"{address}: {rule['id']}" for rule in AXE.run(page).response["violations"]]
        found += [f"{address}: too wide"] if page.evaluate(WIDER) else []
        watch.complaints.clear()  # axe tries a style that the policy forbids
    assert found == []
