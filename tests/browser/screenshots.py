"""Makes the pictures of the README from the demo city, by hand when the pages have changed:

script/services start test && (set -a; . .local/test-env; .local/venv/bin/python -m tests.browser.screenshots)
"""

import base64
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.deliveries import population, upload, wait_until_checked, write
from tests.browser.people import People
from tests.browser.stack import ROOT, Stack

FOLDER = ROOT / "docs" / "images"
SIZE = {"width": 1280, "height": 800}


def take_map(page: Page, _stack: Stack) -> None:
    page.goto("/")
    expect(page.locator("path.area").first).to_be_attached()


def take_area(page: Page, _stack: Stack) -> None:
    take_map(page, _stack)
    areas = page.locator("#areas a[data-key='4±'], #areas a[data-key='3-']")
    page.goto(str(areas.first.get_attribute("href")))


def take_delivery(page: Page, stack: Stack) -> None:
    rows = population(stack)
    for row, cell in ((1, "8.104"), (4, "9.377"), (9, "5.920")):
        rows[row][3] = cell
    upload(page, write(rows[:-1], stack.folder / "bevoelkerung_stadtteile_2024_neu.csv"))
    wait_until_checked(page)


PIXELS = """async (png) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const bytes = drawing.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(text);
}"""


def with_256_colours(png: bytes, page: Page) -> bytes:
    """The same picture with a palette, a third of the size: the most frequent colours, each other as the nearest."""
    encoded = page.evaluate(PIXELS, base64.b64encode(png).decode())
    pixels = np.frombuffer(base64.b64decode(encoded), dtype=np.uint8).reshape(-1, 4)[:, :3]
    colours, index, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    palette = colours[np.argsort(-counts)[:256]]
    distance = ((colours[:, None, :].astype(int) - palette[None, :, :].astype(int)) ** 2).sum(axis=2)
    rows = distance.argmin(axis=1)[index.ravel()].astype(np.uint8).reshape(SIZE["height"], SIZE["width"])
    lines = np.hstack([np.zeros((len(rows), 1), dtype=np.uint8), rows])  # each line begins with "unfiltered"
    header = struct.pack(">IIBBBBB", SIZE["width"], SIZE["height"], 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stack = Stack(Path(folder) / "stack", "sozialmonitor_screenshots")
        try:
            stack.create_database()
            stack.load_city()
            stack.start()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = People(browser, stack).page("statistik", viewport=SIZE, color_scheme="light")
            blank = browser.new_page()
            for name, take in (("map", take_map), ("area", take_area), ("delivery", take_delivery)):
                take(page, stack)
                page.wait_for_load_state("networkidle")
                page.mouse.move(0, 0)
                picture = with_256_colours(page.screenshot(), blank)
                (FOLDER / f"{name}.png").write_bytes(picture)
                print(f"{name}.png: {len(picture) // 1024} kB")
            browser.close()
        finally:
            stack.stop()
            stack.drop_database()


if __name__ == "__main__":
    main()
