"""A running product, a browser and people who use it: one product for each test process, one browser a module."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.stack import Stack
from tests.browser.watching import Watch

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


class People:
    """Opens browsers of people who are logged in (or not: `None`), each watched; closes them in the end."""

    def __init__(self, browser: Browser, stack: Stack) -> None:
        self.browser, self.stack = browser, stack
        self.opened: list[tuple[BrowserContext, Watch]] = []
        self.sessions: dict[str, Any] = {}

    def page(self, username: str | None, language: str = "de", **options: Any) -> Page:
        options = {"viewport": {"width": 1440, "height": 900}, **options}
        session = self._session(username) if username else None
        context = self.browser.new_context(base_url=self.stack.url, storage_state=session, **options)
        context.add_cookies([{"name": "django_language", "value": language, "url": self.stack.url}])
        self.opened.append((context, Watch(context, self.stack.url)))
        return context.new_page()

    def watch(self, page: Page) -> Watch:
        return next(watch for context, watch in self.opened if context is page.context)

    def _session(self, username: str) -> Any:
        if username not in self.sessions:
            context = self.browser.new_context(base_url=self.stack.url)
            log_in(context.new_page(), username, self.stack.passwords[username])
            self.sessions[username] = context.storage_state()
            context.close()
        return self.sessions[username]

    def close(self) -> list[str]:
        for context, _ in self.opened:
            context.close()
        complaints = [complaint for _, watch in self.opened for complaint in watch.complaints]
        self.opened.clear()
        return complaints


def log_in(page: Page, username: str, password: str) -> None:
    page.goto("/anmelden/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("main button[type=submit]").click()
    expect(page.locator(".site-nav")).to_be_visible()


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
