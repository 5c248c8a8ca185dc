"""What somebody gets who can run any SQL as the web role: nothing without a ticket, nothing of B with A's."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.utils.timezone import now
from psycopg2 import errors

from imports.models import Batch, InboxFile, SourceFile
from indicators.models import Delivery, Observation, Run
from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.actions import grant
from sozialmonitor.access.database.ticket import HOUSE, NOBODY
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope
from tests import world as worlds
from tests.access.web_role import Cursor, opened, rows, sign
from tests.imports.uploads import checked, csv, figures, profile
from tests.world import READ, World, give, person

# The second connection sees only what was committed.
pytestmark = pytest.mark.django_db(transaction=True)

COUNT = "SELECT count(*) FROM indicators_observation"
SERIES = "JOIN indicators_series s ON s.id = o.series_id"
MEASURES = "JOIN indicators_measure m ON m.id = s.measure_id"
OF = f"SELECT DISTINCT m.code FROM indicators_observation o {SERIES} {MEASURES}"
GUARDED = [
    "indicators_observation", "indicators_stagedobservation", "indicators_delivery", "indicators_result",
    "imports_batch", "imports_problem", "imports_sourcefile", "imports_inboxfile",
]  # fmt: skip


@pytest.fixture
def city() -> World:
    """Published figures, a draft, a run, an upload with findings: something in each of the tables."""
    world = worlds.build_filled()
    world.run()
    world.draft([("ALO", "01", worlds.DAY, 99.0)])
    profile()
    checked(csv([*figures(), ["99", "Nirgends", 2023, 1, 1]]))
    InboxFile.objects.create(path="a.csv", size=1, mtime_ns=1, seen_at=now())
    return world


@pytest.fixture
def web(city: World, web_database: dict[str, Any]) -> Iterator[Cursor]:
    with opened(web_database, autocommit=False) as cursor:
        yield cursor


@pytest.fixture
def a(city: World) -> User:
    give("arbeit", *READ, scope=Scope.INDICATOR, keys=["quote"])
    return person("anna", "arbeit")


@pytest.fixture
def b(city: World) -> User:
    give("bildung", *READ, scope=Scope.MEASURE, keys=["S1"])
    return person("berta", "bildung")


@pytest.mark.parametrize("table", GUARDED)
def test_there_is_something_to_see_and_without_a_ticket_nothing(web: Cursor, table: str) -> None:
    assert rows(web, f"SELECT count(*) FROM {table}") == [(0,)]
    sign(web, HOUSE)
    assert rows(web, f"SELECT count(*) > 0 FROM {table}") == [(True,)]


def test_each_sees_the_measures_behind_their_own_rights(web: Cursor, a: User, b: User) -> None:
    sign(web, str(a.pk))
    assert sorted(rows(web, OF)) == [("ALO",), ("EW",)]
    sign(web, str(b.pk))
    assert sorted(rows(web, OF)) == [("S1",)]


def test_what_is_open_to_all_needs_no_account_and_nothing_else_comes_with_it(web: Cursor, a: User) -> None:
    sign(web, NOBODY)
    assert rows(web, COUNT) == [(0,)]
    grant(by=None, to_all=True, permissions=READ, scope=Scope.INDICATOR, keys=["einwohner"])
    web.connection.rollback()
    sign(web, NOBODY)
    assert sorted(rows(web, OF)) == [("EW",)]


@pytest.mark.parametrize(
    "statement",
    [
        f"SELECT count(*) FROM ({OF}) x WHERE code = 'S1'",
        f"SELECT count(*) FROM indicators_series s {MEASURES} AND m.code = 'S1' "
        "JOIN indicators_observation o ON o.series_id = s.id",
        "SELECT count(*) FROM indicators_measure m WHERE m.code = 'S1' AND EXISTS ("
        f"SELECT FROM indicators_observation o {SERIES} WHERE s.measure_id = m.id AND o.value > 0)",
        "WITH o AS MATERIALIZED (SELECT series_id FROM indicators_observation) "
        f"SELECT count(*) FROM o {SERIES} {MEASURES} AND m.code = 'S1'",
        "SELECT count(*) FROM indicators_measure m, LATERAL ("
        f"SELECT FROM indicators_observation o {SERIES} WHERE s.measure_id = m.id LIMIT 1) x WHERE m.code = 'S1'",
        "SELECT count(*) FROM indicators_result",
        "SELECT count(*) FROM imports_batch",
        "SELECT count(*) FROM imports_problem WHERE value <> ''",
        "SELECT count(*) FROM imports_sourcefile",
        "SELECT count(*) FROM indicators_stagedobservation",
    ],
)  # fmt: skip
def test_no_way_of_asking_leads_around_it(web: Cursor, a: User, statement: str) -> None:
    sign(web, str(a.pk))
    assert rows(web, statement) == [(0,)]
    sign(web, HOUSE)
    assert rows(web, f"SELECT ({statement}) > 0") == [(True,)]


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE sozialmonitor_owner",
        "SET SESSION AUTHORIZATION sozialmonitor_owner",
        "ALTER TABLE indicators_observation DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE indicators_observation NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY observation_read ON indicators_observation",
        "CREATE POLICY mine ON indicators_observation USING (true)",
        "ALTER POLICY observation_read ON indicators_observation USING (true)",
        "CREATE OR REPLACE FUNCTION access_account() RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'",
        "CREATE OR REPLACE FUNCTION indicators_rights() RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'",
        "ALTER FUNCTION access_account() SECURITY INVOKER",
        "SELECT * FROM access_secret",
        "UPDATE access_secret SET inner_pad = ''",
        "INSERT INTO access_secret (inner_pad, outer_pad) VALUES ('', '')",
        "COPY indicators_observation FROM STDIN",
        "COPY access_secret TO STDOUT",
        "ALTER ROLE sozialmonitor_web BYPASSRLS",
        "CREATE VIEW mine AS SELECT * FROM indicators_observation",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT lo_import('/etc/passwd')",
    ],
)
def test_the_wall_itself_cannot_be_moved(web: Cursor, a: User, statement: str) -> None:
    sign(web, str(a.pk))
    refused = (errors.InsufficientPrivilege, errors.FeatureNotSupported)
    with pytest.raises(refused):
        web.copy_expert(statement, StringIO()) if statement.startswith("COPY") else web.execute(statement)


def test_row_security_cannot_be_switched_off(web: Cursor, a: User) -> None:
    sign(web, str(a.pk))
    web.execute("SET row_security = off")  # means: fail instead of leaving rows out
    with pytest.raises(errors.InsufficientPrivilege):
        web.execute(COUNT)


FORGED = ["0", "0|", "0|0000", "0|" + "0" * 64, "|", "x|y", "0|0|0", "99999999999999999999|x"]


@pytest.mark.parametrize("value", FORGED)
@pytest.mark.parametrize("local", [True, False])
def test_a_ticket_of_one_s_own_making_is_none(web: Cursor, city: World, value: str, local: bool) -> None:
    web.execute("SELECT set_config('sozialmonitor.ticket', %s, %s)", [value, local])
    assert rows(web, COUNT) == [(0,)]
    assert rows(web, "SELECT access_account(), access_administers()") == [(None, False)]


def test_rights_of_one_s_own_making_are_none(web: Cursor, a: User) -> None:
    sign(web, str(a.pk))
    before = rows(web, OF)
    ((kept,),) = rows(web, "SELECT current_setting('sozialmonitor.rights')")
    forged = kept[:64] + kept[64:].replace('"all": false', '"all": true')
    assert forged != kept
    for text in (forged, "0" * 64 + '{"all": true, "read": [], "read_in": []}', "x"):
        web.execute("SELECT set_config('sozialmonitor.rights', %s, true)", [text])
        assert rows(web, OF) == before


def test_a_ticket_ends_with_its_transaction(web: Cursor, city: World) -> None:
    made = sign(web, HOUSE)
    assert rows(web, COUNT) != [(0,)]
    for end in (web.connection.commit, web.connection.rollback):
        end()
        assert rows(web, COUNT) == [(0,)]
    # Kept by whoever saw it, and said again: in a later transaction it fits no more, for one transaction or for all.
    for local in (True, False):
        web.connection.rollback()
        web.execute("SELECT set_config('sozialmonitor.ticket', %s, %s)", [made, local])
        assert rows(web, COUNT) == [(0,)]


def test_a_ticket_fits_no_other_connection(web: Cursor, city: World, web_database: dict[str, Any]) -> None:
    made = sign(web, HOUSE)
    with opened(web_database, autocommit=False) as other:
        other.execute("SELECT set_config('sozialmonitor.ticket', %s, true)", [made])
        assert rows(other, COUNT) == [(0,)]


def test_a_ticket_names_one_account(web: Cursor, a: User, b: User) -> None:
    made = sign(web, str(a.pk))
    for word in (HOUSE, str(b.pk), NOBODY):
        web.execute("SELECT set_config('sozialmonitor.ticket', %s, true)", [made.replace(f"{a.pk}|", f"{word}|", 1)])
        assert rows(web, COUNT) == [(0,)]


def test_copy_and_prepared_statements_are_held_too(web: Cursor, a: User) -> None:
    web.execute(f"PREPARE asked AS {COUNT}")
    web.connection.commit()
    target = StringIO()
    web.copy_expert("COPY (SELECT * FROM indicators_observation) TO STDOUT", target)
    web.copy_expert("COPY indicators_observation TO STDOUT", target)
    assert target.getvalue() == ""
    sign(web, str(a.pk))
    ((seen,),) = rows(web, "EXECUTE asked")
    assert 0 < seen < Observation.objects.count()
    sign(web, HOUSE)
    assert rows(web, "EXECUTE asked") == [(Observation.objects.count(),)]  # the plan is kept, the answer is not
    web.connection.commit()
    assert rows(web, "EXECUTE asked") == [(0,)]


def test_a_cursor_held_open_shows_no_more_than_it_did(web: Cursor, a: User) -> None:
    sign(web, str(a.pk))
    web.execute("DECLARE kept CURSOR WITH HOLD FOR SELECT series_id FROM indicators_observation")
    web.connection.commit()
    assert len(rows(web, "FETCH ALL FROM kept")) < Observation.objects.count()


def test_errors_and_leaky_functions_tell_nothing(web: Cursor, b: User) -> None:
    """A condition of one's own runs only on rows the policy let through: an error on a hidden one would tell."""
    measures = {code: Observation.objects.filter(series__measure__code=code) for code in ("ALO", "S1")}
    hidden, own = ({row.value for row in found} for found in measures.values())
    told = "SELECT count(*) FROM indicators_observation WHERE 1 / (CASE WHEN value = %s THEN 0 ELSE 1 END) = 1"
    sign(web, str(b.pk))
    assert rows(web, told, (hidden - own).pop()) == [(measures["S1"].count(),)]
    with pytest.raises(errors.DivisionByZero):
        web.execute(told, [own.pop()])


@pytest.mark.parametrize("permission", [Permission.VIEW, Permission.IMPORT])
def test_only_who_may_publish_adds_figures(web: Cursor, city: World, permission: Permission) -> None:
    give("arbeit", permission, scope=Scope.MEASURE, keys=["ALO"])
    anna = person("anna", "arbeit")
    figure = (
        "INSERT INTO indicators_observation (delivery_id, series_id, period_end, period_start, value, status, flags) "
        "SELECT %s, s.id, '1999-12-31', '1999-12-31', 1, 0, 0 FROM indicators_series s "
        "JOIN indicators_measure m ON m.id = s.measure_id WHERE m.code = 'ALO' LIMIT 1"
    )
    delivery = Delivery.objects.standing().first()
    assert delivery is not None
    sign(web, str(anna.pk))
    with pytest.raises(errors.InsufficientPrivilege):
        web.execute(figure, [delivery.pk])
    web.connection.rollback()
    give("arbeit", Permission.PUBLISH, scope=Scope.MEASURE, keys=["ALO"])
    sign(web, str(anna.pk))
    web.execute(figure, [delivery.pk])
    assert web.rowcount == 1


def test_a_delivery_with_figures_nobody_may_see_stays(web: Cursor, city: World) -> None:
    """The trigger that keeps it looks with the owner's eyes."""
    anna = person("anna", "arbeit")
    delivery = Delivery.objects.standing().first()
    assert delivery is not None
    Delivery.objects.filter(pk=delivery.pk).update(created_by=anna)
    sign(web, str(anna.pk))
    assert rows(web, COUNT) == [(0,)]
    with pytest.raises(psycopg2.Error, match=r"delivery \d+ has observations"):
        web.execute("DELETE FROM indicators_delivery WHERE id = %s", [delivery.pk])


def test_a_run_is_seen_by_the_typology_or_by_all_that_went_in(web: Cursor, a: User) -> None:
    asked = "SELECT count(DISTINCT run_id) FROM indicators_result"
    sign(web, str(a.pk))
    assert rows(web, asked) == [(0,)]  # one of two indicators
    web.connection.rollback()
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["transfer"])
    sign(web, str(a.pk))
    assert rows(web, asked) == [(Run.objects.count(),)]
    web.connection.rollback()
    berta = person("berta", "bildung")
    give("bildung", Permission.VIEW, scope=Scope.TYPOLOGY, keys=["lage"])
    sign(web, str(berta.pk))
    assert rows(web, asked) == [(Run.objects.count(),)]
    assert rows(web, COUNT) == [(0,)]


def test_uploads_are_seen_by_who_brought_them_and_who_may_import_all_they_read(web: Cursor, city: World) -> None:
    batch = Batch.objects.latest("pk")
    anna, berta = person("anna", "arbeit"), person("berta", "bildung")
    give("arbeit", Permission.IMPORT, scope=Scope.MEASURE, keys=sorted(batch.profile.measures))  # type: ignore[union-attr]
    give("bildung", Permission.IMPORT, scope=Scope.MEASURE, keys=["S1"])
    for user, seen in ((anna, 1), (berta, 0)):
        sign(web, str(user.pk))
        for table in ("imports_batch", "imports_sourcefile"):
            assert rows(web, f"SELECT count(*) FROM {table}") == [(seen,)], (user, table)
    Batch.objects.update(created_by=berta)
    web.connection.rollback()
    sign(web, str(berta.pk))
    assert rows(web, "SELECT count(*) FROM imports_batch") == [(1,)]


def test_an_account_that_was_closed_sees_nothing_not_even_what_is_open(web: Cursor, a: User) -> None:
    grant(by=None, to_all=True, permissions=READ, scope=Scope.INDICATOR, keys=["einwohner"])
    User.objects.filter(pk=a.pk).update(is_active=False)
    sign(web, str(a.pk))
    assert rows(web, COUNT) == [(0,)]


def test_the_program_itself_is_held_the_same_way(city: World, a: User, web_database: dict[str, Any]) -> None:
    """Its own connection, as the web role, through the ORM: speaking for nobody, for A, for the house."""
    owner = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    everything = (Observation.objects.count(), SourceFile.objects.count())
    connection.close()
    connection.settings_dict.update({name: web_database[name] for name in owner})
    try:
        assert SourceFile.objects.count() == 0
        with acting_for(a):
            assert (Delivery.objects.count() > 0, SourceFile.objects.count()) == (True, 0)
            with acting_for(None):
                assert (Observation.objects.count(), SourceFile.objects.count()) == everything
            assert SourceFile.objects.count() == 0
        assert Delivery.objects.count() == 0
    finally:
        connection.close()
        connection.settings_dict.update(owner)
