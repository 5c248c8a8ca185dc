"""The rule is written twice, in Python and in the database: for any grants both give the same answer."""

import json
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts.models import Division
from indicators.formulas import FormulaBook
from indicators.models import Measure, Run
from indicators.reach import Reach
from indicators.rights import may_see_typology
from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.models import Grant, Token, User
from sozialmonitor.access.permissions import Permission, Scope, allowed
from sozialmonitor.access.tokens import PERMISSIONS as TOKEN_PERMISSIONS
from sozialmonitor.access.tokens import SCOPES as PROGRAM_SCOPES
from tests import world as worlds
from tests.world import World, department, person

pytestmark = pytest.mark.django_db

READING = (Permission.VIEW, Permission.DOWNLOAD, Permission.IMPORT, Permission.PUBLISH)
SCOPES = {
    Scope.ANY: [""],
    Scope.INDICATOR: ["quote", "wandel", "saldo", "verhaeltnis", "nirgends"],
    Scope.SET: ["kern", "arbeit", "nirgends"],
    Scope.TOPIC: ["kern"],
    Scope.MEASURE: ["EW", "S1", "quote"],
    Scope.TYPOLOGY: ["lage", "nirgends"],
    Scope.DIVISION: ["stadtteile"],
    Scope.SOURCE: ["amt"],
}
TOKEN_SCOPES = [scope.value for scope in PROGRAM_SCOPES]
GIVEN = ("permission", "is_open", "scope_kind", "scope_key", "division_key", "areas")
DAYS = [None, *(localdate() + timedelta(days=days) for days in (-1, 0, 1))]


@st.composite
def grants(draw: st.DrawFn) -> dict[str, Any]:
    scope = draw(st.sampled_from(list(SCOPES)))
    division = draw(st.sampled_from(["", "", "stadtteile", "bezirke"]))
    begin, end = draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))
    subject = draw(st.sampled_from(["arbeit", "bildung", "anna", "berta", "all"]))
    reading = [Permission.LIST, Permission.VIEW, Permission.DOWNLOAD]
    return {
        "subject": subject,
        "scope_kind": scope,
        "scope_key": draw(st.sampled_from(SCOPES[scope])),
        "division_key": division,
        "areas": draw(st.sampled_from([[], ["01", "02"]])) if division else [],
        "permission": draw(st.sampled_from(reading if subject == "all" else list(Permission))),
        "valid_from": begin,
        "valid_until": end if begin is None or end is None or end >= begin else None,
    }


@pytest.fixture
def city(db: None) -> World:
    world = worlds.build_filled()
    worlds.division("bezirke", label_de="Bezirke", rank=20)
    world.run()
    return world


@st.composite
def tokens(draw: st.DrawFn) -> dict[str, Any]:
    """Of nobody yet; none of them is no token."""
    if draw(st.booleans()):
        return {}
    scope = draw(st.sampled_from(["", *TOKEN_SCOPES]))
    return {
        "permissions": draw(st.lists(st.sampled_from(list(TOKEN_PERMISSIONS)), min_size=1, unique=True)),
        "scope_kind": scope,
        "scope_key": draw(st.sampled_from(SCOPES[Scope(scope)])) if scope else "",
    }


def subject_of(name: str) -> dict[str, Any]:
    if name == "all":
        return {"is_open": True}
    if name in ("arbeit", "bildung"):
        return {"department": department(name)}
    return {"person": User.objects.get(username=name)}


def put(drawn: list[dict[str, Any]]) -> None:
    for name, key in (("anna", "arbeit"), ("berta", "bildung")):
        if not User.objects.filter(username=name).exists():
            person(name, key)
    Grant.objects.all().delete()
    for words in drawn:
        Grant.objects.get_or_create(
            **subject_of(words["subject"]), **{k: v for k, v in words.items() if k != "subject"}
        )


def shows(user: User, words: dict[str, Any]) -> None:
    """As `TokenAuthentication` leaves an account whose program has shown its key."""
    Token.objects.all().delete()
    tomorrow = localdate() + timedelta(days=1)
    user.token = Token.objects.create(owner=user, label="t", hash="t", expires=tomorrow, **words) if words else None


def rights_of(user: Any) -> tuple[dict[str, Any], set[int]]:
    with acting_for(user), connection.cursor() as cursor:
        cursor.execute("SELECT indicators_rights(), indicators_runs()")
        found, runs = cursor.fetchone()
    return json.loads(found) if isinstance(found, str) else found, set(runs)


def check(user: Any) -> None:
    book, found = FormulaBook.load(), rights_of(user)[0]
    ids, divisions = dict(Measure.objects.values_list("code", "id")), dict(Division.objects.values_list("key", "id"))
    granted = [allowed(user, permission) for permission in READING]
    users = {code: {one for one in book.raw if code in book.measures(one)} for code in ids}
    for (code, measure), (division, pk) in product(ids.items(), divisions.items()):
        first = any(
            one.covers(Scope.MEASURE, code, division=division)
            or any(one.covers(Scope.INDICATOR, indicator, division=division) for indicator in users[code])
            for one in granted
        )
        second = found["all"] or measure in found["read"] or (measure << 32 | pk) in found["read_in"]
        assert first == second, (code, division, found)
    if isinstance(user, User):
        for permission in (Permission.IMPORT, Permission.PUBLISH):
            check_handling(Reach(user, permission), found, ids, divisions)


def check_handling(reach: Reach, found: dict[str, Any], ids: dict[str, int], divisions: dict[str, int]) -> None:
    """Importing and publishing, on each division as a whole; where a right is for some areas, the database is wider."""
    name = str(reach.permission)
    assert found[f"all_{name}"] == (reach.measures() is None)
    for division, pk in divisions.items():
        covered = reach.measures(division)
        second = {one for one in ids.values() if one in found[name] or (one << 32 | pk) in found[f"{name}_in"]}
        if covered is not None:
            first = {ids[code] for code in covered if code in ids}
            assert first <= second
            assert first == second or any(rule.areas for rule in reach.granted.rules)
    assert {key for key, _division in reach.sources} <= set(found["sources"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(grants(), max_size=6), tokens())
def test_both_walls_read_the_same_grants_alike(city: World, drawn: list[dict[str, Any]], token: dict[str, Any]) -> None:
    put(drawn)
    anna = User.objects.get(username="anna")
    shows(anna, token)
    for user in (anna, User.objects.get(username="berta"), AnonymousUser()):
        check(user)
    runs = rights_of(anna)[1]
    seen = [allowed(anna, permission) for permission in (Permission.VIEW, Permission.DOWNLOAD)]
    # The database knows no single areas: it may open a run that the first wall closes for them, never the other way.
    assert {run.pk for run in Run.objects.all() if any(may_see_typology(one, run) for one in seen)} <= runs


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(grants(), max_size=6), grants())
def test_both_walls_let_the_same_rights_be_given(
    city: World, drawn: list[dict[str, Any]], wanted: dict[str, Any]
) -> None:
    """More of them manage than would by chance."""
    put([words | {"permission": Permission.MANAGE} if words["subject"] != "all" else words for words in drawn])
    made = Grant(**subject_of(wanted["subject"]), **{k: v for k, v in wanted.items() if k != "subject"})
    for name in ("anna", "berta"):
        user = User.objects.get(username=name)
        with acting_for(user), connection.cursor() as cursor:
            cursor.execute(
                "SELECT indicators_gives(jsonb_populate_record(NULL::access_grant, %s))",
                [json.dumps({field: getattr(made, field) for field in GIVEN}, default=str)],
            )
            assert cursor.fetchone() == (Giver.of(user).may(made),)


@pytest.mark.parametrize("scope", [None, (Scope.INDICATOR, "quote"), (Scope.SET, "kern"), (Scope.MEASURE, "S1")])
def test_an_administrator_s_program_may_what_its_token_says(city: World, scope: Any) -> None:
    chief = person("chef", is_superuser=True)
    kind, key = scope or ("", "")
    shows(chief, {"permissions": ["view"], "scope_kind": kind, "scope_key": key})
    check(chief)
    found = rights_of(chief)[0]
    assert (found["all"], found["all_publish"]) == (scope is None, False)
    assert scope is None or found["read"]
    Token.objects.update(expires=localdate() - timedelta(days=1))
    found = rights_of(chief)[0]
    assert (found["all"], found["read"]) == (False, [])


@pytest.mark.parametrize(
    ("permissions", "scope", "opens"),
    [
        (["import"], ("", ""), True),
        (["list"], ("", ""), False),
        (["import"], (Scope.SOURCE, "amt"), True),
        (["import"], (Scope.SOURCE, "anderes"), False),
        (["import"], (Scope.INDICATOR, "quote"), False),
    ],
)
def test_a_token_narrows_what_is_open_of_an_office_in_both_walls(
    city: World, permissions: list[str], scope: tuple[str, str], opens: bool
) -> None:
    put([])
    Grant.objects.create(
        department=department("arbeit"), scope_kind=Scope.SOURCE, scope_key="amt", permission=Permission.IMPORT
    )
    anna = User.objects.get(username="anna")
    shows(anna, {"permissions": permissions, "scope_kind": scope[0], "scope_key": scope[1]})
    assert Reach(anna, Permission.IMPORT).has_source("amt") is opens
    assert ("amt" in rights_of(anna)[0]["sources"]) is opens


def test_a_right_on_everything_names_no_office_whatever_a_token_says(city: World) -> None:
    put([])
    Grant.objects.create(department=department("arbeit"), scope_kind=Scope.ANY, permission=Permission.VIEW)
    anna = User.objects.get(username="anna")
    shows(anna, {"permissions": ["view"], "scope_kind": Scope.SOURCE, "scope_key": "amt"})
    assert Reach(anna, Permission.VIEW).sources == frozenset()
    assert rights_of(anna)[0]["sources"] == []


def test_administrators_and_the_house_may_all_and_closed_accounts_nothing(city: World) -> None:
    chief = person("chef", is_superuser=True)
    for user in (chief, None):
        assert rights_of(user)[0]["all"] is True
    User.objects.filter(pk=chief.pk).update(is_active=False)
    found, runs = rights_of(User.objects.get(pk=chief.pk))
    assert (found["all"], found["read"], runs) == (False, [], set())


def test_the_measures_of_a_formula_are_found_alike(city: World) -> None:
    book = FormulaBook.load()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.indicator, m.code FROM indicators_uses() u JOIN indicators_measure m ON m.id = u.measure"
        )
        found = {(indicator, code) for indicator, code in cursor.fetchall()}
    assert found == {(code, measure) for code in book.raw for measure in book.measures(code)}
    assert len(found) > 10
