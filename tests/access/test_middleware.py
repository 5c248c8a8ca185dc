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
    give("jugend", Permission.MANAGE, scope=Scope.INDICATOR, keys=["quote"])
    give("gesundheit", Permission.VIEW, scope=Scope.SOURCE, keys=["Meldeamt"])
    people = {
        "reader": person("anna", "bildung"),
        "importer": person("bernd", "arbeit"),
        "owner": person("olga", "jugend"),
        "looker": person("vera", "gesundheit"),
        "officer": person("iris", is_privacy_officer=True),
        "administrator": person("chef", is_superuser=True),
    }
    found = {"anonymous": client}
    for name, user in people.items():
        found[name] = Client()
        found[name].force_login(user)
    return found


ALL = {"reader", "importer", "owner", "looker", "officer", "administrator"}


@pytest.mark.parametrize(
    ("audience", "inside"),
    [
        (Audience.EVERYONE, ALL | {"anonymous"}),
        (Audience.PUBLIC, ALL),  # nothing is open here; what is then: tests/rights/test_open_data.py
        (Audience.PEOPLE, ALL),
        (Audience.IMPORTERS, {"importer", "administrator"}),
        (Audience.READERS, {"importer", "looker", "administrator"}),
        (Audience.OWNERS, {"owner", "administrator"}),
        (Audience.GEOGRAPHERS, {"administrator"}),
        (Audience.OFFICERS, {"officer", "administrator"}),
        (Audience.ADMINISTRATORS, {"administrator"}),
    ],
)
def test_each_audience(visitors: dict[str, Client], audience: Audience, inside: set[str]) -> None:
    for name, visitor in visitors.items():
        response = visitor.get(f"/test/{audience}/")
        refused = 302 if name == "anonymous" else 403
        assert (name, response.status_code) == (name, 200 if name in inside else refused)
        assert (response.content == b"inside") == (name in inside)


def test_every_audience_is_tried_here() -> None:
    (mark,) = [one for one in test_each_audience.pytestmark if one.name == "parametrize"]
    assert {case[0] for case in mark.args[1]} == set(Audience)


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
