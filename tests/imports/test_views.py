"""From upload to withdrawal in the browser's way: forms, redirects and pages, in both languages."""

import csv as csv_reader
import io
from typing import Any

from django.urls import reverse

from imports.actions.checking import check_batch
from imports.models import Batch
from indicators.models import Observation
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.browsing import browser, page, text, upload
from tests.imports.uploads import checked, csv, figures, profile, published, receive
from tests.world import World, give, person

State = Batch.State


SAID = {
    "queued": {"de": "wartet auf die Verarbeitung", "en": "waiting for the worker"},
    "ready": {"de": "geprüft, bereit zur Veröffentlichung", "en": "checked, ready to publish"},
    "published": {"de": "Veröffentlicht.", "en": "Published."},
    "withdrawn": {"de": "Zurückgezogen.", "en": "Withdrawn."},
}


def test_from_upload_to_withdrawal(steward: User, world: World, language: str) -> None:
    client = browser(steward, language)
    response = upload(client, csv(figures()), profile(), note="erste Lieferung")
    batch = Batch.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("delivery", args=[batch.pk]))
    assert (batch.state, batch.created_by, batch.note) == (State.QUEUED, steward, "erste Lieferung")
    assert SAID["queued"][language] in text(page(client, batch))
    check_batch(batch.pk)
    ready = text(page(client, batch))
    assert SAID["ready"][language] in ready
    assert "<strong>12</strong>" in ready
    assert batch.file.sha256 in ready
    assert SAID["published"][language] in text(page(client, batch, action="publish"))
    assert world.current("einwohner", "01") == (1000.0, "ok")
    assert SAID["withdrawn"][language] in text(page(client, batch, action="withdraw", reason="zu früh"))
    after = text(page(client, batch))
    assert "zu früh" in after
    assert "stella" in after
    assert world.values("einwohner").periods == ()
    assert "einwohner.csv" in text(client.get(reverse("deliveries")))


def test_progress_refreshes_itself_until_the_work_is_over(steward: User, language: str) -> None:
    client, batch = browser(steward, language), receive(csv(figures()))
    url = reverse("delivery-progress", args=[batch.pk])
    Batch.objects.filter(pk=batch.pk).update(state=State.WORKING, phase="reading", done=25, total=100)
    during = client.get(url)
    assert during.status_code == 200
    assert f'hx-get="{url}"' in text(during)
    assert 'value="25"' in text(during)
    assert "data-over" not in text(during)
    Batch.objects.filter(pk=batch.pk).update(state=State.REFUSED)
    over = client.get(url)
    assert "data-over" in text(over)
    assert "hx-get" not in text(over)


def test_problems_are_on_the_page_with_place_and_remedy(steward: User, language: str) -> None:
    lines = figures()
    lines[1][3] = "viele"
    shown = text(page(browser(steward, language), checked(csv(lines))))
    assert {"de": "Zeile 3, Spalte Einwohner", "en": "line 3, column Einwohner"}[language] in shown
    assert "<code>viele</code>" in shown
    assert "unknown_word" not in shown
    assert reverse("delivery-rejected", args=[Batch.objects.get().pk]) in shown


def test_text_of_a_file_never_becomes_markup(steward: User) -> None:
    lines = figures()
    lines[1][3] = "<script>alert(1)</script>"
    shown = text(page(browser(steward), checked(csv(lines), name="<b>x</b>.csv")))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def rows(response: Any) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv_reader.reader(io.StringIO(content, newline=""), delimiter=";"))


def test_problems_as_csv(steward: User) -> None:
    lines = figures()
    lines[1][3], lines[4][0] = "@viele", "99"
    batch = checked(csv(lines))
    response = browser(steward).get(reverse("delivery-problems", args=[batch.pk]))
    assert response["Content-Disposition"] == f'attachment; filename="befunde-{batch.pk}.csv"'
    table = rows(response)
    assert table[0] == ["severity", "rule", "sheet", "line", "column", "value", "finding", "remedy"]
    assert len(table) == 1 + batch.problems.count()
    word = next(row for row in table if row[1] == "unknown_word")
    assert word[:6] == ["error", "unknown_word", "", "3", "Einwohner", "'@viele"]  # no formula for a spreadsheet
    assert all(len(text) > 10 for text in word[6:])


def test_rejected_rows_as_csv_hold_each_line_once(steward: User) -> None:
    lines = figures()
    lines[1][3], lines[1][4], lines[3][3] = "viele", "wenige", "halb"
    batch = checked(csv(lines))
    table = rows(browser(steward).get(reverse("delivery-rejected", args=[batch.pk])))
    assert table[0] == ["sheet", "line", "findings", *(f"cell_{n}" for n in range(1, 6))]
    assert [row[1] for row in table[1:]] == ["3", "5"]
    assert table[1][2].count(" | ") == 1
    assert table[1][3:] == ["02", "Viertel 02", "2023", "viele", "wenige"]


def test_rejected_rows_of_a_good_file_are_none(steward: User) -> None:
    batch = checked(csv(figures()))
    assert rows(browser(steward).get(reverse("delivery-rejected", args=[batch.pk]))) == [["sheet", "line", "findings"]]


def test_notices_must_be_ticked(steward: User, language: str) -> None:
    client, batch = browser(steward, language), checked(csv(figures(codes=["01", "02"])))
    assert 'name="notice" value="missing_areas"' in text(page(client, batch))
    told = text(page(client, batch, action="publish"))
    assert {"de": "nicht alle", "en": "not all"}[language] in told.lower()
    assert not Observation.objects.exists()
    page(client, batch, action="publish", notice=["something else"])
    assert not Observation.objects.exists()
    page(client, batch, action="publish", notice=["missing_areas"])
    assert Observation.objects.count() == 4


def test_discard_cancel_and_check_again_by_their_buttons(steward: User) -> None:
    client = browser(steward)
    ready, waiting = checked(csv(figures())), receive(csv(figures(2022)))
    page(client, ready, action="discard")
    page(client, waiting, action="cancel")
    assert [Batch.objects.get(pk=batch.pk).state for batch in (ready, waiting)] == [State.DISCARDED, State.CANCELLED]
    assert 'value="check-again"' in text(page(client, waiting))
    page(client, waiting, action="check-again")
    waiting.refresh_from_db()
    assert waiting.state == State.QUEUED


def test_a_decision_that_came_too_late_is_told(steward: User, language: str) -> None:
    client, batch = browser(steward, language), published(csv(figures()))
    told = text(page(client, batch, action="discard"))
    assert {"de": "Im jetzigen Zustand ist das nicht möglich: veröffentlicht", "en": "in the present state"}[
        language
    ] in told
    assert Observation.objects.count() == 12


def test_withdrawing_without_a_reason_is_told(steward: User) -> None:
    batch = published(csv(figures()))
    page(browser(steward), batch, action="withdraw", reason=" ")
    batch.refresh_from_db()
    assert batch.delivery is not None
    assert batch.delivery.state == "published"


def test_an_unknown_action_is_a_bad_request(steward: User) -> None:
    batch = checked(csv(figures()))
    response = browser(steward).post(reverse("delivery", args=[batch.pk]), {"action": "explode"})
    assert response.status_code == 400


def test_who_may_import_but_not_publish_gets_no_button_and_no_way_round_it(world: World) -> None:
    give("arbeit", Permission.IMPORT)
    ines = person("ines", "arbeit")
    batch = checked(csv(figures()), by=ines)
    shown = text(page(browser(ines), batch))
    assert 'value="publish"' not in shown
    assert 'value="discard"' in shown
    page(browser(ines), batch, action="publish")
    assert not Observation.objects.exists()


def test_who_may_publish_but_not_import_a_measure_gets_no_button_to_discard_it(world: World) -> None:
    give("arbeit", Permission.PUBLISH)
    give("arbeit", Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB"])
    anna, batch = person("anna", "arbeit"), checked(csv(figures()))
    shown = text(page(browser(anna), batch))
    assert 'value="publish"' in shown
    assert 'value="discard"' not in shown
    page(browser(anna), batch, action="discard")
    batch.refresh_from_db()
    assert batch.state == Batch.State.READY


NAMES = ["delivery", "delivery-progress", "delivery-problems", "delivery-rejected"]


def test_without_the_right_to_import_there_is_nothing(world: World, language: str) -> None:
    give("bildung", Permission.LIST, Permission.VIEW, Permission.DOWNLOAD)
    reader, batch = browser(person("lea", "bildung"), language), checked(csv(figures()))
    urls = [reverse("deliveries"), reverse("delivery-upload"), *(reverse(name, args=[batch.pk]) for name in NAMES)]
    for url in urls:
        response = reader.get(url)
        assert response.status_code == 403
        assert {"de": "Nicht verfügbar", "en": "Not available"}[language] in text(response)
        assert "einwohner.csv" not in text(response)
    assert upload(reader, csv(figures()), profile()).status_code == 403
    assert page(reader, batch, action="discard").status_code == 403


def test_nobody_gets_past_the_login(world: World) -> None:
    batch = checked(csv(figures()))
    for url in [reverse("deliveries"), reverse("delivery-upload"), *(reverse(n, args=[batch.pk]) for n in NAMES)]:
        response = browser(None).get(url)
        assert (response.status_code, response["Location"]) == (302, f"{reverse('login')}?next={url}")


def test_what_is_not_there_and_what_is_closed_are_both_404(world: World, steward: User) -> None:
    give("bildung", Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB"])
    other, batch = person("bea", "bildung"), checked(csv(figures()), by=steward)
    for name in NAMES:
        closed = browser(other).get(reverse(name, args=[batch.pk]))
        absent = browser(steward).get(reverse(name, args=[batch.pk + 1000]))
        assert (closed.status_code, absent.status_code) == (404, 404)
    assert page(browser(other), batch, action="discard").status_code == 404
    assert "einwohner.csv" not in text(browser(other).get(reverse("deliveries")))


def test_forms_from_elsewhere_are_refused(steward: User) -> None:
    batch, client = checked(csv(figures())), browser(steward, enforce_csrf_checks=True)
    assert page(client, batch, action="discard").status_code == 403
    assert upload(client, csv(figures()), profile()).status_code == 403
    batch.refresh_from_db()
    assert (batch.state, Batch.objects.count()) == (State.READY, 1)


def test_fifty_batches_to_a_page(steward: User) -> None:
    for year in range(1960, 2012):
        receive(csv(figures(year)), name=f"{year}.csv")
    client = browser(steward)
    first, second = text(client.get(reverse("deliveries"))), text(client.get(reverse("deliveries") + "?page=2"))
    assert ("2011.csv" in first, "1960.csv" in first) == (True, False)
    assert ("2011.csv" in second, "1960.csv" in second) == (False, True)
    assert "1 / 2" in first


def test_difference_and_biggest_jump_are_on_the_page(steward: User, language: str) -> None:
    published(csv(figures()))
    lines = figures()
    lines[0][3] = 4000
    shown = text(page(browser(steward, language), checked(csv(lines))))
    assert "01 Viertel 01" in shown
    number = {"de": ("1.000", "4.000", "+3.000"), "en": ("1,000", "4,000", "+3,000")}[language]
    plain = shown.replace("\u202f", ".").replace("\xa0", " ")
    assert all(any(form in plain for form in (figure, figure.replace(".", " "))) for figure in number), plain[:0]
