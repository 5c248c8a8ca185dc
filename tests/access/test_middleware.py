"""The outer door: who gets as far as a view at all."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from rest_framework.decorators import api_view

from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.views import Audience, declared, open_to
from tests.world import give, person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.access.urls")]


@pytest.fixture
def visitors(client: Client) -> dict[str, Client]:
    give("arbeit", Permission.IMPORT, scope=Scope.INDICATOR, keys=["quote"])
    give("bildung", Permission.VIEW)
    people = {
        "reader": person("anna", "bildung"),
        "importer": person("bernd", "arbeit"),
        "administrator": person("chef", is_superuser=True),
    }
    found = {"anonymous": client}
    for name, user in people.items():
        found[name] = Client()
        found[name].force_login(user)
    return found


@pytest.mark.parametrize(
    ("audience", "answers"),
    [
        (Audience.EVERYONE, {"anonymous": 200, "reader": 200, "importer": 200, "administrator": 200}),
        (Audience.PEOPLE, {"anonymous": 302, "reader": 200, "importer": 200, "administrator": 200}),
        (Audience.IMPORTERS, {"anonymous": 302, "reader": 403, "importer": 200, "administrator": 200}),
        (Audience.ADMINISTRATORS, {"anonymous": 302, "reader": 403, "importer": 403, "administrator": 200}),
    ],
)
def test_each_audience(visitors: dict[str, Client], audience: Audience, answers: dict[str, int]) -> None:
    got = {name: visitor.get(f"/test/{audience}/") for name, visitor in visitors.items()}
    assert {name: response.status_code for name, response in got.items()} == answers
    for response in got.values():
        assert (response.content == b"inside") == (response.status_code == 200)


def test_strangers_are_sent_to_the_login_and_back(visitors: dict[str, Client]) -> None:
    response = visitors["anonymous"].get("/test/people/?a=1")
    assert response.headers["Location"] == "/anmelden/?next=/test/people/%3Fa%3D1"


@pytest.mark.parametrize("path", ["/test/undeclared/", "/api/test/undeclared/"])
def test_a_view_without_a_declaration_does_not_run(visitors: dict[str, Client], path: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="open_to"):
        visitors["administrator"].get(path)


def test_the_interface_answers_strangers_in_json_even_where_the_view_asks_for_nothing(
    visitors: dict[str, Client],
) -> None:
    response = visitors["anonymous"].get("/api/test/careless/")
    assert response.status_code == 401
    assert set(response.json()) == {"error", "detail", "hint"}
    assert visitors["reader"].get("/api/test/careless/").content == b"inside"


def test_people_made_inactive_are_strangers_again(visitors: dict[str, Client]) -> None:
    user = person("dora", "bildung")
    visitor = Client()
    visitor.force_login(user)
    assert visitor.get("/test/people/").status_code == 200
    user.is_active = False
    user.save()
    assert visitor.get("/test/people/").status_code == 302


def test_declarations_are_found_through_wrappers() -> None:
    @open_to(Audience.IMPORTERS)
    @api_view(["GET"])
    def view(_request: object) -> None: ...

    assert declared(view) == Audience.IMPORTERS
    assert declared(lambda: None) is None
