"""What the product tells one person about the small city: pages, fragments, interface and files, as bytes."""

import re
from io import BytesIO
from zipfile import ZipFile

from django.test import Client

from indicators.models import Run

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
CODES = ("arbeitslose", "quote", "wandel", "einwohner")  # all that the unemployed go into, and what goes with them


def addresses() -> list[str]:
    found = ["/", "/tabelle/", "/indikatoren/", "/api/v1/indicators/", "/api/v1/typologies/"]
    found += ["/gebiet/stadtteile/01/", "/gebiet/stadtteile/04/"]
    found += [f"/?indicator=quote&method={method}&classes=3" for method in ("jenks", "quantiles", "equal", "std")]
    for code in CODES:
        found += [f"/?indicator={code}", f"/indikatoren/{code}/", f"/tabelle/?indicator={code}&period="]
        found += [f"/api/v1/values{end}?indicator={code}&division=stadtteile" for end in ("/", ".csv", ".xlsx")]
    for pk in Run.objects.values_list("pk", flat=True):
        found += ["/tabelle/?typology=lage", f"/api/v1/typologies/lage/runs/{pk}/results/"]
        found += [f"/api/v1/typologies/lage/runs/{pk}/results/?format=csv"]
    return found


def told(client: Client) -> dict[str, tuple[int, bytes]]:
    """Status and content by address; map and area sheet also as the fragment that htmx asks for."""
    found = {address: _answer(client, address) for address in addresses()}
    for address in ("/?indicator=quote", "/gebiet/stadtteile/04/"):
        found[f"{address} (fragment)"] = _answer(client, address, **{"HX-Request": "true"})
    return found


def _answer(client: Client, address: str, **headers: str) -> tuple[int, bytes]:
    response = client.get(address, headers=headers)
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        content = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")  # the rest holds the time of day
    return response.status_code, TOKEN.sub(b"", content)
