"""Two divisions on one map: drawn with their pieces, coloured by what became of each area, in step with the tables."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People

PAIR = "/gebiete/vergleich/?a=stadtteile&b=kommunalwahlbezirke"
REFORM = "/gebiete/vergleich/?a=stadtteile@2012-01-01&b=stadtteile@2015-01-01"
AREAS = ".leaflet-overlay-pane path.area"


@pytest.fixture
def page(people: People) -> Page:
    return people.page("planung")


def opened(page: Page, address: str) -> int:
    """How many areas the list names; all of them are drawn."""
    page.goto(address)
    listed = page.locator("#areas a").count()
    expect(page.locator(AREAS)).to_have_count(listed)
    assert listed > 5
    return listed


def test_both_divisions_and_their_pieces_are_drawn(page: Page) -> None:
    opened(page, PAIR)
    pieces = page.locator("[data-finding]").count()
    assert pieces
    expect(page.locator("path.finding-place")).to_have_count(pieces)
    assert page.locator("path.beside-line").count() > 5
    boxes = page.locator(f"{AREAS}, path.finding-place").evaluate_all(
        "paths => paths.map(path => path.getBoundingClientRect().width)"
    )
    assert min(boxes) > 0  # there, and not a blank map
    page.locator("[data-layer=findings]").uncheck()
    expect(page.locator("path.finding-place")).to_have_count(0)
    page.locator("[data-layer=beside]").uncheck()
    expect(page.locator("path.beside-line")).to_have_count(0)
    page.locator("[data-finding]").first.click()  # shows what is asked for
    expect(page.locator("path.finding-place")).to_have_count(pieces)
    expect(page.locator("[data-layer=findings]")).to_be_checked()


def test_each_kind_has_its_own_fill_on_map_and_legend(page: Page) -> None:
    opened(page, REFORM)
    fill = "all => all.map(one => getComputedStyle(one).fill)"
    in_legend = page.locator("[data-legend] rect.area").evaluate_all(fill)
    assert len(set(in_legend)) == len(in_legend) > 1
    counts = [int(text) for text in page.locator("[data-legend] .count > [aria-hidden]").all_inner_texts()]
    drawn = page.locator(AREAS).evaluate_all(fill)
    assert {one: drawn.count(one) for one in drawn} == dict(zip(in_legend, counts, strict=True))
    patterned = [one for one in in_legend if one.startswith("url(")]
    assert len(patterned) >= len(in_legend) - 1  # only what is unchanged is plain
    for one in patterned:
        assert page.locator(re.sub(r'url\("(#.*)"\)', r"\1", one)).count() == 1


def test_rows_and_areas_are_marked_together(page: Page) -> None:
    opened(page, REFORM)
    row = page.locator("tr[data-areas]").first
    codes = row.evaluate("row => JSON.parse(row.dataset.areas)")
    row.locator("td").first.hover()
    expect(page.locator("path.is-pointed")).to_have_count(len(codes))
    page.mouse.move(5, 5)
    expect(page.locator("path.is-pointed")).to_have_count(0)
    link = page.locator(f"#areas a[data-code='{codes[0]}']")
    name = link.locator(".area-name").inner_text().split(" – ")[0]
    label = page.locator(".area-label", has_text=name.split(" ", 1)[1]).first.bounding_box()
    assert label is not None
    page.mouse.move(label["x"] + label["width"] / 2, label["y"] + label["height"] / 2)
    expect(page.locator(".area-tooltip strong")).to_have_text(name)
    expect(row).to_have_class(re.compile("is-pointed"))
    expect(link).to_have_class(re.compile("is-pointed"))


def test_by_keyboard_a_row_is_shown_and_the_legend_filters(page: Page) -> None:
    listed = opened(page, REFORM)
    row = page.locator("tr[data-areas]").first
    codes = row.evaluate("row => JSON.parse(row.dataset.areas)")
    row.locator("[data-show]").focus()
    expect(page.locator("path.is-pointed")).to_have_count(len(codes))
    page.keyboard.press("Enter")
    expect(page.locator("path.is-selected")).to_have_count(len(codes))
    expect(page.locator("#announcement")).not_to_be_empty()
    entry = page.locator("[data-legend] [data-key=identical]")
    count = int(entry.locator(".count > [aria-hidden]").inner_text())
    entry.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#areas li:visible")).to_have_count(count)
    expect(page.locator("path.is-faded")).to_have_count(listed - count)
    page.locator("#areas a[tabindex='0']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#areas a[aria-current=true]")).to_have_count(1)
    assert "vergleich" in page.url
