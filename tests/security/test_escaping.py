"""Every text that people or files bring in is turned into an attack, then every page and file is looked through."""

import csv
import io
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from pytest_django import Settings

from imports.models import Batch, Problem
from indicators.models import Delivery, Result, Run
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission
from tests.imports import uploads
from tests.security.conftest import logged_in
from tests.security.outputs import addresses
from tests.world import World, give, person

HOSTILE = "=<x9 a='\"></script>"
# Texts that are keys, states or checksums: read by the program and made by it, or by an operator's catalogue.
KEYS = {
    "state", "status", "kind", "severity", "rule", "phase", "scope_kind", "scope_key", "division_key", "permission",
    "flags", "period", "path", "canonical_hash", "results_hash", "higher_is", "combined", "password", "username",
    "email",
}  # fmt: skip
OURS = ("access", "districts", "indicators", "imports")


def hostile_fields(model: type[models.Model]) -> dict[str, str]:
    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField)
        and not (field.unique or field.choices or field.name in KEYS or (field.name == "code" and model is not Batch))
    ]
    return {field.name: HOSTILE[: field.max_length] if field.max_length else HOSTILE for field in fields}


def turn_hostile(value: Any) -> Any:
    """The texts inside JSON that come from files: what stands under these names."""
    if isinstance(value, dict):
        names = {"de", "reason", "nearest", "found", "name", "known", "stand", "sheet", "zip_member", "shown"}
        return {name: _replaced(inner) if name in names else turn_hostile(inner) for name, inner in value.items()}
    return [turn_hostile(inner) for inner in value] if isinstance(value, list) else value


def _replaced(value: Any) -> Any:
    return [HOSTILE] if isinstance(value, list) else HOSTILE


@pytest.fixture
def poisoned(filled: World) -> Client:
    """A reader of everything, in a city whose every name, note and cell is an attack."""
    give("statistik", *Permission)
    reader = person("leserin", "statistik")
    run = filled.run()
    uploads.checked(uploads.csv(uploads.figures(2024)), by=reader)
    lines: list[list[object]] = [
        ["=1+1", HOSTILE, 2024, "@x", "-x"],
        ["+1", HOSTILE, HOSTILE, "\tx", ""],
        ["01", HOSTILE, 2024, HOSTILE, 1],
    ]
    uploads.checked(uploads.csv(lines), by=reader)
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            if (fields := hostile_fields(model)) and model is not User:
                model._default_manager.all().update(**fields)
    Run.objects.filter(pk=run.pk).update(definition=turn_hostile(run.definition))
    for result in Result.objects.all():
        Result.objects.filter(pk=result.pk).update(
            axes=turn_hostile(result.axes), reason=turn_hostile(result.reason) if result.reason else {}
        )
    for batch in Batch.objects.all():
        Batch.objects.filter(pk=batch.pk).update(facts=turn_hostile(batch.facts), proposal=[[HOSTILE, HOSTILE]])
    for problem in Problem.objects.all():
        Problem.objects.filter(pk=problem.pk).update(params=turn_hostile(problem.params))
    return logged_in(reader)


def pages() -> list[str]:
    found = ["/lieferungen/", "/lieferungen/neu/", "/anmelden/", f"/nirgends/{HOSTILE}/", f"/?period={HOSTILE}"]
    for pk in Batch.objects.values_list("pk", flat=True):
        found += [f"/lieferungen/{pk}/", f"/lieferungen/{pk}/fortschritt/"]
    return [*found, *(address for address in addresses() if not address.startswith("/api/"))]


def test_the_attack_is_everywhere(poisoned: Client) -> None:
    """Else the tests below would prove nothing."""
    names = {f"{model.__name__}.{name}" for app in OURS for model in apps.get_app_config(app).get_models()
             for name in hostile_fields(model)}  # fmt: skip
    assert {"Area.name", "Delivery.label", "Batch.file_name", "Problem.value", "Indicator.label_de"} <= names
    assert {"Indicator.unit", "Profile.label_de", "Delivery.stand", "Batch.note", "AuditEvent.verb"} <= names
    assert Delivery.objects.exclude(label=HOSTILE).count() == 0


def test_no_page_lets_it_out(poisoned: Client) -> None:
    escaped = 0
    for page in pages():
        response = poisoned.get(page)
        assert response.status_code < 500, page
        text = response.content.decode()
        assert "<x9" not in text, page
        assert len(re.findall("</script", text)) == len(re.findall("<script", text)), page
        escaped += text.count("&lt;x9") + text.count("\\u003Cx9")
    assert escaped > 100


def test_no_file_holds_a_formula(poisoned: Client) -> None:
    files = [address for address in addresses() if "csv" in address]
    for pk in Batch.objects.values_list("pk", flat=True):
        files += [f"/lieferungen/{pk}/befunde.csv", f"/lieferungen/{pk}/zurueckgewiesen.csv"]
    defused = 0
    for file in files:
        content = b"".join(poisoned.get(file)).decode("utf-8-sig")
        separator = ";" if file.startswith("/lieferungen/") else ","
        for cell in (cell for row in csv.reader(io.StringIO(content), delimiter=separator) for cell in row):
            if re.match(r"[=+\-@\t\r]", cell):
                float(cell.replace(",", "."))  # only numbers may begin so
            defused += cell.startswith("'")
    assert defused > 100


@pytest.mark.django_db
def test_the_city_is_escaped_too(client: Client, settings: Settings) -> None:
    settings.CITY = HOSTILE
    assert "<x9" not in client.get("/anmelden/").content.decode()
