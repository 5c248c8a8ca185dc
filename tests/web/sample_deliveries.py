"""Contexts of the pages for deliveries, and of the error page."""

from __future__ import annotations

from typing import Any

from django import forms

STATES = {
    "ready": "bereit",
    "published": "veröffentlicht",
    "refused": "abgewiesen",
    "working": "wird geprüft",
    "withdrawn": "zurückgezogen",
}


def deliveries_page() -> dict[str, Any]:
    batches = [
        {
            "id": i,
            "file": f"bestand_{2024 - i}.csv",
            "profile": "buergeramt-wide",
            "source": "Statistikstelle",
            "state": state,
            "state_label": label,
            "by": "statistik",
            "at": "02.04.2025 10:14",
            "rows": 1217 * (i + 1) if state != "working" else None,
            "url": f"/lieferungen/{state}/",
        }
        for i, (state, label) in enumerate(STATES.items())
    ]
    return {
        "batches": batches,
        "may_import": True,
        "pages": {"label": "Seite 1 von 3", "next": "?page=2", "previous": ""},
    }


def delivery_page(state: str = "ready") -> dict[str, Any]:
    running, refused = state == "working", state == "refused"
    batch = {
        "id": 7,
        "file": "bestand_2024_stadtteile_endgueltig.csv",
        "size": 184_213,
        "sha256": "3f0c" * 16,
        "profile": "buergeramt-wide",
        "state": state,
        "state_label": STATES[state],
        "running": running,
        "phase_label": "Zeilen werden geprüft",
        "percent": 42 if running else None,
        "done": 5120 if running else 0,
        "total": 12190 if running else 0,
        "message": "Die Datei hat 2 Fehler." if refused else "",
        "hint": "",
        "may_check_again": refused,
        "may_cancel": running,
        "may_publish": state == "ready",
        "may_discard": state == "ready",
        "may_withdraw": state == "published",
        "url": f"/lieferungen/{state}/",
        "progress_url": f"/lieferungen/{state}/fortschritt/",
        "events": [
            {"at": "02.04.2025 10:14", "by": "statistik", "what": "hochgeladen"},
            {"at": "02.04.2025 10:15", "by": "", "what": "geprüft: 12.190 Zeilen"},
        ],
    }
    problems = (
        [
            {
                "severity": "error",
                "severity_label": "Fehler",
                "place": "Zeile 14, Spalte Arbeitslose",
                "value": "n.v.",
                "text": "Hier sollte eine Zahl stehen.",
                "hint": "Wenn „n.v.“ einen fehlenden Wert bedeutet, gehört es in das Profil unter missing.",
            },
            {
                "severity": "warning",
                "severity_label": "Warnung",
                "place": "Zeile 203, Spalte Einwohner",
                "value": "12.4",
                "text": "Ein Punkt statt eines Kommas.",
                "hint": "",
            },
        ]
        if refused
        else [
            {
                "severity": "notice",
                "severity_label": "Hinweis",
                "place": "ganze Datei",
                "value": "",
                "text": "In 3 Gebieten liegt die Zahl weit neben der des Vorjahres.",
                "hint": "",
            },
        ]
        if state == "ready"
        else []
    )
    difference = (
        {
            "new": 11400,
            "changed": 12,
            "gone": 0,
            "same": 778,
            "per_measure": [
                {"label": "Einwohner insgesamt", "new": 380, "changed": 4, "gone": 0, "same": 21},
                {"label": "Arbeitslose", "new": 380, "changed": 8, "gone": 0, "same": 3},
            ],
            "biggest": [
                {
                    "area": "Käferbruch",
                    "measure": "Arbeitslose",
                    "period": "31.12.2023",
                    "before": "412",
                    "after": "214",
                    "change": "−198",
                }
            ],
        }
        if state == "ready"
        else None
    )
    return {
        "batch": batch,
        "problems": problems,
        "problem_counts": {"error": 2, "warning": 1} if refused else {"notice": 1},
        "difference": difference,
        "problems_csv_url": "/lieferungen/7/hinweise.csv" if problems else "",
        "rejected_csv_url": "/lieferungen/7/abgewiesen.csv" if refused else "",
        "recognised": [("Zeichensatz", "Windows-1252"), ("Trennzeichen", "Semikolon"), ("Zeitraum", "31.12.2024")],
        "preview": {
            "columns": ["Merkmal", "Gebiet", "Zeitraum", "Wert", "Status"],
            "rows": [["EW", "001 Altstadt", "31.12.2024", "8.120", "ok"]] * 3,
        },
        "notices": [{"id": "jump", "text": "In 3 Gebieten liegt die Zahl weit neben der des Vorjahres."}]
        if state == "ready"
        else [],
        "proposal": {
            "division_label": "Vergleichsregionen",
            "areas": [{"code": "08", "name": "Land"}, {"code": "08222", "name": "Kreis"}],
        }
        if state == "ready"
        else None,
    }


class Choosing(forms.Form):
    profile = forms.ChoiceField(choices=[("a", "A")])
    period = forms.CharField(required=False)
    encoding = forms.ChoiceField(required=False, choices=[("", "-"), ("cp1252", "cp1252")])
    delimiter = forms.ChoiceField(required=False, choices=[("", "-")])


def received_page() -> dict[str, Any]:
    """A file that waits for a profile, in an encoding that is not certain."""
    context = delivery_page("working")
    context["batch"] |= {"state": "received", "state_label": "wartet auf ein Profil", "running": False, "profile": ""}
    receiving = {
        "waiting": True,
        "looked_at": True,
        "findings": [],
        "facts": [("Zeichensatz", "cp1252 (nichts anderes passt)"), ("Trennzeichen", "Semikolons")],
        "doubtful": [{"line": 12, "text": "011;Käferbruch;12"}],
        "preview": [["Code", "Name"], ["011", "Käferbruch"]],
        "matches": [
            {
                "label": "Bürgeramt", "version": 2, "url": "/profile/buergeramt/", "whole": True, "clear": True,
                "reasons": ["Der Aufbau passt."],
            }
        ],
        "several": False,
        "clear": "Bürgeramt",
        "build_url": "/profile/neu/?lieferung=7",
    }  # fmt: skip
    return context | {"receiving": receiving, "choosing_form": Choosing()}


def profiles_page() -> dict[str, Any]:
    one = {"key": "buergeramt", "label": "Bürgeramt", "version": 2, "source": "", "layout": "Tabelle", "batches": 3}
    return {"profiles": [{**one, "url": "/profile/buergeramt/"}]}


def profile_page(*, wrong: bool = False) -> dict[str, Any]:
    told = [("Zahlen", "Dezimalstellen nach „,“"), ("Zeitraum", "Jahr")]
    version = {"at": "02.04.2025 10:14", "batches": 1, "yaml_url": "/profile/buergeramt/1.yaml", "described": told}
    problem = {"line": 3, "written": "parser: tabel", "text": "„tabel“ ist nicht möglich.", "hint": "Meinten Sie …"}
    return {
        "profile": {"key": "buergeramt", "label": "Bürgeramt", "version": 2, "form_url": "/profile/neu/?lieferung=7"},
        "described": told,
        "versions": [{**version, "number": 2}, {**version, "number": 1}],
        "yaml": "profile: buergeramt\nparser: tabel\n",
        "problems": [problem] if wrong else [],
        "edited": wrong,
    }


def error_page() -> dict[str, Any]:
    return {
        "status": 404,
        "title": "Diese Seite gibt es nicht",
        "detail": "Die Adresse führt zu keiner Seite, oder Sie haben keinen Zugriff darauf.",
        "hint": "Prüfen Sie die Adresse.",
    }


def choice(name: str, *values: str) -> dict[str, Any]:
    options = [{"value": value, "label": value or "–", "chosen": n == 0} for n, value in enumerate(values)]
    return {"name": name, "label": name, "options": options}


def wizard_page(kind: str = "table") -> dict[str, Any]:
    names = ("encoding", "delimiter", "decimal", "thousands", "division", "period_from", "type", "named_by")
    asked = {name: choice(name, "", "a") for name in names} | {"sheet": choice("sheet")}
    measure = {"measure": "EW", "scale": ""}
    column = {"n": 0, "name": "Einwohner", "samples": "8.120", "role": choice("role-0", "figure"), **measure}
    key = {"n": 0, "key": "BEVSTD", "words": "Bevölkerungsstand (Anzahl)", **measure}
    row = {"line": 3, "measure": "EW", "measure_known": True, "code": "011", "area": "Käferbruch", "area_known": False}
    finding = {"severity": "error", "count": 2, "line": 4, "value": "-", "text": "„-“ ist kein …", "hint": "Bitte …"}
    preview = {
        "mistakes": [{"line": 2, "written": "parser: tabel", "text": "Falsch.", "hint": ""}] if kind == "text" else [],
        "rows": [row | {"period": "2023", "value": "8.120", "status": "gemeldet"}],
        "count": 1,
        "whole": False,
        "findings": [finding],
        "yaml": "profile: x\n",
    }
    told = {"kind": kind, "lost": kind == "text", "layout": "Tabelle", "file": "x.csv", "answers": {}, "text": "a: b"}
    flat = {"region": choice("region", "KREISE"), "time_dimension": choice("time_dimension", "")}
    return {
        "wizard": told,
        "measures": [{"code": "EW", "label": "Einwohner"}],
        "sources": [{"key": "amt", "label": "Amt"}],
        "choices": asked | (flat if kind == "flat" else {}),
        "columns": [column | {"kept": choice("keep-0", "a")}] if kind == "table" else [],
        "keys": [key] if kind == "flat" else [key | {"words": ""}] if kind == "export" else [],
        "lines": [choice("head-0", "label")] if kind == "export" else [],
        "names": [{"n": 0, "name": "Hessen", "code": "06"}] if kind == "export" else [],
        "signs": [{"n": 0, "sign": "-", "shown": "-", "in_file": True, "status": choice("status-0", "", "zero")}],
        "words": [{"n": 0, "word": "Einwohner", "measure": "EW"}] if kind == "table" else [],
        "totals": [{"n": 0, "code": "Summe", "name": "Stadt", "ticked": True}],
        "preview": preview,
    }


def calendar_page() -> dict[str, Any]:
    labels = {"overdue": "überfällig", "waiting": "da, noch nicht veröffentlicht", "came": "eingegangen"}
    return {
        "any": True,
        "asked": {"state": "all", "source": "", "sort": "due"},
        "counts": [
            {"label": label, "count": 1, "state": state, "url": f"?state={state}"} for state, label in labels.items()
        ],
        "states": [{"value": state, "label": label} for state, label in labels.items()],
        "sources": [("amt", "Bürgeramt")],
        "columns": [
            {"key": "state", "label": "Stand", "url": "?sort=state", "order": ""},
            {"key": "due", "label": "Fällig", "url": "?sort=-due", "order": "ascending"},
        ],
        "rows": [
            {
                "state": state,
                "state_label": label,
                "source": "Bürgeramt",
                "profile": "Bestand der Stadtteile",
                "period": "2024",
                "due": "31.03.2025",
                "came": "02.04.2025" if state == "came" else "",
                "is_late": state == "came",
                "responsible": "Frau Amt",
                "url": "/lieferungen/7/" if state != "overdue" else "",
                "edit_url": "/lieferungen/kalender/1/",
            }
            for state, label in labels.items()
        ],
    }
