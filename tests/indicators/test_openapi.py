"""The description of the interface: valid, complete, and for people with an account only."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.validation import validate_schema

from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema() -> dict[str, Any]:
    visitor = Client()
    visitor.force_login(person("anna"))
    response = visitor.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
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
        assert set(methods) == {"get"}, path
        answer = methods["get"]["responses"]["200"]
        assert answer["content"], path
    named = {one["name"] for one in schema["paths"]["/api/v1/values/"]["get"]["parameters"]}
    assert named == {"indicator", "division", "date", "from", "to", "period", "area", "known_on", "format"}


def test_strangers_do_not_see_it(client: Client) -> None:
    response = client.get("/api/v1/schema/")
    assert response.status_code == 401
    assert "paths" not in response.json()
