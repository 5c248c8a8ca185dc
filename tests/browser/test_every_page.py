"""What holds on every page: nothing asked of others, nothing against the policy, nothing wider than the window."""

from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.tour import Stop, tour


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


SIZES = ((320, "100%"), (640, "200%"), (1280, "200%"))


def test_nothing_is_wider_than_the_window(people: People, stops: list[Stop]) -> None:
    """Also with letters of twice the size; Django's own administration is left out."""
    wide = []
    ours = [stop for stop in stops if stop.who != "admin"]
    for stop, page in tour(people, ours):
        for width, letters in SIZES:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
            if page.evaluate(SCROLLING):
                wide.append(f"{stop.name} at {width}, {letters}")
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


LIGHT_TEXTS = """[...document.querySelectorAll("main :is(h1, h2, h3, th, dt, .kern-badge, .kern-alert__header)")]
  .filter((one) => one.checkVisibility() && Math.max(...getComputedStyle(one).color.match(/[0-9]+/g)) > 120)
  .map((one) => one.textContent.trim().slice(0, 40))"""


def test_on_paper_nothing_is_light_on_white(people: People, stops: list[Stop]) -> None:
    """Whoever reads in dark colours prints in black."""
    light = []
    ours = [stop for stop in stops if stop.who == "statistik" and not stop.language]
    for stop, page in tour(people, ours, color_scheme="dark"):
        page.emulate_media(media="print", color_scheme="dark")
        light += [f"{stop.name}: {text}" for text in page.evaluate(LIGHT_TEXTS)]
        page.emulate_media(media="screen", color_scheme="dark")
    assert light == []
