"""What people without a right see: nothing of it, and the same answer as for what does not exist."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People, log_in
from tests.browser.stack import Stack

NOT_FOUND = "Hier ist nichts zu finden"


@pytest.fixture
def guest(people: People) -> Page:
    """The demo grants this account the number of inhabitants and, of others, that they exist."""
    return people.page("gast")


def test_a_guest_is_offered_only_what_is_granted(guest: Page) -> None:
    guest.goto("/")
    expect(guest.locator("h1")).to_have_text("Einwohner")
    assert guest.locator("#choice-subject option").all_inner_texts() == ["Einwohner"]
    assert guest.locator(".site-nav a").all_inner_texts() == [
        "Karte",
        "Tabelle",
        "Indikatoren",
        "Gebiete",
        "Adressen",
        "Grundschulbezirke",
    ]
    guest.goto("/gebiet/stadtteile/011/")
    assert guest.locator(".indicator-card h3").all_inner_texts() == ["Einwohner"]
    expect(guest.locator(".typology")).to_have_count(0)


def test_what_may_be_known_of_stands_in_the_dictionary_without_figures(guest: Page) -> None:
    guest.goto("/indikatoren/")
    row = guest.get_by_role("row").filter(has_text="Kinderarmut")
    expect(row).to_contain_text("kein Zugriff auf die Zahlen")
    row.get_by_role("link").click()
    expect(guest.locator("h1")).to_have_text("Kinderarmut")
    expect(guest.get_by_role("link", name="Auf der Karte zeigen")).to_have_count(0)
    expect(guest.get_by_role("link", name="Durchschnittsalter")).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    [
        "/?indicator=kinderarmut", "/?indicator=gibt-es-nicht", "/?typology=sozialraum",
        "/tabelle/?indicator=kinderarmut", "/indikatoren/durchschnittsalter/", "/indikatoren/gibt-es-nicht/",
        "/gebiet/stadtteile/999/",
    ],
)  # fmt: skip
def test_closed_and_unknown_addresses_are_answered_alike(guest: Page, address: str) -> None:
    answer = guest.goto(address)
    assert answer is not None
    assert answer.status == 404
    expect(guest.locator("h1")).to_have_text(NOT_FOUND)
    expect(guest.get_by_role("link", name="Zurück zur Karte")).to_be_visible()
    assert "Kinderarmut" not in guest.content()


@pytest.mark.parametrize("address", ["/lieferungen/", "/lieferungen/neu/", "/lieferungen/1/", "/verwaltung/"])
def test_rooms_of_others_stay_closed(people: People, address: str) -> None:
    planner = people.page("planung")
    answer = planner.goto(address)
    assert answer is not None
    assert answer.status in (403, 404)
    expect(planner.locator("main .preline")).to_contain_text("Fehler 40")
    expect(planner.locator("main")).not_to_contain_text("bevoelkerung")


def test_downloads_are_offered_and_given_only_with_their_right(people: People, stack: Stack) -> None:
    stack.add_person("zuschauer", "[('list', 'einwohner'), ('view', 'einwohner')]")
    for username, offered in (("gast", 3), ("zuschauer", 0)):
        page = people.page(username)
        for address in ("/?indicator=einwohner", "/tabelle/?indicator=einwohner"):
            page.goto(address)
            expect(page.locator("h1")).to_have_text("Einwohner")
            expect(page.locator("a[download]")).to_have_count(offered)
        taken = page.request.get("/api/v1/values.csv?indicator=einwohner&division=stadtteile")
        assert taken.status == (200 if offered else 404)
        assert page.request.get("/api/v1/values/?indicator=einwohner&division=stadtteile").status == 200


@pytest.mark.parametrize("address", ["/", "/tabelle/", "/lieferungen/1/", "/verwaltung/"])
def test_without_login_there_is_only_the_login(people: People, address: str) -> None:
    stranger = people.page(None)
    stranger.goto(address)
    expect(stranger.locator("[name=password]")).to_be_visible()
    expect(stranger.locator(".site-nav")).to_have_count(0)
    expect(stranger.locator(".demo-banner")).to_be_visible()


def test_login_leads_back_to_where_one_wanted_and_logout_ends_it(people: People, stack: Stack) -> None:
    page = people.page(None)
    page.goto("/tabelle/?indicator=einwohner")
    page.locator("[name=username]").fill("gast")
    page.locator("[name=password]").fill("falsch")
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("[name=password]").fill(stack.passwords["gast"])
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(f"{stack.url}/tabelle/?indicator=einwohner")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.locator("[name=password]")).to_be_visible()
    page.goto("/tabelle/")
    expect(page.locator("[name=password]")).to_be_visible()
    log_in(page, "gast", stack.passwords["gast"])
