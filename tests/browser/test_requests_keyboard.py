"""Asking for access, deciding, and seeing the figures: two people, no mouse."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.stack import Stack


def tab_to(page: Page, name: str, role: str = "link", presses: int = 80) -> None:
    """Moves the focus with the tab key alone until it stands on what bears the name."""
    wanted = page.get_by_role(role, name=re.compile(name)).first  # type: ignore[arg-type]
    expect(wanted).to_be_visible()
    for _ in range(presses):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{name} is not reached with the tab key")


def press(page: Page, name: str, role: str = "link") -> None:
    tab_to(page, name, role)
    page.keyboard.press("Enter")


def test_ask_decide_and_see(people: People, stack: Stack) -> None:
    stack.add_person("frager", "[('list', 'kinderarmut')]")
    asking, deciding = people.page("frager"), people.page("statistik")
    asking.goto("/indikatoren/kinderarmut/")
    press(asking, "Zugang anfragen")
    expect(asking.locator("h1")).to_have_text("Zugang anfragen")
    tab_to(asking, "Wofür", "textbox")
    asking.keyboard.type("Für den Sozialbericht")
    press(asking, "Anfrage senden", "button")
    expect(asking.locator("main")).to_contain_text("Noch nicht entschieden")

    deciding.goto("/indikatoren/")
    press(deciding, "Anfragen")
    expect(deciding.locator("main")).to_contain_text("Für den Sozialbericht")
    waiting = deciding.get_by_role("button", name="Zugang geben")
    for left in reversed(range(waiting.count())):  # the tour of another module may have asked too
        press(deciding, "Zugang geben", "button")
        expect(waiting).to_have_count(left)
    expect(deciding.locator("main")).to_contain_text("Entschieden")

    asking.goto("/indikatoren/")
    press(asking, "Anfragen")
    expect(asking.locator("main")).to_contain_text("gegeben")
    press(asking, "Zahlen zeigen")
    expect(asking.locator("h1")).to_have_text("Kinderarmut")
    expect(asking.locator("path.area").first).to_be_attached()
    asking.goto("/rechte/anfragen/")
    press(asking, "Zur Kenntnis genommen", "button")
    expect(asking.locator(".notices")).to_have_count(0)


def test_the_matrix_is_changed_without_a_mouse(people: People) -> None:
    page = people.page("admin")
    page.goto("/rechte/?text=kinderarmut&subject=department:jugend")
    cell = page.locator("[name=cell][value='department:jugend|indicator:kinderarmut']")
    cell.focus()
    page.keyboard.press("Space")
    expect(cell).to_be_checked()
    tab_to(page, "Dateien hochladen", "checkbox")
    page.keyboard.press("Space")
    tab_to(page, "^Grund$", "textbox")
    page.keyboard.type("Probe")
    press(page, "Zeigen, was es bewirkt", "button")
    expect(page.locator("main")).to_contain_text("Rechte, die gegeben werden (1)")
    press(page, "Alles speichern", "button")
    expect(page.locator("[role=status]")).to_contain_text("1 Rechte gegeben")
    expect(page).to_have_url(re.compile(r"subject=department.*text=kinderarmut"))


def test_what_is_printed_of_the_matrix_has_no_controls(people: People) -> None:
    page = people.page("admin")
    page.goto("/rechte/")
    page.emulate_media(media="print")
    expect(page.locator(".rights-matrix")).to_be_visible()
    for part in (".rights-bulk", ".rights-filter", ".rights-matrix input >> nth=0", ".site-nav"):
        expect(page.locator(part)).to_be_hidden()
