"""The pages about rights, for the tests that look at all pages."""

from playwright.sync_api import Page, expect

from tests.browser.tour import Stop, open_everything, send_empty

# Cells of the matrix of the demo city.
CELLS = ("department:jugend|indicator:kinderarmut", "department:bildung|indicator:kinderarmut")


def look_at_a_change(page: Page) -> None:
    for cell in CELLS:
        page.locator(f"[name=cell][value='{cell}']").check()
    page.locator("[name=permission][value=import]").check()
    page.locator("[name=reason]").fill("Probe")
    page.locator("form[action$='/rechte/aendern/'] button[type=submit]").click()
    expect(page.locator("[name=seal]")).to_be_attached()
    open_everything(page)


def tick_nothing(page: Page) -> None:
    page.locator("[name=reason]").fill("Probe")
    page.locator("form[action$='/rechte/aendern/'] button[type=submit]").click()
    expect(page.locator("main [role=alert]").first).to_be_visible()


def ask_for_it(page: Page) -> None:
    """The first time it is asked; after that the page says so."""
    page.locator("[name=reason]").fill("Für den Sozialbericht")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main h1")).to_be_visible()


def look_as_guest(page: Page) -> None:
    """And back, so that what comes after is the administrator's."""
    page.locator("[name=person]").select_option("gast")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".viewing-as")).to_be_visible()


def end_looking(page: Page) -> None:
    page.locator(".viewing-as button").click()
    expect(page.locator(".viewing-as")).to_have_count(0)


NEW = "/rechte/anfragen/neu/?what=indicator:kinderarmut&permission=view"
STOPS = (
    Stop("matrix", "/rechte/", open_everything, "admin"),
    Stop("matrix of sets that ends soon", "/rechte/?kind=set&soon=on", None, "admin"),
    Stop("matrix, filtered", "/rechte/?subject=department:bildung&permission=view&text=kinder", None, "admin"),
    Stop("matrix of an owner", "/rechte/", None, "bildung"),
    Stop("matrix with errors", "/rechte/", tick_nothing, "admin"),
    Stop("change of rights", "/rechte/?text=kinderarmut", look_at_a_change, "admin"),
    Stop("new request", NEW, None, "gast"),
    Stop("new request with errors", NEW, send_empty, "gast"),
    Stop("request asked", NEW, ask_for_it, "gast"),
    Stop("own requests", "/rechte/anfragen/", None, "gast"),
    Stop("requests to decide", "/rechte/anfragen/", None, "admin"),
    Stop("history of rights", "/rechte/verlauf/", None, "admin"),
    Stop("rights on a day", "/rechte/stand/?day=2026-01-01&what=indicator:kinderarmut&permission=view", None, "admin"),
    Stop("roles", "/rechte/rollen/", open_everything, "admin"),
    Stop("look as somebody", "/rechte/ansicht/", None, "admin"),
    Stop("looking as a guest", "/rechte/ansicht/", look_as_guest, "admin"),
    Stop("refused while looking", "/verwaltung/", None, "admin"),
    Stop("map while looking", "/?indicator=einwohner", None, "admin"),
    Stop("looking ended", "/indikatoren/", end_looking, "admin"),
)
