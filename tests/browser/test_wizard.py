"""From an unknown file to published figures, with the keyboard alone; and the ways that use a profile again."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.deliveries import PROFILE, population, wait_until_checked, write
from tests.browser.people import People
from tests.browser.stack import Stack

UNKNOWN = (
    "Altersheim-Plätze der Stadt;;;\r\n"
    "Gebiet;Viertel;Jahr;Plätze\r\n"
    "011;Altstadt;2019;1.250\r\n"
    "053;Erlengrund;2019;-\r\n"
    "Summe;Stadt;2019;1.250\r\n"
)
ZERO = "nichts vor"  # the beginning of an option
MOST_TABS = 150


def tab_to(page: Page, target: Locator) -> None:
    """Goes on with the tabulator until the element has the focus, as a person would."""
    wanted = target.element_handle()
    for _ in range(MOST_TABS):
        if page.evaluate("one => document.activeElement === one", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached with the keyboard")


def answer(page: Page, name: str, words: str) -> None:
    """Types into a field, or types the beginning of an option of a select; then waits for the preview."""
    field = page.locator(f"[name='{name}']")
    tab_to(page, field)
    with page.expect_response(lambda response: response.request.method == "POST"):
        if field.evaluate("one => one.tagName") == "SELECT":
            page.keyboard.type(words)
            page.keyboard.press("Tab")
        else:
            page.keyboard.press("Control+A")
            page.keyboard.type(words)
            page.keyboard.press("Tab")
    expect(page.locator(".htmx-request")).to_have_count(0)


def sign_field(page: Page, sign: str) -> str:
    hidden = page.locator(f"input[type=hidden][name^='sign-'][value='{sign}']")
    return str(hidden.get_attribute("name")).replace("sign", "status")


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    path = tmp_path / "plaetze_2019.csv"
    path.write_bytes(UNKNOWN.encode("cp1252"))
    return path


def send(page: Page, path: Path) -> None:
    """Uploads without a profile: the file is set as a dialog of the system would, the rest is keys."""
    page.goto("/lieferungen/neu/")
    page.locator("[name=file]").set_input_files(path)
    tab_to(page, page.locator("main form[enctype] button[type=submit]"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/lieferungen/\d+/$"))


def press(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def test_an_unknown_file_becomes_a_profile_and_figures_by_keyboard(steward: Page, unknown: Path) -> None:
    page = steward
    send(page, unknown)
    expect(page.locator(".description").first).to_contain_text("cp1252")
    expect(page.get_by_text("Altersheim-Plätze der Stadt").first).to_be_visible()
    press(page, page.locator("a[href*='/profile/neu/']"))
    page.wait_for_url("**/profile/neu/**")
    tab_to(page, page.locator("[name=key]"))
    page.keyboard.press("Control+A")
    page.keyboard.type("altersheim")
    answer(page, "thousands", "1.234")
    answer(page, "measure-3", "EW")
    answer(page, "type", "ein Stichtag")
    answer(page, "day", "12-31")
    press_total(page)
    answer(page, sign_field(page, "-"), ZERO)
    expect(page.locator("#preview")).to_contain_text("Altstadt")
    expect(page.locator("#preview")).to_contain_text("31.12.2019")
    press(page, page.locator("button[value=save]"))
    page.wait_for_url(re.compile(r"/lieferungen/\d+/$"))
    wait_until_checked(page)
    while page.locator("[name=notice]:not(:checked)").count():
        tab_to(page, page.locator("[name=notice]:not(:checked)").first)
        page.keyboard.press("Space")
    press(page, page.locator("button[value=publish]"))
    page.wait_for_load_state()
    expect(page.locator(".kern-badge--success").first).to_be_visible()


def press_total(page: Page) -> None:
    tab_to(page, page.locator("input[name^='total-'][value='Summe']"))
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.keyboard.press("Space")
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_a_recurring_delivery_takes_two_clicks(steward: Page, stack: Stack, tmp_path: Path) -> None:
    rows = population(stack)
    changed = [rows[0], *([row[0].replace("2024", "2018"), *row[1:]] for row in rows[1:])]
    steward.goto("/lieferungen/neu/")
    steward.locator("[name=file]").set_input_files(write(changed, tmp_path / "x.csv"))
    steward.locator("main form[enctype] button[type=submit]").click()
    steward.wait_for_url(re.compile(r"/lieferungen/\d+/$"))
    expect(steward.locator("[name=profile] option:checked")).to_have_text(PROFILE)
    steward.locator("button[value=choose]").click()
    wait_until_checked(steward)
    expect(steward.locator("[name=action][value=publish]")).to_be_visible()


@pytest.mark.parametrize(("language", "colours", "width"), [("de", "light", 1440), ("en", "dark", 360)])
def test_pages_of_a_file_without_a_profile_keep_the_rules(
    people: People, unknown: Path, language: str, colours: str, width: int
) -> None:
    page = people.page("statistik", language, color_scheme=colours, viewport={"width": width, "height": 800})
    send(page, unknown)
    number = page.url.rstrip("/").rsplit("/", 1)[1]
    broken = []
    addresses = [f"/lieferungen/{number}/", f"/profile/neu/?lieferung={number}"]
    addresses += [f"/profile/neu/?lieferung={number}&als=text"]
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), address
        assert people.watch(page).complaints == []
        broken += [f"{address}: {rule['id']} {[n['target'] for n in rule['nodes'][:3]]}" for rule in violations(page)]
        people.watch(page).complaints.clear()  # axe tries a style that the policy forbids
    assert broken == []


def violations(page: Page) -> list[dict[str, list[dict[str, str]]]]:
    return list(Axe().run(page).response["violations"])


def test_the_wizard_works_without_scripts(people: People, unknown: Path) -> None:
    page = people.page("statistik", java_script_enabled=False)
    page.goto("/lieferungen/neu/")
    page.locator("[name=file]").set_input_files(unknown)
    page.locator("main form[enctype] button[type=submit]").click()
    page.locator("a[href*='/profile/neu/']").click()
    page.locator("[name=thousands]").select_option(".")
    page.locator("[name=measure-3]").fill("EW")
    page.locator("[name=day]").fill("12-31")
    page.locator("[name=type]").select_option("reference_date")
    page.locator("button[value=look]").click()
    expect(page.locator("#preview")).to_contain_text("1.250")
    expect(page.locator("#preview")).to_contain_text("Altstadt")
