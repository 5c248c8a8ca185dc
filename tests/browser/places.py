"""What offices send about places, changed by a test, and the way of such files through the pages."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.stack import Stack

Feature = dict[str, Any]
DAY = "2031-01-01"


def catchment_file(stack: Stack) -> dict[str, Any]:
    """The office's own outlines: GeoJSON with the fields gsb_nr and gsb_name, in metres."""
    path = stack.folder / "city" / "geometrie" / "grundschulbezirke.geojson"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def write_outlines(outlines: Mapping[str, Any], path: Path) -> Path:
    path.write_text(json.dumps(outlines), encoding="utf-8")
    return path


def with_faults(outlines: dict[str, Any]) -> dict[str, Any]:
    """One area twice, one without a name, and a square that lies over its neighbours."""
    features: list[Feature] = outlines["features"]
    x, y = _somewhere(features[0])
    square = [[x, y], [x + 400, y], [x + 400, y + 300], [x, y + 300], [x, y]]
    over = {"type": "Polygon", "coordinates": [square]}
    features[1]["properties"]["gsb_name"] = ""
    again = {**features[2], "properties": {**features[2]["properties"], "gsb_name": "Noch einmal"}}
    new = {"type": "Feature", "properties": {"gsb_nr": "90", "gsb_name": "Neubaugebiet"}, "geometry": over}
    return {**outlines, "features": [*features, again, new]}


def _somewhere(feature: Feature) -> tuple[float, float]:
    coordinates = feature["geometry"]["coordinates"]
    while isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    return float(coordinates[0]), float(coordinates[1])


def register_rows(stack: Stack) -> list[list[str]]:
    text = (stack.folder / "city" / "vermessung" / "adressen.csv").read_text(encoding="cp1252")
    return [line.split(";") for line in text.splitlines()]


def write_table(rows: list[list[str]], path: Path) -> Path:
    path.write_bytes("".join(";".join(row) + "\r\n" for row in rows).encode("cp1252"))
    return path


def send(page: Page, address: str, fields: Mapping[str, str], **files: Path) -> int:
    """Fills in the page's form for files, sends it, and gives the number of the job whose page is then open."""
    page.goto(address)
    form = page.locator("main form[enctype]").last
    form.evaluate("one => { for (let up = one; up; up = up.parentElement) if (up.matches('details')) up.open = true }")
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    for name, path in files.items():
        form.locator(f"[name={name}]").set_input_files(path)
    form.locator("button[type=submit]").click()
    page.wait_for_url(re.compile(r"/auftraege/\d+/$"))
    return number_of(page)


def number_of(page: Page) -> int:
    return int(page.url.split("?")[0].rstrip("/").rsplit("/", 1)[1])


def wait_until_over(page: Page) -> None:
    """Until the job's page has loaded anew after the work."""
    expect(page.locator("#progress progress, [data-over]")).to_have_count(0, timeout=60_000)
    expect(page.locator("#progress")).to_be_attached()
    page.wait_for_load_state()


def follow(page: Page) -> str:
    """From a job that is done to what it made; gives the address."""
    wait_until_over(page)
    page.locator("main p > a").last.click()
    page.wait_for_load_state()
    return page.evaluate("location.pathname + location.search")
