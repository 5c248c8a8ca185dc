"""What is expected, what has come, what is overdue: on the page, in the list, in a file, once in the trail."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from imports.actions.deciding import withdraw_batch
from imports.actions.expecting import put_expectation, remove_expectation, tell_overdue
from imports.expected import State, expected, overdue
from imports.models import Expectation
from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.browsing import browser, text
from tests.imports.uploads import WIDE, checked, csv, figures, profile, published
from tests.world import World, give, person

TODAY = date(2024, 5, 1)
PAGE, FILE, NEW = "/lieferungen/kalender/", "/lieferungen/kalender.ics", "/lieferungen/kalender/neu/"


@pytest.fixture
def yearly(world: World) -> Expectation:
    """Inhabitants on 31 December, due at the end of March."""
    profile()
    return Expectation.objects.create(
        profile_key="buergeramt", rhythm="year", first_day=date(2021, 1, 1), due_days=90, responsible="Frau Amt"
    )


def states(today: date = TODAY) -> dict[str, State]:
    return {one.period.label: one.state for one in expected(list(Expectation.objects.all()), today)}


def test_what_came_what_waits_what_is_overdue_and_what_is_expected(yearly: Expectation) -> None:
    published(csv(figures(2021)))
    checked(csv(figures(2022)))
    assert states() == {
        "2021": State.CAME,
        "2022": State.WAITING,
        "2023": State.OVERDUE,
        "2024": State.EXPECTED,
    }
    assert states(date(2024, 3, 30))["2023"] == State.EXPECTED, "on the day it is due it is not late yet"
    assert states(date(2024, 3, 31))["2023"] == State.OVERDUE


def test_a_withdrawn_delivery_has_not_come(yearly: Expectation) -> None:
    batch = published(csv(figures(2023)))
    assert states()["2023"] == State.CAME
    withdraw_batch(by=None, batch=batch, reason="falsch")
    assert states()["2023"] == State.OVERDUE


def test_a_refused_file_and_one_of_another_profile_have_not_come(yearly: Expectation) -> None:
    checked(csv([["99", "", 2023, 1, 1]]))
    published(csv(figures(2023)), profile(WIDE.replace("profile: buergeramt", "profile: anderes")))
    assert states()["2023"] == State.OVERDUE


def test_the_next_version_of_a_profile_is_expected_like_the_last(yearly: Expectation) -> None:
    published(csv(figures(2023)), profile(WIDE.replace("label: {de: Bürgeramt", "label: {de: Bürgeramt neu")))
    (one,) = [one for one in expected([yearly], TODAY) if one.period.label == "2023"]
    assert (one.state, one.profile.label_de if one.profile else "") == (State.CAME, "Bürgeramt neu")


def test_the_number_of_queries_does_not_grow(yearly: Expectation, django_assert_num_queries: object) -> None:
    for n in range(5):
        key = f"p{n}"
        profile(WIDE.replace("profile: buergeramt", f"profile: {key}"))
        Expectation.objects.create(profile_key=key, rhythm="month", first_day=date(2020, 1, 1), due_days=10)
    every = list(Expectation.objects.all())
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(expected(every, TODAY)) > 250


def test_it_is_written_down_once(yearly: Expectation) -> None:
    late = len(overdue(localdate()))
    assert late > 2
    assert [tell_overdue() for _ in range(3)] == [late, 0, 0]
    event = AuditEvent.objects.get(verb="delivery overdue", what="expectation:buergeramt:2021")
    assert event.details == {"due": "2022-03-31", "responsible": "Frau Amt"}
    assert event.by == "system"
    published(csv(figures(2021)))
    assert tell_overdue() == 0


@pytest.fixture
def reader(yearly: Expectation, steward: User) -> Client:
    return browser(steward, "en")


def rows(client: Client, **words: str) -> list[tuple[str, str]]:
    context = client.get(PAGE, words).context
    return [(row["period"], row["state"]) for row in context["rows"]]


def test_the_page_shows_what_is_open_and_everything_when_asked(reader: Client) -> None:
    published(csv(figures(2021)))
    open_rows, every = rows(reader), rows(reader, state="all")
    assert ("2021", "came") in every
    assert ("2021", "came") not in open_rows
    assert ("2022", "overdue") in open_rows
    assert rows(reader, state="came") == [("2021", "came")]
    assert rows(reader, state="unfug") == open_rows
    assert rows(reader, source="Bürgeramt") == open_rows
    assert rows(reader, source="Landesamt") == []


def test_columns_sort_both_ways_and_say_so(reader: Client) -> None:
    assert rows(reader, sort="-due") == rows(reader)[::-1]
    html = text(reader.get(PAGE, {"sort": "-due"}))
    assert 'aria-sort="descending"' in html
    assert re.search(r'aria-sort="descending"><a class="sort-link" href="\?(?:[^"]*)">Due', html)
    assert rows(reader, sort="unfug") == rows(reader)


def test_the_filter_stays_when_the_order_changes(reader: Client) -> None:
    html = text(reader.get(PAGE, {"state": "overdue", "sort": "state"}))
    assert "?state=overdue&amp;sort=source" in html
    assert '<input type="hidden" name="sort" value="state">' in html


def test_the_list_of_deliveries_has_the_mark(reader: Client) -> None:
    html = text(reader.get("/lieferungen/"))
    assert "expected deliveries are overdue" in html
    assert "/lieferungen/kalender/?state=overdue" in html
    Expectation.objects.all().delete()
    assert "overdue" not in text(reader.get("/lieferungen/"))


def test_the_file_for_calendar_programs(reader: Client) -> None:
    response = reader.get(FILE)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    content = response.content.decode()
    assert "DTSTART;VALUE=DATE:20220331" in content
    ahead = localdate() + timedelta(days=300)
    assert f"-{ahead.year}@" in content, "a year ahead"
    assert len(set(re.findall(r"UID:(\S+)", content))) == content.count("BEGIN:VEVENT")


FIELDS = {
    "profile_key": "buergeramt",
    "rhythm": "quarter",
    "first_day": "2024-01-01",
    "due_days": "30",
    "responsible": "",
}


def test_an_expectation_is_made_changed_and_removed_on_the_page(reader: Client) -> None:
    assert reader.post(NEW, FIELDS).status_code == 302
    made = Expectation.objects.get(rhythm="quarter")
    place = reverse("expectation", args=[made.pk])
    assert 'value="2024-01-01"' in text(reader.get(place))
    assert reader.post(place, FIELDS | {"due_days": "45", "responsible": "Herr Rat"}).status_code == 302
    made.refresh_from_db()
    assert (made.due_days, made.responsible) == (45, "Herr Rat")
    assert reader.post(place, {"action": "remove"}).status_code == 302
    assert not Expectation.objects.filter(rhythm="quarter").exists()
    verbs = AuditEvent.objects.filter(what="expectation:buergeramt", by="stella").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "create expectation", "change expectation", "remove expectation",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_day": "2024-02-01"},
        {"first_day": "gestern"},
        {"due_days": "-1"},
        {"due_days": "99999"},
        {"rhythm": "week"},
        {"profile_key": "gibt-es-nicht"},
        {"rhythm": "year"},
    ],
)
def test_what_cannot_be_is_refused(reader: Client, wrong: dict[str, str]) -> None:
    response = reader.post(NEW, FIELDS | wrong)
    assert response.status_code == 422
    assert 'role="alert"' in text(response)
    assert Expectation.objects.count() == 1


def test_the_database_guards_it_too(yearly: Expectation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Expectation.objects.create(profile_key="x", rhythm="week", first_day=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expectation.objects.create(profile_key="buergeramt", rhythm="year", first_day=TODAY)


def test_who_may_not_import_a_profiles_measures_leaves_its_dates_alone(yearly: Expectation) -> None:
    give("halb", Permission.IMPORT, scope=Scope.MEASURE, keys=["EW"])
    user = person("hanna", "halb")
    client = browser(user, "en")
    assert client.get(PAGE).status_code == 200
    assert client.get(PAGE).context["rows"][0]["edit_url"] == ""
    assert client.get(reverse("expectation", args=[yearly.pk])).status_code == 404
    assert client.post(reverse("expectation", args=[yearly.pk]), {"action": "remove"}).status_code == 404
    assert client.post(NEW, FIELDS).status_code == 422
    with pytest.raises(PermissionDenied):
        remove_expectation(by=user, expectation=yearly)
    with pytest.raises(PermissionDenied):
        put_expectation(by=user, expectation=Expectation(profile_key="buergeramt", rhythm="month", first_day=TODAY))
    give("halb", Permission.IMPORT, scope=Scope.MEASURE, keys=["ALO"])
    assert client.get(reverse("expectation", args=[yearly.pk])).status_code == 200


def test_nothing_expected_is_said_and_what_to_do(world: World, steward: User) -> None:
    html = text(browser(steward, "en").get(PAGE))
    assert "Nothing is expected yet" in html
    assert "kalender.ics" not in html


def test_a_profile_that_is_gone_is_called_by_its_key(world: World, steward: User) -> None:
    Expectation.objects.create(profile_key="verschwunden", first_day=date(2023, 1, 1))
    assert "verschwunden" in text(browser(steward).get(PAGE))
