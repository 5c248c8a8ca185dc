"""Contexts of the pages of table, area and dictionary."""

from __future__ import annotations

from typing import Any

from sozialmonitor.web import charts, formats, palette
from tests.web.samples import PERIODS, TERMS, map_page

SERIES = [6.2, 6.9, None, 8.4, 8.1, 7.7]
CITY = [6.0, 6.4, 6.6, 6.5, 6.3, 6.1]


def series_chart(name: str) -> str:
    years = [value[:4] for value, _ in PERIODS]
    points = [
        charts.Point(
            year,
            value,
            formats.value_text(value, "ok" if value else "suppressed", unit="%", decimals=1),
            "" if value else "·",
        )
        for year, value in zip(years, SERIES, strict=True)
    ]
    city = [
        charts.Point(year, value, formats.value_text(value, unit="%", decimals=1))
        for year, value in zip(years, CITY, strict=True)
    ]
    return charts.line_chart(
        [charts.Series("Käferbruch", points), charts.Series("Musterstadt", city, "city")],
        name=name,
        title="Arbeitslosenanteil 2019 bis 2024",
        description="Käferbruch 7,7 %, Stadt 6,1 % im letzten Jahr.",
        tick_text=lambda tick: formats.number(tick, 0),
        breaks=[4],
    )


def contributions(scale: float) -> list[dict[str, Any]]:
    rows = [("Arbeitslosenanteil", 1.21), ("Kinderarmut", 0.84), ("Leistungen im Alter", -0.33)]
    return [
        {
            "label": label,
            "z_text": formats.signed(z, 2),
            "contribution": z * scale,
            "contribution_text": formats.signed(z * scale, 2),
            "url": "/indikatoren/arbeitslosenanteil/",
        }
        for label, z in rows
    ]


def area_page(*, included: bool = True) -> dict[str, Any]:
    typology = {
        "label": "Status und Dynamik",
        "period": "31.12.2024",
        "class_label": "Status niedrig, Dynamik stabil",
        "css": palette.matrix_class(3, 4, 2, 3),
        "included": included,
        "reason": "" if included else "Unter 300 Einwohnerinnen und Einwohner: keine Einteilung.",
        "axes": [
            {
                "label": "Status",
                "index": formats.signed(1.34, 2),
                "class_label": "niedrig",
                "contributions": contributions(1.0),
            },
            {
                "label": "Dynamik",
                "index": formats.signed(-0.12, 2),
                "class_label": "stabil",
                "contributions": contributions(-0.3),
            },
        ],
        "sentence": "Arbeitslosenanteil und Kinderarmut liegen deutlich über dem Mittel der Stadtteile.",
    }
    indicators = []
    for number, label in enumerate(("Arbeitslosenanteil", "Kinderarmut")):
        indicators.append(
            {
                "label": label,
                "url": "/indikatoren/arbeitslosenanteil/",
                "unit": "%",
                "value_text": formats.value_text(7.7, unit="%", decimals=1),
                "status": "ok",
                "status_label": "",
                "city_text": formats.value_text(6.1, unit="%", decimals=1),
                "rank_text": "Rang 31 von 38",
                "source": "Kommunale Statistikstelle Musterstadt",
                "stand": "31.03.2025",
                "terms": [TERMS],
                "deliveries": [{"id": 7, "label": "bestand_2024.csv", "published": "02.04.2025", **TERMS}],
                "chart": series_chart(f"chart-{number}"),
                "series_rows": [
                    {
                        "period": label,
                        "text": formats.value_text(value, "ok" if value else "suppressed", unit="%", decimals=1),
                        "status": "ok" if value else "suppressed",
                        "status_label": "" if value else formats.status_words("suppressed"),
                        "city_text": formats.value_text(city, unit="%", decimals=1),
                    }
                    for (_, label), value, city in zip(PERIODS, SERIES, CITY, strict=True)
                ],
            }
        )
    history = [
        {"period": label[-4:], "class_label": f"{s}{sign}", "css": palette.matrix_class(s, 4, d, 3)}
        for (_, label), s, d, sign in zip(
            PERIODS, (2, 2, 3, 3, 3, 3), (2, 3, 3, 2, 1, 2), ("±", "−", "−", "±", "+", "±"), strict=True
        )
    ]
    return {
        "area": {"code": "008", "name": "Käferbruch", "division_label": "Stadtteil", "parent": "Stadtbezirk Nord"},
        "typology": typology,
        "indicators": indicators,
        "history": history,
        "map_url": "/?area=008",
        "page_url": "/gebiet/stadtteile/008/",
    }


def indicators_page() -> dict[str, Any]:
    row = {
        "code": "arbeitslosenanteil",
        "label": "Arbeitslosenanteil",
        "unit": "%",
        "source": "Kommunale Statistikstelle",
        "owner": "Fachbereich Arbeit und Soziales",
        "stand": "31.03.2025",
        "url": "/indikatoren/arbeitslosenanteil/",
        "may_view": True,
    }
    return {
        "groups": [
            {"label": "Gemeinsamer Indikatorensatz", "rows": [row, {**row, "label": "Kinderarmut", "may_view": False}]}
        ]
    }


def indicator_page() -> dict[str, Any]:
    return {
        "indicator": {
            "label": "Arbeitslosenanteil",
            "code": "arbeitslosenanteil",
            "definition": "Arbeitslose je 100 Personen im erwerbsfähigen Alter.",
            "formula_text": "ALO / EW1565 · 100",
            "unit": "%",
            "higher_is_label": "Ein hoher Wert ist ungünstig.",
            "decimals": 1,
            "minimum_cell": 3,
            "source": "Kommunale Statistikstelle",
            "owner": "Arbeit und Soziales",
            "stand": "31.03.2025",
            "measures": [
                {"code": "ALO", "label": "Arbeitslose", "kind": "Anzahl"},
                {"code": "EW1565", "label": "15 bis unter 65 Jahre", "kind": "Anzahl"},
            ],
            "departments_with_access": ["Bildung", "Arbeit und Soziales"],
            "deliveries": [{"label": "bestand_2024.csv", "published": "02.04.2025", "url": "/lieferungen/7/"}],
        },
        "map_url": "/?indicator=arbeitslosenanteil",
    }


def table_page() -> dict[str, Any]:
    page = map_page("indicator")
    columns = [
        {"key": "value", "label": "Arbeitslosenanteil", "unit": "%", "numeric": True},
        {"key": "class", "label": "Klasse", "unit": "", "numeric": False},
        {"key": "people", "label": "Einwohner von 15 bis unter 65 Jahren", "unit": "Personen", "numeric": True},
    ]
    rows = []
    for index, area in enumerate(page["areas"]):
        missing = area["sort"] is None
        people = None if index == 3 else 3120 + index * 217
        rows.append(
            {
                "code": area["code"],
                "name": area["name"],
                "url": area["url"],
                "cells": [
                    {
                        "text": "·" if missing else formats.number(area["sort"], 1),
                        "sort": area["sort"],
                        "status": area["status"],
                        "status_label": area["status_label"],
                        "css": "",
                    },
                    {
                        "text": "" if missing else area["key"],
                        "sort": None,
                        "status": "ok",
                        "status_label": "",
                        "css": area["css"],
                    },
                    {
                        "text": formats.value_text(people, "missing" if people is None else "provisional"),
                        "sort": people,
                        "status": "missing" if people is None else "provisional",
                        "status_label": formats.status_words("missing" if people is None else "provisional"),
                        "css": "",
                    },
                ],
            }
        )
    return {**page, "columns": columns, "rows": rows}
