"""What a page shows stands in its address: a copied link opens the same view, and words it does not know do no harm."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.test_map import AREAS, CHILD_POVERTY, open_map

TABLE = "/tabelle/?indicator=kinderarmut&division=stadtteile&period=2024-12-31"
FIRST = "#values tbody tr:first-child th"
SHOWN = "#areas li:not([hidden])"


@pytest.fixture
def page(people: People) -> Page:
    return people.page("planung")


def sorted_by(page: Page) -> list[tuple[str, str]]:
    heads = page.locator("#values thead th[aria-sort]")
    return [(head.get_attribute("data-column") or "", head.get_attribute("aria-sort") or "") for head in heads.all()]


def test_the_sorting_of_the_table_is_in_its_address(page: Page) -> None:
    page.goto(TABLE)
    for expected in ("sort=name", "sort=-name"):
        page.locator("#values th[data-column=name] button").click()
        expect(page).to_have_url(re.compile(f"{expected}$"))
    first = page.locator(FIRST).inner_text()
    steps = page.evaluate("history.length")
    page.reload()
    assert sorted_by(page) == [("name", "descending")]
    assert page.locator(FIRST).inner_text() == first
    assert page.evaluate("history.length") == steps, "sorting is no step for Back"


@pytest.mark.parametrize("word", ["", "-", "nobody", "-1990-12-31", '"]', "%00"])
def test_a_column_that_is_not_there_leaves_the_order(page: Page, word: str) -> None:
    page.goto(f"{TABLE}&sort={word}")
    expect(page.locator("#values")).to_be_visible()
    assert sorted_by(page) == [("code", "ascending")]


def test_what_the_legend_leaves_is_in_the_address(page: Page) -> None:
    open_map(page, CHILD_POVERTY)
    entries = page.locator(".legend [data-key]")
    for number in (0, 1):
        entries.nth(number).click()
    expect(page).to_have_url(re.compile("show=c0&show=c1$"))
    left = page.locator(SHOWN).all_inner_texts()
    assert 0 < len(left) < AREAS
    page.reload()
    expect(page.locator(".legend [aria-pressed=true]")).to_have_count(2)
    assert page.locator(SHOWN).all_inner_texts() == left
    page.locator("[data-clear-filter]").click()
    expect(page).not_to_have_url(re.compile("show="))


def test_legend_keys_that_are_not_there_go_from_the_address(page: Page) -> None:
    open_map(page, f"{CHILD_POVERTY}&show=nobody&show=c1")
    expect(page).to_have_url(re.compile("[^o]&show=c1$"))
    open_map(page, f"{CHILD_POVERTY}&show=nobody")
    expect(page).not_to_have_url(re.compile("show="))
    expect(page.locator(SHOWN)).to_have_count(AREAS)


def test_the_filter_stays_when_the_period_changes_and_when_a_sheet_is_closed(page: Page) -> None:
    open_map(page, CHILD_POVERTY)
    page.locator("#areas a").first.click()
    expect(page).to_have_url(re.compile("area="))
    page.locator(".legend [data-key=c1]").click()
    expect(page).to_have_url(re.compile("show=c1"))
    page.go_back()
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page).to_have_url(re.compile("show=c1"))
    page.locator("#choice-period").select_option("2023-12-31")
    expect(page).to_have_url(re.compile("period=2023-12-31.*show=c1"))
    expect(page.locator(".legend [data-key=c1]")).to_have_attribute("aria-pressed", "true")


def test_another_language_shows_the_same(page: Page) -> None:
    page.goto(TABLE)
    page.locator("#values th[data-column='2024-12-31'] button").click()
    expect(page).to_have_url(re.compile("sort=2024-12-31$"))
    page.locator(".languages button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert sorted_by(page) == [("2024-12-31", "ascending")]
