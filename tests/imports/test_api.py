"""Deliveries and batches below /api/v1/, for those who import."""

from typing import Any

import pytest
from django.test import Client

from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.uploads import checked, csv, figures, published
from tests.world import World, give, person

DELIVERIES, BATCHES = "/api/v1/deliveries/", "/api/v1/batches/"


def get(user: User | None, path: str) -> Any:
    client = Client(headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user)
    return client.get(path)


@pytest.fixture
def importer(world: World) -> User:
    give("statistik", Permission.IMPORT)
    return person("ines", "statistik")


def test_batches_with_state_and_checksum(importer: User) -> None:
    first, second = published(csv(figures())), checked(csv([["99", "", 2023, 10, 10]]))
    newest, oldest = get(importer, BATCHES).json()
    assert (newest["id"], newest["state"], newest["problem_counts"]["error"]) == (second.pk, "refused", 1)
    assert newest["delivery"] is None
    assert {name: oldest[name] for name in ("id", "file_name", "sha256", "profile", "state", "done", "total")} == {
        "id": first.pk,
        "file_name": "einwohner.csv",
        "sha256": first.file.sha256,
        "profile": "buergeramt",
        "state": "published",
        "done": 12,
        "total": 12,
    }


def test_deliveries_with_state_and_source(importer: User) -> None:
    batch = published(csv(figures()))
    (found,) = get(importer, DELIVERIES).json()
    assert (found["id"], found["state"], found["source"], found["complete"]) == (
        batch.delivery_id,
        "published",
        "Bürgeramt",
        True,
    )
    assert found["published_at"]
    assert found["withdrawn_at"] is None


@pytest.mark.parametrize("path", [DELIVERIES, BATCHES])
def test_who_may_not_import_gets_nothing(world: World, path: str) -> None:
    published(csv(figures()))
    give("bildung", Permission.VIEW, Permission.DOWNLOAD)
    for user, status in ((person("lea", "bildung"), 403), (None, 401)):
        response = get(user, path)
        assert response.status_code == status
        assert set(response.json()) == {"error", "detail", "hint"}
        assert "einwohner" not in response.content.decode()


@pytest.mark.parametrize("path", [DELIVERIES, BATCHES])
def test_files_of_another_department_are_not_listed(importer: User, path: str) -> None:
    published(csv(figures()))
    give("bildung", Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB"])
    assert get(person("bea", "bildung"), path).json() == []
    assert len(get(importer, path).json()) == 1


@pytest.mark.parametrize("path", [DELIVERIES, BATCHES])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_it(importer: User, path: str, method: str) -> None:
    client = Client()
    client.force_login(importer)
    assert getattr(client, method)(path).status_code == 405
