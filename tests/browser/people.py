"""People with browsers of their own, logged in and watched."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.stack import Stack
from tests.browser.watching import Watch


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
