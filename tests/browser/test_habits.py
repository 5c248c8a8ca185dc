"""What hands expect of any page: Back undoes, paper shows the whole, a search shows its hits, nothing is sent twice."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.deliveries import population, upload, write
from tests.browser.people import People
from tests.browser.stack import Stack
from tests.browser.test_map import AREAS, CHILD_POVERTY, focused, open_map

PLAYED = """() => { window.steps = history.length; document.getElementById('period-play').click(); }"""


@pytest.fixture
def page(people: People) -> Page:
    return people.page("planung")


def test_back_closes_the_sheet_and_forward_opens_it(page: Page) -> None:
    page.goto("/indikatoren/")
    open_map(page, CHILD_POVERTY)
    page.locator("#areas a[data-code='043']").click()
    page.locator("#areas a[data-code='052']").click()
    expect(page.locator("[data-sheet-title]")).to_have_text("Lindenberg")
    page.go_back()
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("area="))
    expect(page.locator("path.area")).to_have_count(AREAS)
    page.go_forward()
    expect(page.locator("[data-sheet-title]")).to_have_text("Lindenberg")
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile("/indikatoren/"))


def test_a_changed_topic_is_a_step_and_playing_is_none(page: Page) -> None:
    open_map(page, CHILD_POVERTY)
    page.locator("#choice-subject").select_option("indicator:arbeitslosenanteil")
    expect(page.locator("#announcement")).to_contain_text("Arbeitslosenanteil")
    page.evaluate(PLAYED)
    expect(page).to_have_url(re.compile("period=2023"))
    assert page.evaluate("history.length - window.steps") == 0
    page.go_back()
    expect(page.locator("h1")).to_have_text("Kinderarmut")


def outside(page: Page) -> list[str]:
    return page.evaluate("""() => {
      const frame = document.getElementById('map').getBoundingClientRect();
      return [...document.querySelectorAll('path.area')].filter((path) => {
        const box = path.getBoundingClientRect();
        return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
      }).map((path) => path.getAttribute('class'));
    }""")


def test_the_whole_city_fits_on_paper_and_on_the_screen_again(page: Page) -> None:
    open_map(page, CHILD_POVERTY)
    before = page.locator("#map").bounding_box()
    assert outside(page) == []
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    frame = page.locator("#map").bounding_box()
    assert frame is not None
    assert (round(frame["width"]), round(frame["height"])) == (680, 491)  # 180 × 130 mm
    assert outside(page) == []
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#map").bounding_box() == before
    assert outside(page) == []


def test_a_search_shows_its_hits_in_place_of_the_legend(page: Page) -> None:
    open_map(page)
    page.keyboard.press("/")
    expect(page.locator("#area-search")).to_be_in_viewport()
    page.keyboard.type("lind")
    expect(page.locator(".matrix")).to_be_hidden()
    expect(page.locator("#areas a[data-code='052']")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_attribute("data-code", "052")
    page.locator("#area-search").fill("")
    expect(page.locator(".matrix")).to_be_visible()


def test_the_legend_names_its_axes(page: Page) -> None:
    open_map(page)
    assert page.locator(".matrix .axis-name").all_inner_texts() == ["Dynamik", "Status"]


def test_cancel_keeps_the_focus_while_the_progress_goes_on(steward: Page, stack: Stack) -> None:
    with stack.worker_paused():
        upload(steward, write(population(stack), stack.folder / "wartet.csv"))
        steward.get_by_role("button", name="Abbrechen").focus()
        with steward.expect_response(re.compile("/fortschritt/|progress")):
            pass
        with steward.expect_response(re.compile("/fortschritt/|progress")):
            pass
        expect(focused(steward)).to_have_text("Abbrechen")
        steward.keyboard.press("Enter")
        expect(steward.locator("#progress progress")).to_have_count(0, timeout=20_000)


def test_an_empty_form_says_what_is_missing_and_leads_there(steward: Page) -> None:
    steward.goto("/lieferungen/neu/")
    steward.evaluate("document.querySelectorAll('[required]').forEach(field => field.removeAttribute('required'))")
    steward.locator("main form button[type=submit]").click()
    expect(focused(steward)).to_have_attribute("name", "file")
    expect(steward.locator("#id_file_error")).to_contain_text("Wählen Sie eine Datei")


def test_what_has_been_sent_is_not_sent_again(steward: Page) -> None:
    """Two impatient clicks are one upload: the second would be told that the file is known."""
    steward.goto("/lieferungen/neu/")
    sent = steward.evaluate("""() => {
      const form = document.querySelector('main form');
      const send = () => form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
      return [send(), send()];
    }""")
    assert sent == [True, False]
    expect(steward.locator("main form [role=status]").last).to_contain_text("Wird hochgeladen")


# Inside the page: from outside one waits until the sending is over.
SENT_AND_STOPPED = """async () => {
  const form = document.querySelector('main form');
  const busy = form.querySelector('[data-busy]');
  const next = (event) => new Promise((done) => navigation.addEventListener(event, done, { once: true }));
  const said = [];
  window.sent = 0;
  navigation.addEventListener('navigate', () => { window.sent += 1; });
  for (const times of [1, 2]) {
    const [begun, ended] = [next('navigate'), next('navigateerror')];
    form.requestSubmit();
    form.requestSubmit();
    said.push(busy.textContent);
    await begun;
    window.stop();
    await ended;
    said.push(busy.textContent);
  }
  return [window.sent, ...said];
}"""


def test_a_stopped_upload_can_be_sent_again(steward: Page, stack: Stack) -> None:
    """The server does not answer, the person presses the browser's Stop: the form is as it was before."""
    asked: list[Route] = []
    steward.route("**/lieferungen/neu/", lambda route: asked.append(route) if posts(route) else route.continue_())
    steward.goto("/lieferungen/neu/")
    steward.locator("[name=profile]").select_option(index=1)
    steward.locator("[name=file]").set_input_files(write(population(stack), stack.folder / "angehalten.csv"))
    sent, first, after, second, again = steward.evaluate(SENT_AND_STOPPED)
    assert sent == 2, "each time once, however often it was pressed"
    assert first == second
    assert "Wird hochgeladen" in first
    assert (after, again) == ("", "")


def posts(route: Route) -> bool:
    return route.request.method == "POST"


def test_another_choice_opens_a_form_that_has_been_sent(steward: Page) -> None:
    """For browsers that do not tell of their Stop."""
    steward.goto("/lieferungen/neu/")
    form = steward.locator("main form")
    form.evaluate("form => form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))")
    expect(form).to_have_attribute("data-sent", "yes")
    steward.locator("[name=profile]").select_option(index=1)
    expect(form).not_to_have_attribute("data-sent", "yes")
