"""Batches in the words of the page."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from imports.actions.deciding import withdraw_batch
from imports.models import Batch, Problem
from imports.presenters.batches import delivery_context, progress_context
from imports.presenters.contents import difference_shown, preview
from imports.presenters.events import VERBS, events, moment
from imports.presenters.findings import notices, place, problem_rows
from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.access.permissions import Permission
from tests.imports.uploads import WIDE, checked, csv, figures, profile, published, receive
from tests.world import World, give, person

State = Batch.State


@pytest.mark.parametrize(
    ("found", "german", "english"),
    [
        (Problem(sheet="T1", line=7, column="EW"), "Blatt T1, Zeile 7, Spalte EW", "sheet T1, line 7, column EW"),
        (Problem(line=7), "Zeile 7", "line 7"),
        (Problem(column="EW"), "Spalte EW", "column EW"),
        (Problem(), "", ""),
    ],
)
def test_places(found: Problem, german: str, english: str) -> None:
    with override("de"):
        assert place(found) == german
    with override("en"):
        assert place(found) == english


def test_the_hour_is_that_of_the_city() -> None:
    with override("de"):
        assert moment(datetime(2024, 7, 1, 22, 30, tzinfo=UTC)) == "02.07.2024, 00:30"


def test_each_rule_is_ticked_once_with_its_number(world: World) -> None:
    lines = figures(codes=["01", "02", "03"])
    for line in lines:
        line[1] = f"Anderswo {line[0]}"
    batch = checked(csv(lines))
    with override("en"):
        ticks = {tick["id"]: tick["text"] for tick in notices(batch)}
    assert set(ticks) == {"name_differs", "missing_areas"}
    assert ticks["name_differs"].endswith("(and 2 more of this kind)")
    assert "more of this kind" not in ticks["missing_areas"]


def test_errors_are_no_ticks(world: World) -> None:
    assert [tick["id"] for tick in notices(checked(csv([["99", "", 2023, "viele", 1], *figures()])))] == []


def test_every_finding_is_a_row_of_the_download(world: World) -> None:
    batch = checked(csv([["99", "", 2023, "viele", 1], *figures()]))
    rows = problem_rows(batch)
    assert len(rows) == batch.problems.count()
    assert all(len(row) == 8 for row in rows)


def test_a_batch_names_the_version_of_the_profile_it_was_read_with(world: World) -> None:
    first = checked(csv(figures()))
    second = checked(csv(figures(2022)), profile(WIDE.replace("complete: true", "")))
    anna = person("anna")
    with override("de"):
        named = [progress_context(batch, anna)["batch"]["profile"] for batch in (first, second)]
    assert named == ["Bürgeramt (Version 1)", "Bürgeramt (Version 2)"]


def test_preview_shows_values_as_they_were_understood(world: World) -> None:
    lines = [["01", "Viertel 01", 2023, "1234,5", "."], ["02", "Viertel 02", 2023, "-", 7]]
    with override("de"):
        shown = preview(checked(csv(lines), profile(WIDE.replace("complete: true", ""))))
    assert shown is not None
    assert [row[5] for row in shown["rows"]] == ["1.234,5", "", "0", "7"]
    assert all(row[6] for row in shown["rows"])
    assert preview(checked(b"")) is None


def test_difference_in_words(world: World) -> None:
    published(csv(figures()))
    lines = figures()
    lines[0][3], lines[1][3] = 4000, "."
    batch = checked(csv(lines))
    assert batch.delivery is not None
    with override("de"):
        shown = difference_shown(batch.delivery)
    assert (shown["new"], shown["changed"], shown["gone"], shown["same"]) == (0, 2, 0, 10)
    assert [row["label"] for row in shown["per_measure"]] == ["Arbeitslose", "Einwohner"]
    biggest = {jump["area"]: jump for jump in shown["biggest"]}
    assert biggest["01 Viertel 01"]["change"].endswith("3.000")
    assert biggest["02 Viertel 02"]["change"] == ""  # a figure that is hidden now is no jump
    assert biggest["02 Viertel 02"]["after"]


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_words_in_both_languages(steward: User, state: str) -> None:
    batch = checked(csv(figures()))
    batch.state, batch.fault = state, "OSError: gone"
    if state == "queued":  # for the first time: after an attempt, or some minutes, the page says why it takes so long
        batch.attempt, batch.heartbeat = 0, None
    told = []
    for language in ("de", "en"):
        with override(language):
            told.append(progress_context(batch, steward)["batch"])
    german, english = told
    assert german["state_label"] != english["state_label"]
    assert german["running"] == (state in ("queued", "working"))
    assert (german["message"] == "") == (state in ("received", "queued", "working", "ready", "published", "discarded"))
    if german["message"]:
        assert german["message"] != english["message"]
    assert ("OSError" in german["hint"]) == (state == "failed")


def test_a_withdrawn_delivery_says_so(steward: User) -> None:
    batch = withdraw_batch(by=None, batch=published(csv(figures())), reason="Zahlendreher")
    shown = progress_context(batch, steward)["batch"]
    assert shown["state"] == "withdrawn"
    assert "Zahlendreher" in shown["message"]
    assert shown["may_withdraw"] is False


BUTTONS = {
    State.QUEUED: {"may_cancel"},
    State.WORKING: {"may_cancel"},
    State.READY: {"may_publish", "may_discard"},
    State.REFUSED: {"may_check_again"},
    State.FAILED: {"may_check_again"},
    State.CANCELLED: {"may_check_again"},
    State.UNCHANGED: set(),
    State.DISCARDED: set(),
}


@pytest.mark.parametrize("state", BUTTONS)
def test_buttons_fit_the_state(steward: User, state: str) -> None:
    batch = checked(csv(figures()))
    batch.state = state
    shown = progress_context(batch, steward)["batch"]
    assert {name for name in shown if name.startswith("may_") and shown[name]} == BUTTONS[State(state)]


def test_buttons_fit_the_person(world: World) -> None:
    give("arbeit", Permission.IMPORT)
    shown = progress_context(checked(csv(figures())), person("ines", "arbeit"))["batch"]
    assert (shown["may_publish"], shown["may_discard"]) == (False, True)
    after = progress_context(published(csv(figures(2022))), User.objects.get(username="ines"))["batch"]
    assert after["may_withdraw"] is False


def test_what_happened_is_told_in_order(steward: User) -> None:
    batch = published(csv(figures()), by=steward)
    with override("en"):
        told = [(event["by"], event["what"]) for event in events(batch)]
    assert told == [
        ("stella", "file received"),
        ("stella", "checked, ready to publish"),
        ("stella", "published"),
    ]


def test_every_event_of_a_batch_has_words(steward: User) -> None:
    """Looks at what the actions really write, in all the ways a batch can go."""
    checked(csv([["99", "", 2023, 1, 1]]))
    withdraw_batch(by=steward, batch=published(csv(figures()), by=steward), reason="falsch")
    verbs = AuditEvent.objects.filter(what__regex="^(batch|delivery):").values_list("verb", flat=True)
    assert set(verbs) - set(VERBS) == {"prepare delivery"}


def test_only_a_draft_has_a_difference_and_ticks(steward: User) -> None:
    for batch in (receive(csv(figures())), published(csv(figures(2022)))):
        context = delivery_context(batch, steward)
        assert (context["difference"], context["notices"]) == (None, [])
