"""A grant is given on something that exists, chosen from a list, and only once."""

import pytest
from django.db import IntegrityError

from sozialmonitor.access.forms import GrantForm
from sozialmonitor.access.models import Department, Grant
from sozialmonitor.access.permissions import Permission, Scope
from tests.world import World, give

pytestmark = pytest.mark.django_db


def filled_in(what: str, permission: str = "view", instance: Grant | None = None) -> GrantForm:
    department = Department.objects.get_or_create(key="arbeit", defaults={"label_de": "Arbeit"})[0]
    return GrantForm({"department": department.pk, "permission": permission, "what": what}, instance=instance)


def offered(form: GrantForm) -> set[str]:
    found = set()
    for value, name in form.fields["what"].choices:
        found |= {inner for inner, _ in name} if isinstance(name, list) else {value}
    return found


@pytest.mark.parametrize(
    ("what", "kind", "key"),
    [
        ("any:", "any", ""), ("indicator:quote", "indicator", "quote"), ("measure:ALO", "measure", "ALO"),
        ("typology:lage", "typology", "lage"),
    ],
)  # fmt: skip
def test_what_is_chosen_is_what_is_granted(world: World, what: str, kind: str, key: str) -> None:
    form = filled_in(what)
    assert form.is_valid(), form.errors
    form.save()
    assert Grant.objects.values_list("scope_kind", "scope_key", "permission").get() == (kind, key, "view")


@pytest.mark.parametrize("what", ["", "indicator:", "indicator:gibt-es-nicht", "planet:mars", "quote", "any:quote"])
def test_nothing_else_can_be_named(world: World, what: str) -> None:
    form = filled_in(what)
    assert not form.is_valid()
    assert list(form.errors) == ["what"]


def test_the_same_right_twice_is_said_in_words_and_not_left_to_the_database(world: World) -> None:
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    form = filled_in("indicator:quote")
    assert not form.is_valid()
    assert list(form.errors) == ["what"]
    assert filled_in("indicator:quote", "download").is_valid()


def test_a_grant_can_be_saved_as_it_is(world: World) -> None:
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    kept = Grant.objects.get()
    form = filled_in("indicator:quote", instance=kept)
    assert GrantForm(instance=kept).initial["what"] == "indicator:quote"
    assert form.is_valid()
    try:
        form.save()
    except IntegrityError:
        pytest.fail("a grant must not be in its own way")


def test_a_grant_on_something_that_is_gone_keeps_its_name(world: World) -> None:
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["frueher"])
    assert "indicator:frueher" in offered(GrantForm(instance=Grant.objects.get()))
    assert "indicator:frueher" not in offered(GrantForm())
