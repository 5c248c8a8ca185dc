"""What is ticked in the matrix becomes exactly the grants that are meant."""

from datetime import date

import pytest

from sozialmonitor.access.actions import grant
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.models import Grant
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.role_actions import give_role, put_role
from sozialmonitor.rights.changing import Unknown, change_of
from sozialmonitor.rights.matrix_forms import BulkForm
from tests.world import READ, build, department, give, person

pytestmark = pytest.mark.django_db
CELL = "department:arbeit|indicator:quote"
WORDS = {"do": "give", "cell": [CELL], "permission": ["view"], "reason": "x"}
ADMINISTRATOR = Giver.of(None)


@pytest.fixture(autouse=True)
def city() -> None:
    build()


def change(giver: Giver = ADMINISTRATOR, **words: object) -> tuple[list[Grant], list[Grant]]:
    form = BulkForm(WORDS | words)
    assert form.is_valid(), form.errors
    found = change_of(form.cleaned_data, form.pairs(), giver)
    return list(found.gains), list(found.losses)


def told(grants: list[Grant]) -> set[tuple[str, str, str, str]]:
    return {(one.subject, one.permission, f"{one.scope_kind}:{one.scope_key}", one.division_key) for one in grants}


def test_place_and_days_go_into_each_grant() -> None:
    (one,), _ = change(division="stadtteile", valid_from="2100-01-01", valid_until="2100-12-31")
    assert (one.division_key, one.valid_from, one.valid_until) == ("stadtteile", date(2100, 1, 1), date(2100, 12, 31))


def test_rows_columns_cells_and_a_person_make_each_pair_once() -> None:
    person("clara")
    gains, _ = change(
        row=["indicator:quote", "set:kern"], column=["department:arbeit", "everybody"], person="clara",
        cell=[CELL, "department:bildung|any:"],
    )  # fmt: skip
    assert told(gains) == {
        ("Fachbereich Arbeit", "view", "indicator:quote", ""),
        ("Fachbereich Arbeit", "view", "set:kern", ""),
        ("alle", "view", "indicator:quote", ""),
        ("alle", "view", "set:kern", ""),
        ("clara", "view", "indicator:quote", ""),
        ("clara", "view", "set:kern", ""),
        ("Fachbereich Bildung", "view", "any:", ""),
    }
    assert len(gains) == 7


def test_ending_finds_rights_on_the_thing_itself_in_all_divisions_or_the_one_named() -> None:
    give("arbeit", *READ, scope=Scope.INDICATOR, keys=["quote"])
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"], division="stadtteile")
    give("arbeit", Permission.VIEW, scope=Scope.SET, keys=["kern"])
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    _, losses = change(do="take")
    assert told(losses) == {
        ("Fachbereich Arbeit", "view", "indicator:quote", ""),
        ("Fachbereich Arbeit", "view", "indicator:quote", "stadtteile"),
    }
    _, losses = change(do="take", division="stadtteile")
    assert [one.division_key for one in losses] == ["stadtteile"]
    _, losses = change(do="take", permission=["view", "list", "publish"])
    assert len(losses) == 3


def test_ending_a_role_leaves_other_roles_and_what_was_given_singly() -> None:
    roles = [put_role(by=None, key=key, label_de=key, permissions=READ) for key in ("eins", "zwei")]
    for role in roles:
        give_role(by=None, role=role, department=department("arbeit"), scope=Scope.INDICATOR, keys=["quote"])
    give("arbeit", *READ, scope=Scope.INDICATOR, keys=["quote"])
    _, losses = change(do="take", permission=[], role="eins")
    assert {one.role for one in losses} == {"eins"}
    assert len(losses) == 3


def test_a_role_gives_its_permissions_with_its_key() -> None:
    put_role(by=None, key="leser", label_de="Lesen", permissions=READ)
    gains, _ = change(permission=["manage"], role="leser")
    assert {(one.permission, one.role) for one in gains} == {(p.value, "leser") for p in READ}


def test_owners_end_what_they_could_give_and_pass_over_the_rest() -> None:
    give("arbeit", Permission.MANAGE, Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    grant(by=None, to_all=True, permissions=[Permission.VIEW], scope=Scope.INDICATOR, keys=["quote"])
    giver = Giver.of(person("anna", "arbeit"))
    _, losses = change(giver, do="take", permission=["view", "manage"], cell=[CELL, "everybody|indicator:quote"])
    assert told(losses) == {("Fachbereich Arbeit", "view", "indicator:quote", "")}


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "|",
        "department:arbeit|",
        "|indicator:quote",
        "department:|indicator:quote",
        "person:niemand|indicator:quote",
        "department:arbeit|indicator:",
        "department:arbeit|any:x",
        "department:arbeit|mars:quote",
        "department:arbeit|set:quote",
        "alle|indicator:quote",
    ],
)
def test_what_is_not_there_is_refused(cell: str) -> None:
    form = BulkForm(WORDS | {"cell": [CELL, cell]})
    assert form.is_valid()
    with pytest.raises(Unknown):
        change_of(form.cleaned_data, form.pairs(), ADMINISTRATOR)


def test_what_is_not_the_owners_is_refused_like_what_is_not_there() -> None:
    give("arbeit", Permission.MANAGE, scope=Scope.INDICATOR, keys=["quote"])
    giver = Giver.of(person("anna", "arbeit"))
    said = set()
    for cell in ("department:bildung|indicator:saldo", "department:bildung|indicator:fehlt"):
        form = BulkForm(WORDS | {"cell": [cell]})
        assert form.is_valid()
        with pytest.raises(Unknown) as refused:
            change_of(form.cleaned_data, form.pairs(), giver)
        said.add(str(refused.value))
    assert len(said) == 1
