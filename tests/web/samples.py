"""Contexts as the views give them, for a fictional city: enough to draw every page. Shared by the template tests."""

from __future__ import annotations

from typing import Any

from sozialmonitor.web import formats, palette

NAMES = [
    "Altstadt",
    "Neustadt",
    "Am Mühlbach",
    "Hafenviertel",
    "Weinberg",
    "Lindenhöhe",
    "Sankt Veit",
    "Käferbruch",
    "Oberrieden",
    "Unterrieden",
    "Rosenau",
    "Kleinfeld",
    "Großfeld",
    "Papierfabrik",
    "Südring",
    "Nordring",
    "Ziegelei",
    "Birkenwald",
    "Schleuseninsel",
    "Auf der Platte",
]
STATUSES = ["hoch", "mittel", "niedrig", "sehr niedrig"]
DYNAMICS = [("positiv", "▲"), ("stabil", ""), ("negativ", "▼")]
PERIODS = [(f"{year}-12-31", f"31.12.{year}") for year in range(2019, 2025)]

CHOICES = {
    "typologies": [{"key": "mss", "label": "Status und Dynamik"}],
    "indicator_sets": [
        {
            "label": "Gemeinsamer Indikatorensatz",
            "indicators": [
                {"code": "arbeitslosenanteil", "label": "Arbeitslosenanteil"},
                {"code": "kinderarmut", "label": "Kinderarmut"},
            ],
        }
    ],
    "divisions": [{"key": "stadtteile", "label": "Stadtteile"}, {"key": "stadtbezirke", "label": "Stadtbezirke"}],
    "periods": [{"value": value, "label": label} for value, label in PERIODS],
    "methods": [{"value": "quantiles", "label": "Quantile"}, {"value": "jenks", "label": "Natürliche Klassen (Jenks)"}],
    "class_counts": [3, 4, 5, 6, 7],
}


def site(language: str = "de") -> dict[str, Any]:
    return {
        "city": "Musterstadt",
        "demo": True,
        "language": language,
        "languages": [("de", "Deutsch"), ("en", "English")],
    }


TERMS: dict[str, Any] = {
    "source": "Statistisches Landesamt",
    "attribution": "Statistische Ämter des Bundes und der Länder",
    "link": "https://www.regionalstatistik.de/",
    "licence": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    "licence_url": "https://www.govdata.de/dl-de/by-2-0",
    "is_adapted": True,
    "footnotes": ["Gebietsstand 01.01.2024", "Werte sind auf Vielfache von 5 gerundet."],
}


def nav(current: str) -> list[dict[str, Any]]:
    entries = [
        ("/", "Karte"),
        ("/tabelle/", "Tabelle"),
        ("/indikatoren/", "Indikatoren"),
        ("/lieferungen/", "Lieferungen"),
    ]
    return [{"url": url, "label": label, "current": "page" if url == current else ""} for url, label in entries]


def selection(kind: str, period: str = "2024-12-31", area: str = "") -> dict[str, Any]:
    key = "mss" if kind == "typology" else "arbeitslosenanteil"
    return {
        "kind": kind,
        "key": key,
        "division": "stadtteile",
        "edition_id": 1,
        "date": "",
        "period": period,
        "method": "quantiles",
        "classes": 5,
        "area": area,
        "query": f"{kind}={key}&division=stadtteile&period={period}",
    }


def subject(kind: str) -> dict[str, Any]:
    return {
        "label": "Status und Dynamik" if kind == "typology" else "Arbeitslosenanteil",
        "unit": "" if kind == "typology" else "%",
        "definition": "Arbeitslose je 100 Einwohnerinnen und Einwohner von 15 bis unter 65 Jahren.",
        "source": "Kommunale Statistikstelle Musterstadt",
        "stand": "31.03.2025",
        "higher_is": "worse",
        "terms": [TERMS],
        "deliveries": [
            {
                "id": 7,
                "label": "Lieferung 7: bestand_2024.csv",
                "published": "02.04.2025",
                "stand": "31.03.2025",
                **TERMS,
            },
            {"id": 6, "label": "Lieferung 6: bestand_2023.csv", "published": "02.04.2024"},
        ],
    }


def code(index: int) -> str:
    return f"{index + 1:03d}"


def area_url(index: int) -> str:
    return f"/gebiet/stadtteile/{code(index)}/"


def typology_areas(shift: int = 0) -> list[dict[str, Any]]:
    areas = []
    for index, name in enumerate(NAMES):
        status, dynamic = (index * 7 + shift) % 4, (index * 5 + shift) % 3
        css = palette.matrix_class(status + 1, 4, dynamic + 1, 3)
        shown = {
            "key": f"{status + 1}-{dynamic + 1}",
            "css": css,
            "display": f"{STATUSES[status]}, {DYNAMICS[dynamic][0]}",
            "status": "ok",
            "status_label": "",
        }
        if index == 18:
            shown = {
                "key": "missing",
                "css": "missing",
                "display": "–",
                "status": "missing",
                "status_label": "keine Angabe",
            }
        if index == 11:
            shown = {
                "key": "suppressed",
                "css": "suppressed",
                "display": "·",
                "status": "suppressed",
                "status_label": "gesperrt, weil die Zahl klein ist",
            }
        areas.append({"code": code(index), "name": name, "sort": status, "url": area_url(index), **shown})
    return areas


def indicator_areas(shift: int = 0) -> list[dict[str, Any]]:
    areas = []
    for index, name in enumerate(NAMES):
        value = 2.13 + (index * 37 + shift * 11) % 97 / 9
        position = min(int((value - 2) / 2.2), 4) + 1
        shown = {
            "key": str(position),
            "css": palette.class_name(position, 5),
            "display": formats.value_text(value, unit="%", decimals=1),
            "sort": value,
            "status": "ok",
            "status_label": "",
        }
        if index == 11:
            shown = {
                "key": "suppressed",
                "css": "suppressed",
                "display": "·",
                "sort": None,
                "status": "suppressed",
                "status_label": "gesperrt, weil die Zahl klein ist",
            }
        areas.append({"code": code(index), "name": name, "url": area_url(index), **shown})
    return areas


def legend_of(areas: list[dict[str, Any]], labels: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    legend = []
    for key, (label, css) in labels.items():
        count = sum(area["key"] == key for area in areas)
        legend.append(
            {
                "key": key,
                "label": label,
                "css": css,
                "count": count,
                "inhabitants": count * 7312 or None,
                "pattern": palette.pattern(css) is not None,
            }
        )
    return legend


NO_VALUE = {"missing": ("keine Angabe", "missing"), "suppressed": ("gesperrt (kleine Zahl)", "suppressed")}


def map_page(kind: str = "typology", period: str = "2024-12-31", area: str = "") -> dict[str, Any]:
    shift = [value for value, _ in PERIODS].index(period)
    if kind == "typology":
        areas = typology_areas(shift)
        labels = (
            {
                f"{s + 1}-{d + 1}": (f"{STATUSES[s]}, {DYNAMICS[d][0]}", palette.matrix_class(s + 1, 4, d + 1, 3))
                for s in range(4)
                for d in range(3)
            }
            | NO_VALUE
            | {"excluded": ("nicht eingeteilt", "excluded")}
        )
    else:
        areas = indicator_areas(shift)
        bounds = ["2,0 bis unter 4,2", "4,2 bis unter 6,4", "6,4 bis unter 8,6", "8,6 bis unter 10,8", "10,8 bis 13,0"]
        labels = {str(i + 1): (label, palette.class_name(i + 1, 5)) for i, label in enumerate(bounds)} | NO_VALUE
    legend = legend_of(areas, labels)
    by_key = {entry["key"]: entry for entry in legend}
    matrix = None
    if kind == "typology":
        matrix = {
            "row_label": "Status",
            "col_label": "Dynamik",
            "rows": [{"key": str(s + 1), "label": label} for s, label in enumerate(STATUSES)],
            "cols": [
                {"key": str(d + 1), "label": label, "symbol": symbol} for d, (label, symbol) in enumerate(DYNAMICS)
            ],
            "cells": [
                [
                    {
                        "key": f"{s + 1}-{d + 1}",
                        "css": by_key[f"{s + 1}-{d + 1}"]["css"],
                        "areas": by_key[f"{s + 1}-{d + 1}"]["count"],
                        "inhabitants": by_key[f"{s + 1}-{d + 1}"]["inhabitants"],
                    }
                    for d in range(3)
                ]
                for s in range(4)
            ],
        }
    data = {
        item["code"]: {key: item[key] for key in ("name", "display", "css", "key", "status_label", "url")}
        for item in areas
    }
    return {
        "selection": selection(kind, period, area),
        "choices": CHOICES,
        "subject": subject(kind),
        "legend": legend,
        "patterns": legend,
        "nothing_here": {"label": "", "elsewhere": []},
        "matrix": matrix,
        "areas": areas,
        "geojson_url": "/api/v1/divisions/stadtteile/areas.geojson?edition=1",
        "may_import": True,
        "downloads": [
            {"label": "CSV (deutsches Excel)", "url": "/api/v1/values.csv?dialect=excel-de"},
            {"label": "CSV (RFC 4180)", "url": "/api/v1/values.csv"},
        ],
        "data": {"areas": data, "legend": legend, "selected": area or None},
    }


def empty_map() -> dict[str, Any]:
    nothing = {
        "typologies": [],
        "indicator_sets": [],
        "divisions": CHOICES["divisions"],
        "periods": [],
        "methods": [],
        "class_counts": [],
    }
    return {
        "selection": {"kind": "typology", "key": "", "division": "stadtteile", "period": "", "query": "", "area": ""},
        "choices": nothing,
        "subject": None,
        "legend": [],
        "patterns": [],
        "nothing_here": {"label": "", "elsewhere": []},
        "matrix": None,
        "areas": [],
        "geojson_url": "",
        "may_import": True,
        "data": {"areas": {}, "legend": [], "selected": None},
    }
