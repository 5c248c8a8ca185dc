"""The maps of an edition, a draft, a comparison and a plan without a mouse."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.places import catchment_file, follow, send, with_faults, write_outlines
from tests.browser.stack import Stack
from tests.browser.tour_places import COMPARED

Box = dict[str, float]


def box(outline: Locator) -> Box:
    found = outline.bounding_box()
    assert found is not None
    return dict(found)


def middle(outline: Locator) -> float:
    found = box(outline)
    return found["x"] + found["width"] / 2


@pytest.fixture
def in_force(steward: Page) -> Page:
    steward.goto("/gebiete/")
    steward.get_by_role("link", name="Stadtteile (Stand 01.01.2015)").click()
    expect(steward.locator("path.area")).to_have_count(12)
    return steward


@pytest.fixture
def draft(steward: Page, stack: Stack, tmp_path: Path) -> Page:
    fields = {"division": "Grundschulbezirke", "valid_from": "2043-08-01", "label": "Zum Ansehen"}
    faulty = write_outlines(with_faults(catchment_file(stack)), tmp_path / "bezirke.geojson")
    send(steward, "/gebiete/neu/", fields, file=faulty)
    follow(steward)
    expect(steward.locator(".finding-place")).not_to_have_count(0)
    return steward


@pytest.mark.parametrize("address", ["edition", COMPARED, "/grundschulbezirke/"], ids=["edition", "comparison", "plan"])
def test_arrow_keys_move_the_map_and_plus_and_minus_zoom(steward: Page, address: str) -> None:
    steward.emulate_media(reduced_motion="reduce")
    if address == "edition":
        steward.goto("/gebiete/")
        steward.get_by_role("link", name="Stadtteile (Stand 01.01.2015)").click()
    else:
        steward.goto(address)
    outline = steward.locator("path.area").first
    expect(outline).to_be_attached()
    steward.locator("#map").focus()
    expect(steward.locator("#map")).to_be_focused()
    start = box(outline)
    steward.keyboard.press("ArrowRight")
    steward.wait_for_timeout(400)
    assert box(outline)["x"] < start["x"]
    steward.keyboard.press("ArrowLeft")
    steward.wait_for_timeout(400)
    steward.keyboard.press("+")
    steward.wait_for_timeout(400)
    assert box(outline)["width"] > start["width"] * 1.2
    steward.keyboard.press("-")
    steward.wait_for_timeout(400)
    assert box(outline)["width"] == pytest.approx(start["width"], abs=2)
    buttons = steward.locator(".map-tools button")
    for number, name in enumerate(("Norden", "Westen", "Ganze Stadt", "Osten", "Süden", "Vergrößern", "Verkleinern")):
        expect(buttons.nth(number)).to_have_accessible_name(name)
    buttons.nth(5).press("Enter")
    steward.wait_for_timeout(400)
    assert box(outline)["width"] > start["width"] * 1.2


def test_areas_of_an_edition_are_reached_from_their_list(in_force: Page) -> None:
    in_force.keyboard.press("/")
    expect(in_force.locator("#area-search")).to_be_focused()
    in_force.keyboard.press("ArrowDown")
    focused = in_force.locator(":focus")
    expect(focused).to_have_attribute("data-code", "011")
    expect(in_force.locator("path.is-pointed")).to_have_count(1)
    in_force.keyboard.press("ArrowDown")
    expect(in_force.locator(".area-tooltip")).to_contain_text("012 Marktviertel")
    in_force.keyboard.press("Enter")
    expect(in_force.locator("#chosen-title")).to_have_text("012 Marktviertel")
    expect(in_force.locator("path.is-selected")).to_have_count(1)


def test_past_the_map_to_the_list(in_force: Page) -> None:
    in_force.locator(".skip-map").focus()
    in_force.keyboard.press("Enter")
    expect(in_force.locator("#areas-title")).to_be_focused()


def test_the_places_of_findings_are_brought_into_view(draft: Page) -> None:
    whole = box(draft.locator("path.area").first)
    button = draft.get_by_role("button", name="Auf der Karte zeigen").nth(1)
    button.focus()
    draft.keyboard.press("Enter")
    assert box(draft.locator("path.area").first)["width"] > 1.5 * whole["width"]
    expect(draft.locator("#announcement")).to_contain_text("Auf der Karte zeigen")
    expect(draft.locator("path.is-selected")).to_have_count(2)
    expect(button).to_be_focused()
    draft.get_by_label("in Kraft: ").press(" ")
    expect(draft.locator(".beside-line")).to_have_count(0)
    draft.get_by_label("Orte der Befunde").press(" ")
    expect(draft.locator(".finding-place")).to_have_count(0)


def test_the_long_list_scrolls_in_its_panel_and_not_the_page(draft: Page) -> None:
    assert draft.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 1
    draft.locator("#areas a").last.scroll_into_view_if_needed()
    expect(draft.locator("#areas a").last).to_be_in_viewport()
    assert draft.evaluate("window.scrollY") == 0


def test_pieces_of_a_comparison_are_brought_into_view(steward: Page) -> None:
    steward.goto("/gebiete/vergleich/?a=stadtteile&b=kommunalwahlbezirke")
    expect(steward.locator(".finding-place")).not_to_have_count(0)
    whole = box(steward.locator("path.area").first)
    piece = steward.locator("[data-finding]").first
    piece.focus()
    steward.keyboard.press("Enter")
    assert box(steward.locator("path.area").first)["width"] > 1.1 * whole["width"]


def test_catchments_are_reached_from_the_table_below_their_map(steward: Page) -> None:
    steward.goto("/grundschulbezirke/")
    expect(steward.locator("path.area")).to_have_count(8)
    link = steward.locator("tbody a[data-area]").nth(2)
    name = link.inner_text()
    link.focus()
    expect(steward.locator("path.is-pointed")).to_have_count(1)
    expect(steward.locator(".area-tooltip strong")).to_have_text(name)
    steward.keyboard.press("Enter")
    chosen = steward.locator("path.is-selected")
    expect(chosen).to_have_count(1)
    frame = box(steward.locator("#map"))
    assert middle(chosen) == pytest.approx(frame["x"] + frame["width"] / 2, abs=25)
    expect(steward.locator("#announcement")).to_contain_text(name)
    expect(steward.locator(".point-legend")).to_contain_text("Schule")
