"""What the database itself guards, whoever writes."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import AuditEvent, Department, Grant, Membership
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return Department.objects.create(key="arbeit", label_de="Fachbereich Arbeit", label_en="Employment")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"scope_kind": "any", "scope_key": "quote", "permission": "view"}, "grant_names_its_scope"),
        ({"scope_kind": "indicator", "scope_key": "", "permission": "view"}, "grant_names_its_scope"),
        ({"scope_kind": "planet", "scope_key": "mars", "permission": "view"}, "grant_scope_known"),
        ({"scope_kind": "any", "scope_key": "", "permission": "own"}, "grant_permission_known"),
    ],
)
def test_a_grant_that_means_nothing_is_refused(department: Department, fields: dict[str, str], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Grant.objects.create(department=department, **fields)
    assert not Grant.objects.exists()


def test_the_same_grant_stands_once(department: Department) -> None:
    Grant.objects.create(department=department, scope_kind="any", permission="view")
    with pytest.raises(IntegrityError, match="grant_once"), transaction.atomic():
        Grant.objects.create(department=department, scope_kind="any", permission="view")


def test_one_membership_a_person_and_department(department: Department) -> None:
    user = person("anna")
    Membership.objects.create(user=user, department=department)
    with pytest.raises(IntegrityError, match="membership_once"), transaction.atomic():
        Membership.objects.create(user=user, department=department)


def test_a_department_key_stands_once(department: Department) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.create(key=department.key, label_de="Andere")


def test_labels_follow_the_language_and_fall_back_to_german(department: Department) -> None:
    german_only = Department.objects.create(key="bildung", label_de="Fachbereich Bildung")
    with translation.override("en"):
        assert (str(department), str(german_only)) == ("Employment", "Fachbereich Bildung")
    with translation.override("de"):
        assert str(department) == "Fachbereich Arbeit"


def test_the_audit_trail_outlives_whom_it_names() -> None:
    user = person("anna")
    record(by=user, verb="test", what="thing:1", number=3)
    user.delete()
    event = AuditEvent.objects.get()
    assert (event.by, event.verb, event.what, event.details) == ("anna", "test", "thing:1", {"number": 3})
    assert "anna test thing:1" in str(event)
