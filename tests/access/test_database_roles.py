"""The role the web server and the worker run under, asked by the database itself."""

import os
import subprocess
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg2 import errors

from indicators.models import Observation
from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.database_rights import SQL
from tests import world as worlds
from tests.world import DAY

# The second connection sees only what was committed.
pytestmark = pytest.mark.django_db(transaction=True)

ONLY_ADDED = ["indicators_observation", "indicators_series", "indicators_deliveryscope", "access_auditevent"]
ONLY_ADDED += ["trail_accessevent", "trail_seal"]
# The history.
ONLY_ADDED += [f"access_{name}event" for name in ("user", "department", "membership", "grant")]
ONLY_ADDED += [f"districts_{name}event" for name in ("division", "edition", "correspondence")]
ONLY_ADDED += [
    f"indicators_{name}event"
    for name in ("measure", "indicator", "indicatorset", "setmember", "typology", "run", "delivery")
]
CLOSED = ["access_secret"]
Cursor = Any


@pytest.fixture
def web(web_database: dict[str, Any]) -> Iterator[Cursor]:
    """A cursor of the web role on the test database; every statement stands alone."""
    if web_database["USER"] == connection.settings_dict["USER"]:
        pytest.skip("there is only one role here: set SOZIALMONITOR_OWNER_DATABASE_URL too")
    settings = connection.settings_dict
    opened = psycopg2.connect(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        dbname=settings["NAME"],
        user=web_database["USER"],
        password=web_database["PASSWORD"],
    )
    opened.autocommit = True
    try:
        with opened.cursor() as cursor:
            yield cursor
    finally:
        opened.close()


def rows(cursor: Cursor, statement: str, *params: Any) -> list[tuple[Any, ...]]:
    cursor.execute(statement, params)
    return list(cursor.fetchall())


def test_it_owns_nothing(web: Cursor) -> None:
    for table, owner in (
        ("pg_class", "relowner"), ("pg_proc", "proowner"), ("pg_namespace", "nspowner"), ("pg_type", "typowner"),
        ("pg_database", "datdba"), ("pg_extension", "extowner"),
    ):  # fmt: skip
        statement = f"SELECT count(*) FROM {table} WHERE pg_get_userbyid({owner}) = current_user"
        assert rows(web, statement) == [(0,)], table


def test_it_has_no_special_powers_and_is_no_member_of_a_role_that_has(web: Cursor) -> None:
    powers = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
    assert rows(web, f"SELECT {powers} FROM pg_roles WHERE rolname = current_user") == [(False,) * 5]
    assert rows(web, "SELECT count(*) FROM pg_auth_members WHERE member = to_regrole(current_user::text)") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE own (id int)",
        "CREATE SCHEMA own",
        "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION pg_stat_statements",
        "CREATE INDEX own ON indicators_observation (value)",
        "ALTER TABLE indicators_observation ADD COLUMN own int",
        "ALTER TABLE indicators_observation DISABLE TRIGGER ALL",
        "DROP TABLE indicators_observation",
        "TRUNCATE indicators_stagedobservation",
        "CREATE DATABASE own",
        "CREATE ROLE own",
        "SET ROLE sozialmonitor_owner",
        "GRANT ALL ON indicators_observation TO PUBLIC",
        "COPY indicators_observation TO PROGRAM 'cat'",
    ],
)
def test_it_cannot_change_the_house(web: Cursor, statement: str) -> None:
    try:
        web.execute(statement)
    except errors.InsufficientPrivilege:
        return
    # PostgreSQL lets a GRANT of what one does not have pass with a warning; it must then have granted nothing.
    assert statement.startswith("GRANT")
    assert rows(web, "SELECT has_table_privilege('public', 'indicators_observation', 'DELETE')") == [(False,)]


@pytest.mark.parametrize("table", ONLY_ADDED)
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_it_only_adds_to_what_must_stay(web: Cursor, table: str, verb: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        web.execute(verb.format(table, "delivery_id" if table == "indicators_observation" else "id"))
    assert rows(web, "SELECT has_table_privilege(%s, 'INSERT'), has_table_privilege(%s, 'SELECT')", table, table) == [
        (True, True)
    ]


def test_of_the_access_log_it_may_have_taken_away_what_is_old_and_nothing_else(web: Cursor) -> None:
    assert rows(web, "SELECT trail_purge_access_log(current_date)") == [(0,)]
    for statement in (
        "ALTER FUNCTION trail_purge_access_log(date) SECURITY INVOKER",
        "CREATE OR REPLACE FUNCTION trail_purge_access_log(before date) RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute(statement)


def test_the_two_lists_of_rights_are_all_there_are(web: Cursor) -> None:
    """A table somebody adds later must be in one of them: nothing the web role may truncate, reference or trigger."""
    statement = """
        SELECT relname, has_table_privilege(oid, 'UPDATE'), has_table_privilege(oid, 'DELETE'),
               has_table_privilege(oid, 'TRUNCATE, REFERENCES, TRIGGER')
        FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace
          AND relname NOT IN ('spatial_ref_sys', 'geometry_columns', 'geography_columns')
    """
    found = {name: tuple(rights) for name, *rights in rows(web, statement)}
    assert len(found) > 25
    assert {name for name, rights in found.items() if rights != (True, True, False)} == {*ONLY_ADDED, *CLOSED}
    for table in CLOSED:
        assert rows(web, "SELECT has_table_privilege(%s, 'SELECT, INSERT, UPDATE, DELETE')", table) == [(False,)]


def test_it_does_the_ordinary_work(web: Cursor, web_database: dict[str, Any]) -> None:
    """A city is filled, published and classed while the application itself is the web role."""
    owner = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update({name: web_database[name] for name in owner})
    try:
        assert rows(connection.cursor(), "SELECT current_user") == [(web_database["USER"],)]
        with acting_for(None):
            world = worlds.build_filled()
            assert world.current("quote", "01", DAY) == (8.8, "ok")
            world.run()
            worlds.give("arbeit", *worlds.READ)
            assert Observation.objects.count() > 40
        assert Observation.objects.count() == 0  # nobody speaks
    finally:
        connection.close()
        connection.settings_dict.update(owner)


@pytest.fixture
def elsewhere(web_database: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """A new database of the owner, empty but for what every database here comes with; and how programs reach it."""
    own = connection.settings_dict
    name = f"{own['NAME']}_restored"
    environment = {**os.environ, "PGHOST": own["HOST"], "PGUSER": own["USER"], "PGPASSWORD": own["PASSWORD"]}
    for statement in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}"):
        subprocess.run(["psql", "-Xqc", statement, "postgres"], env=environment, check=True)
    try:
        yield name, environment
    finally:
        subprocess.run(["psql", "-Xqc", f"DROP DATABASE {name} WITH (FORCE)", "postgres"], env=environment, check=True)


@pytest.mark.parametrize("option", [[], ["--no-privileges"]])
def test_a_restored_database_gives_nothing_back(
    web: Cursor, web_database: dict[str, Any], elsewhere: tuple[str, dict[str, str]], option: list[str]
) -> None:
    name, environment = elsewhere
    own = connection.settings_dict
    dump = subprocess.run(["pg_dump", *option, own["NAME"]], env=environment, capture_output=True, check=True)
    subprocess.run(["psql", "-Xq", name], input=dump.stdout, env=environment, capture_output=True, check=True)
    login = {"host": own["HOST"], "dbname": name}
    restored = psycopg2.connect(**login, user=web_database["USER"], password=web_database["PASSWORD"])
    owner = psycopg2.connect(**login, user=own["USER"], password=own["PASSWORD"])
    try:
        with restored.cursor() as cursor, owner.cursor() as owners:
            assert changeable(cursor, ONLY_ADDED) == set()
            # What is lacking, the next migration gives; what somebody gave by hand, it takes.
            owners.execute("GRANT ALL ON indicators_observation TO sozialmonitor_web")
            owners.execute(SQL.read_text())
            owner.commit()
            assert changeable(cursor, ONLY_ADDED) == set()
            assert changeable(cursor, ["imports_batch", "django_session"]) == {"imports_batch", "django_session"}
    finally:
        restored.close()
        owner.close()


def changeable(cursor: Cursor, tables: list[str]) -> set[str]:
    statement = "SELECT t FROM unnest(%s) t WHERE has_table_privilege(t, 'UPDATE, DELETE, TRUNCATE')"
    return {name for (name,) in rows(cursor, statement, tables)}


def test_the_functions_of_the_wall_go_back_and_come_again() -> None:
    before = _functions()
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate(
            [("indicators", "0010_trail_history"), ("access", "0014_history_of_the_rest")]
        )
        earlier = _functions()
        assert "access_grants" in earlier
        assert {"access_held", "indicators_gives", "access_stays"} & set(earlier) == set()
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert _functions() == before


def _functions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "AND (proname LIKE 'access%' OR proname LIKE 'indicators%')"
        )
        return dict(cursor.fetchall())
