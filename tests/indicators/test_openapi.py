"""The description of the interface: valid, complete, and for people with an account only."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker
from pytest_django import Settings

from districts.actions.plans import adopt_plan
from districts.models import Register
from sozialmonitor.access.permissions import Permission
from tests.districts.catchments.world import list_plan
from tests.districts.comparing import make_wards
from tests.imports.uploads import checked, csv, figures
from tests.indicators.reform import reformed, way
from tests.world import READ, World, division, edition, give, person, squares

pytestmark = pytest.mark.django_db
JSON = "application/vnd.oai.openapi+json"


@pytest.fixture
def schema() -> dict[str, Any]:
    visitor = Client()
    visitor.force_login(person("anna"))
    response = visitor.get("/api/v1/schema/", headers={"accept": JSON})
    assert response.status_code == 200
    found: dict[str, Any] = json.loads(response.content)
    return found


def test_it_is_valid_openapi(schema: dict[str, Any]) -> None:
    validate_schema(schema)


def test_it_names_every_path_there_is(schema: dict[str, Any]) -> None:
    (api,) = [part for part in get_resolver().url_patterns if str(part.pattern) == "api/v1/"]
    real = {str(part.pattern) for part in api.url_patterns} - {"schema/"}
    described = {path.removeprefix("/api/v1/").replace("{", "<").replace("}", ">") for path in schema["paths"]}
    # The generator calls a primary key id.
    assert described == {part.replace("<slug:", "<").replace("<int:pk>", "<id>") for part in real}


def test_every_path_says_what_it_takes_and_gives(schema: dict[str, Any]) -> None:
    for path, methods in schema["paths"].items():
        assert set(methods) == ({"get", "post"} if path == "/api/v1/addresses/" else {"get"}), path
        answer = methods["get"]["responses"]["200"]
        assert answer["content"], path
        assert methods["get"]["responses"]["default"]["content"]["application/json"]["schema"]["$ref"].endswith(
            "/Error"
        )
    named = {one["name"] for one in schema["paths"]["/api/v1/values/"]["get"]["parameters"]}
    assert named == {
        "indicator",
        "division",
        "date",
        "from",
        "to",
        "period",
        "area",
        "known_on",
        "format",
        "dialect",
        "convert",
    }


def test_files_are_described_beside_the_json(schema: dict[str, Any]) -> None:
    for path in ("/api/v1/values/", "/api/v1/typologies/{key}/runs/{id}/results/"):
        assert set(schema["paths"][path]["get"]["responses"]["200"]["content"]) == {"application/json", "text/csv"}


@pytest.fixture
def answered(filled: World, settings: Settings, tmp_path: Path) -> dict[str, Any]:
    """What each path of the description really answers, with something in every list."""
    settings.FILES_FOLDER = tmp_path
    run = filled.run()
    give("arbeit", *READ)
    give("arbeit", Permission.IMPORT)
    checked(csv(figures(2024)))
    reader = Client()
    reader.force_login(person("otto", "arbeit"))
    plan = adopt_plan(by=None, plan=list_plan(2020), warnings_seen=True)
    Register.objects.create(valid_from=date(2020, 1, 1), state=Register.State.ACTIVE)
    moved = way(filled.edition, reformed())
    division("haelften")
    way(moved.target, edition(squares(), key="haelften"))
    make_wards()
    places = {"key": "stadtteile", "code": "quote", "id": run.pk}
    found = {}
    for path in reader.get("/api/v1/schema/", headers={"accept": JSON}).json()["paths"]:
        if path.endswith((".csv", ".xlsx")):
            continue
        words = places | ({"key": "lage"} if "typologies" in path else {})
        words |= {"id": plan.pk} if "catchment" in path else {}
        words |= {"id": moved.pk} if "correspondence" in path else {}
        asked = {"indicator": "quote", "a": "stadtteile@2023-01-01", "b": "stadtteile", "geometry": "yes"}
        asked = {"division": "stadtteile", "area": "01"} if "crossings" in path else asked
        response = reader.get(path.format(**words), asked)
        assert response.status_code == 200, path
        found[path] = response.json()
    return found


def test_answers_are_what_the_description_says(schema: dict[str, Any], answered: dict[str, Any]) -> None:
    for path, body in answered.items():
        ((_, content),) = [
            item for item in schema["paths"][path]["get"]["responses"]["200"]["content"].items() if "json" in item[0]
        ]
        assert body, path
        # Without the paths the rest is a plain JSON Schema, once null may be said the old way.
        described = nullable({**content["schema"], "components": schema["components"]})
        Draft202012Validator(described, format_checker=FormatChecker()).validate(body)


def nullable(described: Any) -> Any:
    """OpenAPI 3.0 says `nullable`, JSON Schema a list of types; and no answer holds what is not described."""
    if isinstance(described, list):
        return [nullable(one) for one in described]
    if not isinstance(described, dict):
        return described
    plain = {name: nullable(one) for name, one in described.items()}
    if plain.get("nullable") and "type" in plain:
        plain["type"] = [plain["type"], "null"]
    if isinstance(plain.get("properties"), dict) and plain.get("type") == "object":
        plain.setdefault("additionalProperties", False)
    return plain


def test_refusals_have_the_one_shape(schema: dict[str, Any], client: Client) -> None:
    described = schema["components"]["schemas"]["Error"]
    Draft202012Validator({**described, "additionalProperties": False}).validate(client.get("/api/v1/values/").json())


def test_strangers_do_not_see_it(client: Client) -> None:
    response = client.get("/api/v1/schema/")
    assert response.status_code == 401
    assert "paths" not in response.json()
