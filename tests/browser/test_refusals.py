"""A file with errors: each with its place and remedy in the reader's language, and nothing of it stored."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.deliveries import POPULATION, population, upload, wait_until_checked, write
from tests.browser.people import People
from tests.browser.stack import Stack


@pytest.fixture
def faulty(stack: Stack, tmp_path: Path) -> Path:
    """In line 2 a word where a number is due, in line 4 an area that does not exist, in line 5 a number changed."""
    rows = population(stack)
    rows[1][3] = "viele"
    rows[3][1] = "999"
    rows[4][3] = "99.999"
    return write(rows, tmp_path / "fehlerhaft.csv")


def findings(page: Page) -> list[tuple[str, str, str, str]]:
    rows = page.locator("table.problems tbody tr").all()
    return [tuple(cell.inner_text() for cell in row.locator("td").all()) for row in rows]  # type: ignore[misc]


def downloaded(page: Page, link: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_slow_page_is_asked_for_once_when_the_check_is_over(people: People, stack: Stack, faulty: Path) -> None:
    """Asking on while the page loads would begin the loading anew each time: a page slower than that never came."""
    steward = people.page("statistik")
    asked = []

    def slowly(route: Route) -> None:
        asked.append(route.request.url)
        steward.wait_for_timeout(3000)
        route.continue_()

    with stack.worker_paused():
        upload(steward, faulty)
        expect(steward.locator("#progress-bar")).to_be_visible()
        steward.route(re.compile(r"/lieferungen/\d+/$"), slowly)
    wait_until_checked(steward)
    expect(steward.locator("main")).to_contain_text("Die Datei hat Fehler")
    assert len(asked) == 1


def test_errors_stand_with_place_and_remedy_in_both_languages(people: People, faulty: Path) -> None:
    steward = people.page("statistik")
    number = upload(steward, faulty)
    wait_until_checked(steward)
    expect(steward.locator("main")).to_contain_text("Die Datei hat Fehler; es wurde nichts davon gespeichert.")
    word, area = [finding for finding in findings(steward) if finding[0] == "Fehler"]
    assert word[1] == "Zeile 2, Spalte Einwohner insgesamt"
    assert word[2] == "viele"
    assert "Zeile 4" in area[1]
    assert area[2] == "999"
    assert all(len(text.splitlines()) >= 2 for _, _, _, text in (word, area)), "each says what to do as well"

    reader = people.page("statistik", language="en")
    reader.goto(f"/lieferungen/{number}/")
    english_word, english_area = [finding for finding in findings(reader) if finding[0] == "error"]
    assert english_word[1] == "line 2, column Einwohner insgesamt"
    assert "999" in english_area[3]
    assert not {word[3], area[3]} & {english_word[3], english_area[3]}


def test_findings_and_rejected_rows_can_be_taken_along(steward: Page, stack: Stack, faulty: Path) -> None:
    upload(steward, faulty)
    wait_until_checked(steward)
    listed = downloaded(steward, "Alle Befunde als CSV")
    errors = [row for row in listed if row["severity"] == "error"]
    assert [(row["line"], row["value"]) for row in errors] == [("2", "viele"), ("4", "999")]
    assert all(row["finding"] and row["remedy"] for row in listed)
    rejected = downloaded(steward, "Abgewiesene Zeilen als CSV")
    sent = population(stack)
    (row,) = [row for row in rejected if row["line"] == "2"]
    assert [row[f"cell_{n}"] for n in range(1, 5)] == [*sent[1][:3], "viele"]
    assert "viele" in row["findings"]


def test_nothing_of_it_is_published(steward: Page, faulty: Path) -> None:
    figures = "/api/v1/values/?indicator=einwohner&division=stadtteile"
    before = steward.request.get(figures).json()
    upload(steward, faulty)
    wait_until_checked(steward)
    expect(steward.get_by_role("button", name="Veröffentlichen")).to_have_count(0)
    expect(steward.locator(".kern-badge")).to_have_text("zurückgewiesen: die Datei hat Fehler")
    assert steward.request.get(figures).json() == before


def test_a_file_that_is_no_table_is_refused_with_words(steward: Page, tmp_path: Path) -> None:
    page = tmp_path / "bericht.csv"
    page.write_text("<!DOCTYPE html><html><body><table><tr><td>011</td></tr></table></body></html>", encoding="utf-8")
    upload(steward, page)
    wait_until_checked(steward)
    expect(steward.locator("table.problems")).to_contain_text("Dies ist eine Webseite und keine Tabelle.")


def test_what_is_published_already_is_recognised(steward: Page, stack: Stack, tmp_path: Path) -> None:
    """The same figures in another order of rows."""
    head, *rows = population(stack)
    upload(steward, write([head, *reversed(rows)], tmp_path / POPULATION))
    wait_until_checked(steward)
    expect(steward.locator("main")).to_contain_text("Diese Datei ist bereits importiert")


def test_a_form_without_a_file_says_what_is_missing(steward: Page) -> None:
    steward.goto("/lieferungen/neu/")
    steward.evaluate("document.querySelectorAll('[required]').forEach(field => field.removeAttribute('required'))")
    steward.get_by_role("button", name="Hochladen und prüfen").click()
    expect(steward.locator("[aria-invalid=true]")).to_have_count(1)  # a profile may be left open: the file is looked at
    expect(steward.get_by_role("alert")).to_have_count(1)
