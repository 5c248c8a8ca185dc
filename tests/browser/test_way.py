"""The whole way of a number: from an office's file to map, table, download and interface, and back again."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.deliveries import population, upload, wait_until_checked, write
from tests.browser.stack import Stack

ALTSTADT, ERLENGRUND = "011", "053"
BEFORE, AFTER = 14472, 15001
MAP = "/?indicator=einwohner&division=stadtteile&period=2024-12-31"


@pytest.fixture
def changed(stack: Stack, tmp_path: Path) -> Path:
    """One number changed, one row left out, one name misspelt, one row of an earlier year that nobody had yet."""
    rows = population(stack)
    altstadt = next(row for row in rows if row[1] == ALTSTADT)
    assert altstadt[3] == "14.472"
    altstadt[2], altstadt[3] = "Innenstadt", "15.001"
    kept = [row for row in rows if row[1] != ERLENGRUND]
    earlier = ["31.12.2021", *altstadt[1:]]
    return write([*kept, earlier], tmp_path / "bevoelkerung_2024_neu.csv")


def test_a_number_goes_its_whole_way_and_back(steward: Page, stack: Stack, changed: Path) -> None:
    assert everywhere(steward) == dict.fromkeys(PLACES, BEFORE)
    number = upload_and_watch(steward, stack, changed)
    look_at_the_difference(steward)
    publish(steward)
    assert everywhere(steward) == dict.fromkeys(PLACES, AFTER)
    withdraw(steward, number)
    assert everywhere(steward) == dict.fromkeys(PLACES, BEFORE)


def upload_and_watch(page: Page, stack: Stack, path: Path) -> int:
    with stack.worker_paused():
        number = upload(page, path)
        expect(page.locator("#progress-bar")).to_be_visible()
        page.reload()
        expect(page.locator("#progress")).to_contain_text("wartet auf die Verarbeitung")
        expect(page.locator("#progress [value=cancel]")).to_be_visible()
    wait_until_checked(page)
    expect(page.locator(".kern-badge")).to_have_text("geprüft, bereit zur Veröffentlichung")
    return number


def look_at_the_difference(page: Page) -> None:
    """Of 11 measures a row of 2021 is new and that of Erlengrund gone; of eleven rows all but one number stays."""
    counts = [int(text) for text in page.locator("#difference-title + .counts strong").all_inner_texts()]
    assert counts == [11, 1, 11, 11 * 11 - 1]
    jump = page.get_by_role("region", name="Größte Sprünge").locator("tbody tr")
    assert jump.all_inner_texts() == ["011 Altstadt\tEinwohner insgesamt\t31.12.2024\t14.472\t15.001\t+529"]


def publish(page: Page) -> None:
    button = page.get_by_role("button", name="Veröffentlichen")
    ticks = page.locator("[name=notice]")
    button.click()  # without the ticks the browser keeps it
    expect(page.locator(".kern-badge")).to_have_text("geprüft, bereit zur Veröffentlichung")
    assert ticks.evaluate_all("boxes => boxes.map(box => box.value).sort()") == [
        "areas_changed",
        "missing_areas",
        "name_differs",
    ]
    for tick in ticks.all():
        tick.check()
    button.click()
    expect(page.get_by_role("status").first).to_contain_text("Veröffentlicht.")
    expect(page.locator(".kern-badge")).to_have_text("veröffentlicht")


def withdraw(page: Page, number: int) -> None:
    page.goto(f"/lieferungen/{number}/")
    page.locator(".withdraw summary").click()
    page.get_by_label("Grund").fill("Die Altstadt war doppelt gezählt.")
    page.get_by_role("button", name="Zurückziehen").click()
    expect(page.locator(".kern-badge")).to_have_text("zurückgezogen")
    expect(page.locator("main")).to_contain_text("Die Altstadt war doppelt gezählt.")


PLACES = ("list", "tooltip", "table", "excel-de", "rfc4180", "json", "all periods")


def everywhere(page: Page) -> dict[str, int]:
    """The inhabitants of Altstadt in 2024 wherever they can be read."""
    page.goto(MAP)
    expect(page.locator("path.area").first).to_be_attached()
    row = page.locator(f"#areas a[data-code='{ALTSTADT}']")
    row.hover()
    found = {"list": german(row.locator(".area-value").inner_text())}
    found["tooltip"] = german(page.locator(".area-tooltip span").inner_text())
    found |= {dialect: downloaded(page, dialect) for dialect in ("excel-de", "rfc4180")}
    page.get_by_role("link", name="Tabelle").last.click()
    found["table"] = german(cell(page, "31.12.2024"))
    page.get_by_label("Zeitraum").select_option(label="alle Zeiträume")
    page.wait_for_url(re.compile("period=(&|$)"))
    found["all periods"] = german(cell(page, "31.12.2024"))
    answer = page.request.get(f"/api/v1/values/{MAP[1:]}&area={ALTSTADT}")
    (figure,) = answer.json()
    return found | {"json": int(figure["value"])}


def cell(page: Page, period: str) -> str:
    """The figure of Altstadt in the column of a period."""
    heads = page.locator("#values thead th").all_inner_texts()
    column = next(number for number, text in enumerate(heads) if period in text or "Einwohner" in text)
    row = page.locator("#values tbody tr").filter(has=page.get_by_role("link", name="Altstadt", exact=True))
    return row.locator("th, td").nth(column).inner_text()


def downloaded(page: Page, dialect: str) -> int:
    name = {"excel-de": "CSV für Excel", "rfc4180": "CSV für R und Python"}[dialect]
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith("\ufeff".encode()) == (dialect == "excel-de")
    text = content.decode("utf-8-sig")
    delimiter = {"excel-de": ";", "rfc4180": ","}[dialect]
    (row,) = [
        row
        for row in csv.DictReader(io.StringIO(text), delimiter=delimiter)
        if row["area_code"] == ALTSTADT and row["period_end"] == "2024-12-31"
    ]
    return int(row["value"])


def german(text: str) -> int:
    """From "14.472 Personen"."""
    return int(re.sub(r"\D", "", text))
