"""Second factors in a real browser: a passkey held by Chromium's own virtual authenticator, and the way without one."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import log_in
from tests.browser.stack import Stack
from tests.browser.watching import Watch

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def context(browser: Browser, stack: Stack) -> Iterator[BrowserContext]:
    """By name: a passkey belongs to one, and 127.0.0.1 is none."""
    url = stack.url.replace("127.0.0.1", "localhost")
    opened = browser.new_context(base_url=url, locale="de")
    watch = Watch(opened, url)
    yield opened
    opened.close()
    assert watch.complaints == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page


def submit(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def open_with_password(page: Page, stack: Stack, address: str, username: str) -> None:
    """A page that asks again who one is."""
    page.goto(address)
    page.locator("[name=password]").fill(stack.passwords[username])
    submit(page)
    expect(page).to_have_url(re.compile(f"{address}$"))


def test_a_passkey_is_added_asked_for_and_removed(page: Page, stack: Stack) -> None:
    stack.add_person("schluessel", "[]")
    log_in(page, "schluessel", stack.passwords["schluessel"])
    open_with_password(page, stack, "/konto/faktoren/passkey/", "schluessel")
    page.locator("[name=name]").fill("Dienstgerät")
    page.locator("[data-passkey-button]").click()
    expect(page.locator("h1")).to_have_text("Wiederherstellungscodes")
    codes = page.locator(".recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    page.goto("/konto/")
    expect(page.locator("main")).to_contain_text("Dienstgerät")
    page.get_by_role("button", name="Abmelden").click()

    page.locator("[name=username]").fill("schluessel")
    page.locator("[name=password]").fill(stack.passwords["schluessel"])
    submit(page)
    expect(page).to_have_url(re.compile("/anmelden/zweiter-faktor/$"))
    page.locator("[data-passkey-button]").click()
    expect(page.locator(".site-nav")).to_be_visible()

    page.goto("/konto/faktoren/")
    page.get_by_role("link", name="Dienstgerät entfernen").click()
    page.get_by_role("link", name="Mit einem Passkey").click()  # whoever has one shows it instead of the password
    page.locator("[data-passkey-button]").click()
    expect(page.locator("h1")).to_have_text("Dienstgerät entfernen?")
    submit(page)
    expect(page.locator("main")).to_contain_text("Noch kein zweiter Faktor")


def test_without_the_right_key_there_is_a_way_round(page: Page, context: BrowserContext, stack: Stack) -> None:
    """The key of another device is not there; a recovery code opens the door, once."""
    stack.add_person("ersatz", "[]")
    log_in(page, "ersatz", stack.passwords["ersatz"])
    open_with_password(page, stack, "/konto/faktoren/passkey/", "ersatz")
    page.locator("[data-passkey-button]").click()
    code = page.locator(".recovery-codes li").first.inner_text()
    page.goto("/konto/")
    page.get_by_role("button", name="Abmelden").click()

    other = context.new_page()
    session = context.new_cdp_session(other)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    other.goto("/anmelden/")
    other.locator("[name=username]").fill("ersatz")
    other.locator("[name=password]").fill(stack.passwords["ersatz"])
    submit(other)
    other.locator("[data-passkey-button]").click()
    expect(other.locator("[data-passkey-failed]")).to_be_visible()
    other.locator("[name=code]").fill(code)
    submit(other)
    expect(other.locator(".site-nav")).to_be_visible()


def test_an_app_is_set_up_with_the_keyboard_alone(page: Page, stack: Stack) -> None:
    stack.add_person("tastatur", "[]")
    log_in(page, "tastatur", stack.passwords["tastatur"])
    open_with_password(page, stack, "/konto/faktoren/app/", "tastatur")
    picture = page.locator(".totp-picture")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator("main code").inner_text()
    page.locator("[name=code]").focus()
    page.keyboard.type(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Wiederherstellungscodes")
