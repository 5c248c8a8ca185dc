"""What all tests share. The database and broker are real; script/test starts them and sets the environment."""

import os
from collections.abc import Generator
from importlib import import_module
from typing import Any

import environ
import pytest
from django.apps import apps
from django.conf import settings
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

# Tests ask more often than people, here and through the programs they start; those about limits set their own.
os.environ["SOZIALMONITOR_LIMITS"] = "exports=0,lookups=0,comparisons=0,schema=0"
settings.LIMITS.clear()

# A busy machine must fail no test: speed is compared in benchmarks, never timed here.
hypothesis_settings.register_profile("steady", deadline=None)
hypothesis_settings.load_profile("steady")


@pytest.fixture(scope="session")
def web_database() -> dict[str, Any]:
    """How the web server and the worker reach the database; the settings as they were before the tests' own."""
    return dict(environ.Env.db_url_config(os.environ["SOZIALMONITOR_DATABASE_URL"]))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Tests build the database as its owner; what the web role may not do is proven in tests/access.

    PYTEST_DB names the test database, so that two runs on one cluster do not share it.
    """
    from django.db import connection

    if owner := os.environ.get("SOZIALMONITOR_OWNER_DATABASE_URL"):
        url = environ.Env.db_url_config(owner)
        connection.settings_dict.update({name: url[name] for name in ("USER", "PASSWORD")})
    if name := os.environ.get("PYTEST_DB"):
        connection.settings_dict["TEST"]["NAME"] = name
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(autouse=True)
def requests_take_the_web_role(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The world is built as the owner, whom no policy holds; what a test asks of the pages is asked as in the city."""
    if "SOZIALMONITOR_OWNER_DATABASE_URL" not in os.environ:
        return  # one role for all: what it may not do is proven where there are two
    from django.db import connection
    from django.test import Client

    web = environ.Env.db_url_config(os.environ["SOZIALMONITOR_DATABASE_URL"])["USER"]
    asked = Client.request

    def asks(self: Client, **environ: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {web}")
        try:
            response = asked(self, **environ)
            if getattr(response, "streaming", False):  # what is still to be read is read now, in the same role
                response.streaming_content = list(response.streaming_content)
            return response
        finally:
            if connection.connection is not None and not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("RESET ROLE")

    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        monkeypatch.setattr(Client, "request", asks)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """After a test that commits all tables are emptied; what the migrations wrote there has to come back."""
    yield
    if nextitem is None:
        return  # the last test of a run takes the database with it
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if commits or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
        with item.config.stash[blocking_manager_key].unblock():
            import_module("districts.migrations.0002_comparison_regions").create(apps, None)
