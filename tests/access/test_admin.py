"""The administration: for administrators alone, and nothing is changed there unseen."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialmonitor.access.actions import grant
from sozialmonitor.access.models import AuditEvent, Department, Grant, Membership, User
from sozialmonitor.access.permissions import Permission
from tests.world import give, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    visitor = Client()
    visitor.force_login(person("chef", is_superuser=True, is_staff=True))
    return visitor


def trail() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("id").values_list("by", "verb"))


def test_a_grant_made_here_says_who_gave_it(administrator: Client) -> None:
    department = Department.objects.create(key="arbeit", label_de="Arbeit")
    fields = {"department": department.pk, "what": "any:", "permission": "view"}
    response = administrator.post(reverse("admin:access_grant_add"), fields)
    assert response.status_code == 302
    assert Grant.objects.get().granted_by == User.objects.get(username="chef")
    assert trail() == [("chef", "grant")]


def test_a_grant_changed_here_ends_and_begins_in_the_trail(administrator: Client) -> None:
    give("arbeit", Permission.VIEW, reason="alt")
    kept = Grant.objects.get()
    fields = {"department": kept.department_id, "what": "any:", "permission": "download", "reason": "neu"}
    assert administrator.post(reverse("admin:access_grant_change", args=[kept.pk]), fields).status_code == 302
    lines = AuditEvent.objects.filter(by="chef").order_by("id")
    assert [(one.verb, one.details["permission"]) for one in lines] == [("revoke", "view"), ("grant", "download")]
    assert lines[0].details["given"] == kept.granted_at.isoformat()
    assert Grant.objects.get().granted_at > kept.granted_at
    administrator.post(reverse("admin:access_grant_delete", args=[kept.pk]), {"post": "yes"})
    assert trail()[-1] == ("chef", "revoke")
    assert not Grant.objects.exists()


def test_whose_rights_go_with_them_is_told_right_by_right(administrator: Client) -> None:
    give("arbeit", Permission.VIEW, Permission.LIST)
    anna = person("anna")
    grant(by=None, person=anna, permissions=[Permission.VIEW])
    department = Department.objects.get()
    administrator.post(reverse("admin:access_department_delete", args=[department.pk]), {"post": "yes"})
    administrator.post(reverse("admin:access_user_delete", args=[anna.pk]), {"post": "yes"})
    told = AuditEvent.objects.filter(verb="revoke").values_list("what", flat=True)
    assert sorted(told) == ["department:arbeit", "department:arbeit", "person:anna"]
    assert not Grant.objects.exists()


def test_changing_and_deleting_leave_their_lines(administrator: Client) -> None:
    department = Department.objects.create(key="arbeit", label_de="Arbeit")
    administrator.post(
        reverse("admin:access_department_change", args=[department.pk]),
        {"label_de": "Neu", "label_en": "", "key": "arbeit"},
    )
    administrator.post(reverse("admin:access_department_delete", args=[department.pk]), {"post": "yes"})
    assert trail() == [("chef", "change department"), ("chef", "delete department")]
    assert AuditEvent.objects.get(verb="change department").details == {"fields": ["label_de"]}
    assert not Department.objects.exists()


def test_deleting_several_at_once_names_each(administrator: Client) -> None:
    keys = [Department.objects.create(key=key, label_de=key).pk for key in ("a", "b")]
    fields = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    administrator.post(reverse("admin:access_department_changelist"), fields)
    assert [verb for _, verb in trail()] == ["delete department"] * 2


def test_memberships_given_in_the_form_of_a_person_are_audited(administrator: Client) -> None:
    department, anna = Department.objects.create(key="arbeit", label_de="Arbeit"), person("anna")
    fields = {
        "username": "anna", "is_active": "on", "date_joined_0": "2024-01-01", "date_joined_1": "12:00:00",
        "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0,
        "memberships-0-department": department.pk, "memberships-0-user": anna.pk,
    }  # fmt: skip
    response = administrator.post(reverse("admin:access_user_change", args=[anna.pk]), fields)
    assert response.status_code == 302, response.context["errors"]
    assert Membership.objects.get().user == anna
    assert ("chef", "create membership") in trail()
    joined = AuditEvent.objects.get(verb="join")
    assert (joined.what, joined.details) == ("department:arbeit", {"user": "anna"})
    fields |= {
        "memberships-INITIAL_FORMS": 1, "memberships-0-id": Membership.objects.get().pk, "memberships-0-DELETE": "on",
    }  # fmt: skip
    administrator.post(reverse("admin:access_user_change", args=[anna.pk]), fields)
    assert AuditEvent.objects.get(verb="leave").details == {"user": "anna"}


def test_staff_who_are_no_administrators_stay_outside() -> None:
    visitor = Client()
    visitor.force_login(person("redaktion", is_staff=True))
    assert visitor.get(reverse("admin:index")).status_code == 403
    assert visitor.get(reverse("admin:access_user_changelist")).status_code == 403


def test_whoever_is_made_administrator_may_enter_and_whoever_is_not_may_not(administrator: Client) -> None:
    anna = person("anna")
    formset = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    for ticked in (True, False):
        fields = {"username": "anna", "is_active": "on", **formset} | ({"is_superuser": "on"} if ticked else {})
        assert administrator.post(reverse("admin:access_user_change", args=[anna.pk]), fields).status_code == 302
        anna.refresh_from_db()
        assert (anna.is_staff, anna.is_superuser) == (ticked, ticked)


def test_what_leads_nowhere_is_not_offered(administrator: Client) -> None:
    html = administrator.get(reverse("admin:index")).content.decode()
    for word in ("/auth/group/", "solarschedule", "clockedschedule"):
        assert word not in html
    account = administrator.get(reverse("admin:access_user_change", args=[person("anna").pk])).content.decode()
    assert "user_permissions" not in account


def test_every_page_of_the_administration_says_that_the_city_is_fictional(administrator: Client, settings: Any) -> None:
    for demo in (True, False):
        settings.DEMO = demo
        assert ("demo-banner" in administrator.get(reverse("admin:index")).content.decode()) is demo


def test_the_form_of_a_new_grant_shows_nothing_of_the_machine_room(administrator: Client) -> None:
    html = administrator.get(reverse("admin:access_grant_add")).content.decode()
    assert "DatabaseDefault" not in html
    assert "Granted" not in html
