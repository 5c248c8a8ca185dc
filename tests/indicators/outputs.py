"""Reads one figure back from every place where a person or a program can meet it, as it was sent."""

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import openpyxl
from django.test import Client

from tests.world import DAY, command

DIVISION = "stadtteile"


class Seen(NamedTuple):
    """A figure as one output shows it: `number` is None where it says none, `text` is for people."""

    number: float | None = None
    text: str | None = None
    status: str | None = None
    numerator: Any = None


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def map_data(client: Client, **query: str) -> dict[str, Any]:
    found = re.search(
        r'<script id="map-data" type="application/json">(.*?)</script>', page(client, "/", **query), re.DOTALL
    )
    assert found is not None
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def on_the_map(client: Client, indicator: str, area: str) -> Seen:
    data = map_data(client, indicator=indicator, division=DIVISION, period=DAY.label)["areas"][area]
    assert set(data) == {"name", "display", "css", "key", "status_label", "url"}, "nothing but what is drawn"
    key = data["key"]
    return Seen(text=data["display"], status=key if key in ("missing", "suppressed") else None)


def table_row(client: Client, indicator: str, area: str, **query: str) -> str:
    html = page(client, "/tabelle/", indicator=indicator, division=DIVISION, **{"period": DAY.label, **query})
    found = re.search(rf'<tr>\s*<td class="code">{area}</td>.*?</tr>', html, re.DOTALL)
    assert found is not None
    return found.group(0)


def in_the_table(client: Client, indicator: str, area: str) -> Seen:
    cell = table_row(client, indicator, area).split("</th>")[1]
    value = re.search(r'data-value="([^"]*)"', cell)
    return Seen(float(value.group(1)) if value else None, plain(cell))


def on_the_area_page(client: Client, indicator: str, area: str) -> Seen:
    html = page(client, f"/gebiet/{DIVISION}/{area}/")
    cards = [
        card for card in html.split('<article class="indicator-card">')[1:] if f"/indikatoren/{indicator}/" in card
    ]
    assert len(cards) == 1, "each indicator has one card"
    row = re.search(r'<th scope="row">31\.12\.2023</th><td class="numeric">(.*?)</td>', cards[0], re.DOTALL)
    assert row is not None
    return Seen(text=plain(row.group(1)))


def in_json(client: Client, indicator: str, area: str) -> Seen:
    query = {"indicator": indicator, "division": DIVISION, "period": DAY.label, "area": area}
    (row,) = json.loads(page(client, "/api/v1/values/", **query))
    return Seen(row["value"], None, row["status"], row["numerator"])


def in_csv(text: str, area: str, dialect: str) -> Seen:
    delimiter, mark = (";", ",") if dialect == "excel-de" else (",", ".")
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    (row,) = [row for row in rows if row["area_code"] == area and row["period_end"] == str(DAY.end)]
    number = float(row["value"].replace(mark, ".")) if row["value"] else None
    return Seen(number, None, row["status"], row["numerator"] or None)


def csv_from(path: str, dialect: str) -> Callable[[Client, str, str], Seen]:
    def read(client: Client, indicator: str, area: str) -> Seen:
        query = {"indicator": indicator, "division": DIVISION, "dialect": dialect, "format": "csv"}
        response = client.get(path, query)
        assert response.status_code == 200
        return in_csv(b"".join(response).decode(), area, dialect)

    return read


def from_the_command(client: Client, indicator: str, area: str) -> Seen:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "values.csv"
        ran = command("export_values", "--division", DIVISION, "--indicator", indicator, "--csv", target)
        assert ran.code == 0, ran
        return in_csv(target.read_text(encoding="utf-8"), area, "rfc4180")


def in_xlsx(client: Client, indicator: str, area: str) -> Seen:
    query = {"indicator": indicator, "division": DIVISION, "period": DAY.label, "area": area}
    response = client.get("/api/v1/values.xlsx", query)
    assert response.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    header, *rows = book.active.iter_rows(values_only=True)
    (row,) = [dict(zip(header, row, strict=True)) for row in rows]
    return Seen(row["value"], None, row["status"], row["numerator"])


OUTPUTS: dict[str, Callable[[Client, str, str], Seen]] = {
    "map": on_the_map,
    "table": in_the_table,
    "area page": on_the_area_page,
    "json": in_json,
    "csv": csv_from("/api/v1/values.csv", "rfc4180"),
    "csv for Excel": csv_from("/api/v1/values.csv", "excel-de"),
    "csv by format": csv_from("/api/v1/values/", "rfc4180"),
    "command": from_the_command,
    "xlsx": in_xlsx,
}
