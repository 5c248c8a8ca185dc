"""The page of roles."""

import pytest
from django.test import Client

from sozialmonitor.access.models import Grant, Role
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.role_actions import give_role, put_role
from sozialmonitor.demo.accounts import make_roles
from tests.indicators.outputs import plain
from tests.world import department, person

pytestmark = pytest.mark.django_db
NEW = {"role": "", "new-key": "leser", "new-label_de": "Lesen", "new-permissions": ["view", "list"]}


@pytest.fixture
def chef() -> Client:
    client = Client()
    client.force_login(person("chef", is_superuser=True))
    return client


def test_a_role_is_made_and_changed_with_what_it_wrote(chef: Client) -> None:
    assert chef.post("/rechte/rollen/", NEW).status_code == 302
    role = Role.objects.get()
    assert (role.label, role.permissions) == ("Lesen", ["list", "view"])
    give_role(by=None, role=role, department=department("arbeit"), scope=Scope.INDICATOR, keys=["quote"])
    assert "Lesen 2 Rechte" in plain(chef.get("/rechte/rollen/").content.decode())
    words = {"role": "leser", "leser-label_de": "Auswerten", "leser-permissions": ["view", "download"]}
    assert "Gespeichert: Auswerten" in plain(chef.post("/rechte/rollen/", words, follow=True).content.decode())
    assert {one.permission for one in Grant.objects.all()} == {"view", "download"}


@pytest.mark.parametrize(
    "words", [{"new-key": "da"}, {"new-key": "mit leer"}, {"new-permissions": []}, {"new-label_de": ""}, {"role": "da"}]
)
def test_what_is_no_role_is_said_beside_its_field(chef: Client, words: dict[str, object]) -> None:
    put_role(by=None, key="da", label_de="Da", permissions=[Permission.VIEW])
    response = chef.post("/rechte/rollen/", NEW | words)
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert Role.objects.count() == 1


def test_what_everybody_has_stays_reading(chef: Client) -> None:
    role = put_role(by=None, key="leser", label_de="Lesen", permissions=[Permission.VIEW])
    give_role(by=None, role=role, to_all=True, scope=Scope.INDICATOR, keys=["quote"])
    words = {"role": "leser", "leser-label_de": "Lesen", "leser-permissions": ["publish"]}
    response = chef.post("/rechte/rollen/", words)
    assert response.status_code == 422
    assert "höchstens lesen" in plain(response.content.decode())
    assert chef.post("/rechte/rollen/", words | {"role": "fehlt"}).status_code == 404


def test_the_demo_has_a_role_for_each_way_of_working() -> None:
    roles = make_roles()
    assert [len(role.permissions) for role in roles.values()] == [2, 3, 4, 5]
    assert "manage" in roles["verantworten"].permissions
    assert "publish" in roles["veroeffentlichen"].permissions
    assert make_roles().keys() == roles.keys()
