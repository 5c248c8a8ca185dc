"""What the offices send, changed by a test, and the way of a file through the upload page."""

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.stack import Stack

Rows = list[list[str]]
POPULATION = "bevoelkerung_stadtteile_2024.csv"
PROFILE = "Bevölkerung und Haushalte der Stadtteile"
PROFILE_ENGLISH = "Population and households of the Stadtteile"


def population(stack: Stack) -> Rows:
    """The office's own file as rows of cells, the header first."""
    path = stack.folder / "city" / "statistikstelle" / POPULATION
    return list(csv.reader(io.StringIO(path.read_text(encoding="cp1252")), delimiter=";"))


def write(rows: Rows, path: Path) -> Path:
    """As the office writes it: cp1252, semicolons, CR LF."""
    path.write_bytes("".join(";".join(row) + "\r\n" for row in rows).encode("cp1252"))
    return path


def upload(page: Page, path: Path, profile: str = PROFILE) -> int:
    """Sends the file and gives the number of the delivery, whose page is then open."""
    page.goto("/lieferungen/neu/")
    page.locator("[name=profile]").select_option(label=profile)
    page.locator("[name=file]").set_input_files(path)
    page.locator("main form[enctype] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/lieferungen/\d+/$"))
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def wait_until_checked(page: Page) -> None:
    """Until the page has loaded anew after the work was over; it may have been over before the page was there."""
    expect(page.locator("#progress progress, [data-over]")).to_have_count(0, timeout=30_000)
    expect(page.locator("#progress")).to_be_attached()
    page.wait_for_load_state()
