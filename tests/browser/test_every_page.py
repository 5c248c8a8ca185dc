"""What holds on every page: no accessibility rule broken, nothing asked of others, nothing wider than the window."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import People
from tests.browser.stack import Stack
from tests.browser.tour import STOPS, Stop, delivery_stops

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
AXE = Axe()


@pytest.fixture(scope="module")
def stops(browser: Browser, stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Stop]]:
    stack.add_person("niemand", "[]")
    people = People(browser, stack)
    yield [*STOPS, *delivery_stops(people, stack, tmp_path_factory.mktemp("files"))]
    people.close()


def tour(people: People, stops: list[Stop], language: str = "de", **options: object) -> Iterator[tuple[Stop, Page]]:
    """Each stop in the browser of the person it is for, which stays open from stop to stop."""
    pages: dict[str | None, Page] = {}
    for stop in stops:
        if stop.who not in pages:
            pages[stop.who] = people.page(stop.who, language, **options)
        stop.visit(pages[stop.who])
        yield stop, pages[stop.who]


# Each two of language, colours and width meet once; all three need not.
@pytest.mark.parametrize(
    ("language", "colours", "size"),
    [("de", "light", WIDE), ("en", "light", NARROW), ("de", "dark", NARROW), ("en", "dark", WIDE)],
    ids=["german-light-wide", "english-light-narrow", "german-dark-narrow", "english-dark-wide"],
)
def test_no_accessibility_rule_is_broken(
    people: People, stops: list[Stop], language: str, colours: str, size: dict[str, int]
) -> None:
    broken = []
    for stop, page in tour(people, stops, language, color_scheme=colours, viewport=size):
        assert page.locator("html").get_attribute("lang") == language
        for rule in AXE.run(page).response["violations"]:
            broken.append(f"{stop.name}: {rule['id']}: {[node['target'] for node in rule['nodes'][:3]]}")
    assert broken == []


def test_every_answer_has_the_policy_and_no_other_host_is_asked(people: People, stops: list[Stop]) -> None:
    """The `people` themselves complain about hosts, policies and assets; here is proven that they looked."""
    seen: set[str] = set()
    for _, page in tour(people, stops):
        watch = people.watch(page)
        assert watch.complaints == []
        seen |= {response.url.split("?")[0].removeprefix(watch.url) for response in watch.responses}
    assert {"/", "/tabelle/", "/lieferungen/", "/verwaltung/", "/anmelden/"} <= seen
    assert any(path.endswith("areas.geojson") for path in seen)
    for kind in (".js", ".css", ".woff2", ".svg"):
        assert any(path.startswith("/static/") and path.endswith(kind) for path in seen), kind


def test_a_broken_policy_would_be_noticed(people: People) -> None:
    """The watch itself: a script and a picture that the policy forbids."""
    page = people.page("planung")
    page.goto("/indikatoren/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"http://127.0.0.2:9/a.png\"><p style=\"color:red\">')"
    )
    page.wait_for_timeout(200)
    complaints = people.watch(page).complaints
    assert any("CSP img-src" in complaint for complaint in complaints)
    assert any("CSP style-src" in complaint for complaint in complaints)
    complaints.clear()


SCROLLING = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (1280, "200%"), (640, "200%")])
def test_nothing_is_wider_than_the_window(people: People, stops: list[Stop], width: int, text: str) -> None:
    wide = []
    ours = [stop for stop in stops if not stop.address.startswith("/verwaltung/")]
    for stop, page in tour(people, ours, viewport={"width": width, "height": 800}):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        if page.evaluate(SCROLLING):
            wide.append(stop.name)
    assert wide == []


def test_who_wants_no_motion_gets_none(people: People) -> None:
    page = people.page("planung", reduced_motion="reduce")
    page.goto("/")
    expect(page.locator("path.area").first).to_be_attached()
    for name in ("Vergrößern", "Osten"):
        page.get_by_role("button", name=name).click()
        assert page.evaluate("document.getAnimations().length") == 0
        assert page.locator(".leaflet-zoom-anim, .leaflet-pan-anim").count() == 0


def test_paper_gets_map_and_legend_but_no_controls(people: People) -> None:
    page = people.page("planung", color_scheme="dark")
    page.goto("/?indicator=kinderarmut")
    expect(page.locator("path.area")).to_have_count(12)
    page.emulate_media(media="print", color_scheme="dark")
    for shown in ("h1", "#map", ".legend", "#areas", ".demo-banner", ".source"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".site-nav", ".site-tools", ".map-tools", "#choices", ".area-search", ".links-row"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    frame, legend = page.locator("#map").bounding_box(), page.locator(".legend").bounding_box()
    assert frame is not None
    assert legend is not None
    assert frame["y"] + frame["height"] <= legend["y"]
    assert page.pdf(format="A4").startswith(b"%PDF")
