"""The map with mouse and keyboard: outlines, list, legend and sheet follow one selection, which the address holds."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.people import People

AREAS = 12  # of the small city
CHILD_POVERTY = "/?indicator=kinderarmut&division=stadtteile&period=2024-12-31"
DAY_CARE = "/?indicator=kitaquote&division=stadtteile&period=2022-12-31"


@pytest.fixture
def page(people: People) -> Page:
    return people.page("planung")


def open_map(page: Page, address: str = "/") -> None:
    page.goto(address)
    expect(page.locator(".leaflet-overlay-pane path.area")).to_have_count(AREAS)


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def classes_drawn(page: Page) -> dict[str, int]:
    """How many outlines are drawn in each colour or pattern."""
    drawn = page.locator(".leaflet-overlay-pane path.area").evaluate_all(
        "paths => paths.map(p => p.classList[1] + (p.classList[2]?.startsWith('d') ? ' ' + p.classList[2] : ''))"
    )
    return {name: drawn.count(name) for name in drawn}


def test_every_area_is_drawn_in_the_colour_of_its_class(page: Page) -> None:
    open_map(page)
    fills = page.locator(".leaflet-overlay-pane path.area").evaluate_all(
        "paths => paths.map(p => getComputedStyle(p).fill)"
    )
    boxes = page.locator("[data-legend] [data-key] rect.area").evaluate_all(
        "boxes => boxes.map(box => getComputedStyle(box).fill)"
    )
    counts = [int(text) for text in page.locator("[data-legend] .count > [aria-hidden]").all_inner_texts()]
    assert len(fills) == sum(counts) == AREAS
    assert {fill: fills.count(fill) for fill in fills} == {
        fill: count for fill, count in zip(boxes, counts, strict=True) if count
    }


def test_pointing_names_the_area_with_its_value(page: Page) -> None:
    open_map(page, CHILD_POVERTY)
    row = page.locator("#areas a[data-code='043']")
    name, value = row.locator(".area-name").inner_text(), row.locator(".area-value").inner_text()
    tooltip = page.locator(".area-tooltip")
    middle = page.locator(".area-label", has_text=name).bounding_box()
    assert middle is not None
    page.mouse.move(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    expect(tooltip.locator("strong")).to_have_text(name)
    expect(tooltip.locator("span")).to_have_text(value)
    expect(page.locator("path.is-pointed")).to_have_count(1)
    expect(row).to_have_class(re.compile("is-pointed"))
    page.mouse.move(5, 5)
    expect(tooltip).to_have_count(0)
    page.mouse.click(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    expect(page.locator("[data-sheet-title]")).to_have_text(name)
    expect(page).to_have_url(re.compile("area=043"))
    page.locator("[data-close-sheet]").click()
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("area="))


def test_the_list_is_one_stop_for_the_keyboard_in_step_with_the_map(page: Page) -> None:
    open_map(page)
    page.locator("[data-search]").focus()
    page.keyboard.press("ArrowDown")
    expect(focused(page)).to_have_attribute("data-code", "011")
    expect(page.locator(".area-tooltip strong")).to_have_text("Altstadt")
    for key, code, name in (
        ("ArrowDown", "012", "Marktviertel"),
        ("End", "053", "Erlengrund"),
        ("ArrowUp", "052", "Lindenberg"),
    ):
        page.keyboard.press(key)
        expect(focused(page)).to_have_attribute("data-code", code)
        expect(page.locator(".area-tooltip strong")).to_have_text(name)
        expect(page.locator("path.is-pointed")).to_have_count(1)
    assert page.locator("#areas a[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_text("Lindenberg")
    expect(page.locator("path.is-selected")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    expect(focused(page)).to_have_attribute("data-code", "052")


def test_search_is_reached_with_one_key_and_forgives_spelling(page: Page) -> None:
    open_map(page)
    page.keyboard.press("/")
    expect(focused(page)).to_have_id("area-search")
    page.keyboard.type("muehlen")
    expect(page.locator("#areas li:visible")).to_have_count(1)
    expect(page.locator("#areas-shown")).to_have_text("1 von 12")
    expect(page.locator("path.is-faded")).to_have_count(AREAS - 1)
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_attribute("data-code", "043")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_skip_links_lead_past_header_and_map(page: Page) -> None:
    open_map(page)
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Zum Inhalt springen")
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_id("content")
    page.locator(".skip-map").focus()
    expect(page.locator(".skip-map")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_id("areas-title")


def test_buttons_move_and_zoom_and_are_large_enough(page: Page) -> None:
    open_map(page)
    outline = page.locator("path.area").first

    def box() -> tuple[int, int, int]:
        page.wait_for_timeout(400)  # Leaflet's own motion
        found = outline.bounding_box()
        assert found is not None
        return round(found["x"]), round(found["y"]), round(found["width"])

    home = box()
    page.get_by_role("button", name="Vergrößern").click()
    assert box()[2] > home[2]
    page.get_by_role("button", name="Ganze Stadt").click()
    assert box() == home
    for name, axis, direction in (("Osten", 0, -1), ("Westen", 0, 1), ("Süden", 1, -1), ("Norden", 1, 1)):
        before = box()
        page.get_by_role("button", name=name).click()
        assert (box()[axis] - before[axis]) * direction > 50
    for tool in page.locator(".map-tools button").all():
        size = tool.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 24


def test_the_address_holds_the_selection_and_back_goes_back(page: Page) -> None:
    open_map(page)
    page.get_by_label("Thema").select_option("indicator:kinderarmut")
    expect(page.locator("h1")).to_have_text("Kinderarmut")
    expect(page).to_have_title(re.compile("^Kinderarmut"))
    expect(page.locator("#announcement")).to_contain_text("Kinderarmut")
    address = page.url
    assert "indicator=kinderarmut" in address
    assert "subject" not in address
    page.get_by_label("Zeitraum", exact=True).first.select_option("2022-12-31")
    expect(page.locator(".subline")).to_contain_text("31.12.2022")
    page.go_back()
    expect(page.locator(".subline")).to_contain_text("31.12.2024")
    assert page.url == address
    page.go_back()
    expect(page.locator("h1")).to_have_text("Sozialraumtypologie")
    expect(page.locator("#choice-subject")).to_have_value("typology:sozialraum")
    expect(page.locator("path.area")).to_have_count(AREAS)


def test_back_pressed_twice_before_the_page_is_there_again(page: Page) -> None:
    open_map(page)
    page.get_by_label("Thema").select_option("indicator:kinderarmut")
    expect(page.locator("#announcement")).to_contain_text("Kinderarmut")
    page.get_by_label("Zeitraum", exact=True).first.select_option("2022-12-31")
    expect(page.locator(".subline")).to_contain_text("31.12.2022")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/map-page\.[\w.]*js$"), hold)
    page.go_back()
    expect(page.locator(".subline")).to_contain_text("31.12.2024")
    page.go_back(wait_until="commit")
    assert held
    page.unroute_all()  # lets go of what is held
    expect(page.locator("h1")).to_have_text("Sozialraumtypologie")


def test_an_address_sent_to_a_colleague_shows_the_same(people: People) -> None:
    address = "/?indicator=kinderarmut&division=stadtteile&period=2023-12-31&method=quantiles&classes=4&area=043"
    pages = [people.page("planung"), people.page("statistik", viewport={"width": 1100, "height": 800})]
    for page in pages:
        open_map(page, address)
        expect(page.locator("[data-sheet-title]")).to_have_text("Mühlenaue")
        expect(page.locator(".legend-entry")).to_have_count(4 + 2)
        expect(page.locator(".subline")).to_contain_text("31.12.2023")
    assert classes_drawn(pages[0]) == classes_drawn(pages[1])
    first, second = (page.locator(".legend").inner_text() for page in pages)
    assert first == second


def test_slider_and_player_move_through_the_periods(page: Page) -> None:
    open_map(page, CHILD_POVERTY)
    slider = page.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "31.12.2024")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("period=2023-12-31"))
    expect(page.locator(".subline")).to_contain_text("31.12.2023")
    expect(focused(page)).to_have_id("period-slider")
    legend = page.locator(".legend .legend-label").all_inner_texts()
    page.get_by_role("button", name="Zeiträume abspielen").click()
    expect(page.get_by_role("button", name="Anhalten")).to_be_visible()
    expect(page.locator(".subline")).to_contain_text("31.12.2024")
    expect(page.get_by_role("button", name="Zeiträume abspielen")).to_be_visible()
    assert page.locator(".legend .legend-label").all_inner_texts() == legend, "a colour means the same in each period"


def test_the_legend_filters_map_and_list(page: Page) -> None:
    open_map(page)
    cell = page.locator(".matrix [data-key]").filter(has=page.locator(".count > [aria-hidden]", has_text="5")).first
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#areas li:visible")).to_have_count(5)
    expect(page.locator("path.is-faded")).to_have_count(AREAS - 5)
    page.get_by_role("button", name="Alle wieder zeigen").click()
    expect(page.locator("#areas li:visible")).to_have_count(AREAS)
    expect(page.locator("path.is-faded")).to_have_count(0)


def test_no_data_and_suppressed_are_two_things(page: Page) -> None:
    open_map(page, DAY_CARE)
    entries = page.locator(".legend-entry")
    for label, name, sign in (("keine Angabe", "Erlengrund", "–"), ("geheim gehalten", "Handelshafen", "·")):
        entry = entries.filter(has_text=label)
        expect(entry.locator(".count > [aria-hidden]")).to_have_text("1")
        entry.click()
        expect(page.locator("#areas li:visible .area-name")).to_have_text([name])
        expect(page.locator("#areas li:visible .no-figure [aria-hidden]")).to_have_text(sign)
        entry.click()
    patterns = {
        page.locator("#areas a", has_text=name).locator("rect").get_attribute("fill")
        for name in ("Erlengrund", "Handelshafen")
    }
    assert len(patterns) == 2
    assert all(pattern and pattern.startswith("url(#") for pattern in patterns)


def test_without_scripts_list_table_and_form_still_work(people: People) -> None:
    page = people.page("planung", java_script_enabled=False)
    page.goto("/")
    expect(page.locator("#areas li")).to_have_count(AREAS)
    expect(page.locator("noscript")).to_have_count(1)
    assert page.locator(".needs-js:visible").count() == 0
    page.get_by_label("Thema").select_option("indicator:kinderarmut")
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator("h1")).to_have_text("Kinderarmut")
    on_map = page.locator("#areas .area-value").all_inner_texts()
    page.get_by_role("link", name="Altstadt").click()
    expect(page.locator("h1")).to_have_text("Altstadt")
    page.goto("/tabelle/?indicator=kinderarmut&division=stadtteile&period=2024-12-31")
    in_table = page.locator("#values tbody td.numeric").all_inner_texts()
    assert [text.replace("\u202f%", "") for text in on_map] == in_table


def test_outlines_that_do_not_come_are_said_and_the_list_remains(page: Page) -> None:
    page.route("**/areas.geojson*", lambda route: route.abort())
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("Die Umrisse")
    expect(page.locator("#areas li")).to_have_count(AREAS)


def test_catchments_lie_over_the_districts_and_the_sheet_counts_the_children(page: Page) -> None:
    open_map(page, CHILD_POVERTY)
    over = page.locator(".leaflet-over-pane path.over-line")
    expect(over).to_have_count(0)
    page.get_by_label("Grenzen darüber").select_option("grundschulbezirke")
    expect(over.first).to_be_attached()
    drawn = over.count()
    assert drawn == page.locator(".leaflet-over-pane path.over-halo").count() > 1
    expect(page.locator(".over-key")).to_contain_text("Grenzen von „Grundschulbezirke“")
    assert "over=grundschulbezirke" in page.url
    box = page.locator("path.area").first.bounding_box()
    assert box is not None
    page.locator("path.area").nth(3).click()  # the lines let the mouse through
    catchments = page.locator(".crossing", has_text="In der Gliederung „Grundschulbezirke“")
    expect(catchments).to_contain_text("Kinder im Grundschulalter")
    catchments.locator("tbody a").first.click()
    districts = page.locator(".crossing", has_text="In der Gliederung „Stadtteile“")
    expect(districts).to_contain_text("Kinder im Grundschulalter")
    page.go_back()
    expect(over).to_have_count(drawn)
    page.get_by_label("Grenzen darüber").select_option("")
    expect(over).to_have_count(0)


def test_an_address_with_borders_over_it_opens_with_them(page: Page) -> None:
    open_map(page, f"{CHILD_POVERTY}&over=grundschulbezirke")
    expect(page.locator(".leaflet-over-pane path.over-line").first).to_be_attached()
    open_map(page, f"{CHILD_POVERTY}&over=nirgends")
    expect(page.locator(".over-key")).to_have_count(0)
    expect(page.get_by_label("Grenzen darüber")).to_have_value("")
