"""Whoever can run SQL as the web role gives nobody a right, not with the ticket of somebody who may much."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate
from psycopg2 import errors

from sozialmonitor.access.actions import grant
from sozialmonitor.access.database.ticket import HOUSE, NOBODY
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.entrance.actions import make_token
from tests import world as worlds
from tests.access.web_role import Cursor, opened, rows, sign
from tests.imports.uploads import profile
from tests.world import READ, World, give, person

# The second connection sees only what was committed.
pytestmark = pytest.mark.django_db(transaction=True)

GIVE = (
    "INSERT INTO access_grant "
    "(person_id, is_open, scope_kind, scope_key, division_key, areas, permission, reason, role) "
    "SELECT u.id, false, '{scope}', '{key}', '', '{{}}', '{permission}', '', '' "
    "FROM access_user u WHERE username = '{to}'"
)


def give_sql(scope: str = "any", key: str = "", permission: str = "view", to: str = "anna") -> str:
    return GIVE.format(scope=scope, key=key, permission=permission, to=to)


# Each would open something for anna.
ATTACKS = [
    give_sql(),
    give_sql("indicator", "transfer"),
    give_sql("indicator", "quote", "manage"),
    give_sql("indicator", "quote").replace("is_open", "is_open", 1).replace("SELECT u.id, false", "SELECT NULL, true"),
    "UPDATE access_grant SET scope_kind = 'any', scope_key = ''",
    "UPDATE access_grant SET permission = 'manage'",
    "UPDATE access_grant SET valid_until = NULL, person_id = (SELECT id FROM access_user WHERE username = 'anna'), "
    "department_id = NULL WHERE scope_key = 'S1'",
    "DELETE FROM access_grant WHERE scope_key = 'S1'",
    "INSERT INTO access_membership (user_id, department_id, origin) SELECT u.id, d.id, 'hand' FROM access_user u, "
    "access_department d WHERE u.username = 'anna' AND d.key = 'bildung'",
    "UPDATE access_membership SET department_id = (SELECT id FROM access_department WHERE key = 'bildung')",
    "UPDATE access_membership SET user_id = (SELECT id FROM access_user WHERE username = 'anna')",
    "DELETE FROM access_membership",
    "UPDATE access_user SET is_superuser = true WHERE username = 'anna'",
    "UPDATE access_user SET is_staff = true WHERE username = 'anna'",
    "UPDATE access_user SET is_privacy_officer = true WHERE username = 'anna'",
    "UPDATE access_user SET is_active = true WHERE username = 'closed'",
    "UPDATE access_user SET password = 'x' WHERE username = 'chef'",
    "UPDATE access_user SET email = 'anna@example.org' WHERE username = 'chef'",
    "UPDATE access_user SET username = 'chef2' WHERE username = 'chef'",
    "DELETE FROM access_user WHERE username = 'berta'",
    "INSERT INTO access_user (username, password, is_superuser, is_staff, is_active, is_privacy_officer, first_name, "
    "last_name, email, date_joined) VALUES ('x', '', true, true, true, false, '', '', '', now())",
    "INSERT INTO access_token (owner_id, label, hash, permissions, scope_kind, scope_key, expires) "
    "SELECT id, 'x', 'x', '{view}', '', '', '2999-01-01' FROM access_user WHERE username = 'chef'",
    "UPDATE access_token SET hash = 'x'",
    "UPDATE access_token SET owner_id = (SELECT id FROM access_user WHERE username = 'anna')",
    "INSERT INTO mfa_authenticator (user_id, type, data, created_at) SELECT id, 'totp', '{}', now() FROM access_user "
    "WHERE username = 'chef'",
    "INSERT INTO socialaccount_socialaccount (user_id, provider, uid, last_login, date_joined, extra_data) "
    "SELECT id, 'city', 'anna', now(), now(), '{}' FROM access_user WHERE username = 'chef'",
    "UPDATE indicators_indicator SET formula = '{\"value\": \"S1\"}' WHERE code = 'quote'",
    "UPDATE indicators_indicator SET code = 'quote' WHERE code = 'transfer'",
    "UPDATE indicators_measure SET code = 'EW2' WHERE code = 'EW'",
    "DELETE FROM indicators_setmember",
    "INSERT INTO indicators_setmember (indicator_set_id, indicator_id, position) SELECT s.id, i.id, 9 "
    "FROM indicators_indicatorset s, indicators_indicator i WHERE s.code = 'kern' AND i.code = 'transfer'",
    "UPDATE districts_division SET key = 'bezirke'",
    "UPDATE districts_area SET edition_id = edition_id + 1",
    "UPDATE indicators_run SET inputs = '{\"indicators\": {}}'",
    "UPDATE indicators_delivery SET source = 'mine'",
    "UPDATE imports_profile SET measures = '{EW}'",
]  # fmt: skip


@pytest.fixture
def city() -> World:
    """Berta's department may see S1; anna's manages `quote` in the whole city; `closed` was closed."""
    world = worlds.build_filled()
    world.run()
    profile()
    give("bildung", *READ, scope=Scope.MEASURE, keys=["S1"])
    give("arbeit", Permission.MANAGE, *READ, scope=Scope.INDICATOR, keys=["quote"])
    person("berta", "bildung")
    person("anna", "arbeit")
    person("closed", "bildung")
    User.objects.filter(username="closed").update(is_active=False)
    chief = person("chef", is_superuser=True)
    make_token(by=chief, label="program", permissions=[Permission.VIEW], expires=localdate() + timedelta(days=9))
    return world


@pytest.fixture
def web(city: World, web_database: dict[str, Any]) -> Iterator[Cursor]:
    with opened(web_database, autocommit=False) as cursor:
        yield cursor


def word_of(speaker: str) -> str | None:
    if speaker in ("", NOBODY):
        return speaker or None
    user = User.objects.get(username=speaker.removesuffix(":program"))
    return f"{user.pk}:{user.tokens.get().pk}" if speaker.endswith(":program") else str(user.pk)


@pytest.mark.parametrize("statement", ATTACKS)
@pytest.mark.parametrize("speaker", ["", NOBODY, "anna", "closed", "chef:program"])
def test_nobody_opens_the_wall_by_writing(web: Cursor, speaker: str, statement: str) -> None:
    word = word_of(speaker)
    if word:
        sign(web, word)
    if "indicators_delivery" in statement and speaker in ("", NOBODY, "closed"):
        web.execute(statement)
        assert web.rowcount == 0  # they see none
        return
    with pytest.raises(errors.InsufficientPrivilege, match="may not be written by who speaks here"):
        web.execute(statement)


@pytest.mark.parametrize("statement", ATTACKS)
def test_the_statements_would_do_it_if_they_were_let(web: Cursor, statement: str) -> None:
    """Otherwise a mistyped one would count as refused."""
    sign(web, HOUSE)
    stays = any(f"UPDATE {name}" in statement for name in (
        "districts_division", "districts_area", "indicators_run", "indicators_delivery", "imports_profile"
    ))  # fmt: skip
    if stays:
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute(statement)
        return
    try:
        web.execute(statement)
        assert web.rowcount > 0
    except (errors.UniqueViolation, errors.ForeignKeyViolation, errors.CheckViolation):
        pass  # the row was reached


def test_who_manages_a_thing_gives_what_is_below_managing_on_it(web: Cursor) -> None:
    sign(web, str(User.objects.get(username="anna").pk))
    web.execute(give_sql("indicator", "quote", "publish", to="berta"))
    assert web.rowcount == 1
    web.execute(
        "UPDATE access_grant SET valid_until = '2999-12-31' WHERE scope_key = 'quote' AND permission = 'publish'"
    )
    web.execute("DELETE FROM access_grant WHERE scope_key = 'quote' AND permission = 'publish'")
    assert web.rowcount == 1
    with pytest.raises(errors.InsufficientPrivilege):
        web.execute("DELETE FROM access_grant WHERE scope_key = 'quote' AND permission = 'manage'")


def test_people_write_their_own_account_and_programs_nobody_s(web: Cursor) -> None:
    anna = User.objects.get(username="anna")
    token, _secret = make_token(
        by=anna, label="hers", permissions=[Permission.VIEW], expires=localdate() + timedelta(days=9)
    )
    own = [
        "UPDATE access_user SET first_name = %s, password = 'x' WHERE id = %s",
        "UPDATE access_token SET label = %s WHERE owner_id = %s",
    ]
    for statement in own:
        sign(web, str(anna.pk))
        web.execute(statement, ["Anna", anna.pk])
        assert web.rowcount == 1
        web.connection.rollback()
        sign(web, f"{anna.pk}:{token.pk}")
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute(statement, ["x", anna.pk])
        web.connection.rollback()


def test_that_an_account_or_a_token_was_used_may_be_noted_by_anybody(web: Cursor) -> None:
    sign(web, NOBODY)
    web.execute("UPDATE access_user SET last_login = now() WHERE username = 'chef'")
    web.execute("UPDATE access_token SET last_used = now()")
    assert web.rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE access_grant DISABLE TRIGGER written_by_who_may",
        "DROP TRIGGER written_by_who_may ON access_grant",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION access_stays() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "TRUNCATE access_grant",
    ],
)
def test_the_triggers_cannot_be_moved(web: Cursor, statement: str) -> None:
    sign(web, str(User.objects.get(username="anna").pk))
    with pytest.raises(errors.InsufficientPrivilege):
        web.execute(statement)


def test_a_session_cannot_be_taken_over_from_the_table(web: Cursor, client: Any) -> None:
    client.force_login(User.objects.get(username="chef"))
    cookie = client.cookies["sessionid"].value
    assert client.get("/rechte/").status_code == 200
    ((kept,),) = rows(web, "SELECT session_key FROM access_session")
    assert kept != cookie
    client.cookies["sessionid"] = kept
    assert client.get("/rechte/").status_code == 302


def test_cascades_and_the_administration_are_let(web: Cursor) -> None:
    sign(web, str(User.objects.get(username="chef").pk))
    web.execute("DELETE FROM access_membership WHERE user_id = (SELECT id FROM access_user WHERE username = 'anna')")
    web.execute(give_sql("any", "", "view"))
    web.execute("UPDATE access_user SET is_privacy_officer = true WHERE username = 'anna'")
    assert web.rowcount == 1


def test_a_right_on_a_bundle_is_given_by_who_manages_everything_alone(web: Cursor) -> None:
    grant(by=None, person=User.objects.get(username="berta"), permissions=[Permission.MANAGE])
    bundle = give_sql("set", "kern", to="berta")
    sign(web, str(User.objects.get(username="berta").pk))
    web.execute(bundle)
    web.connection.rollback()
    sign(web, str(User.objects.get(username="anna").pk))
    with pytest.raises(errors.InsufficientPrivilege):
        web.execute(bundle)


def test_the_operator_makes_the_first_account_with_the_web_role_s_login(
    db: None, web_database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `docker compose exec web` runs it; Django's own command speaks for nobody, and the wall refuses that."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "only for tests")
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {web_database['USER']}")
        try:
            call_command("createsuperuser", interactive=False, username="erste", email="erste@example.org", verbosity=0)
            with pytest.raises(DatabaseError, match="may not be written by who speaks here"), transaction.atomic():
                User.objects.create_superuser("zweite")
        finally:
            cursor.execute("RESET ROLE")
    assert list(User.objects.values_list("username", "is_superuser")) == [("erste", True)]
