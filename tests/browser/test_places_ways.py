"""The main ways of a person through areas, addresses and catchments, from a file to what everybody sees."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.places import (
    catchment_file,
    follow,
    register_rows,
    send,
    wait_until_over,
    with_faults,
    write_outlines,
    write_table,
)
from tests.browser.stack import Stack

SINCE = "2026-02-01"  # in force today
NEW_HOUSE = "Neubaugasse 7"


def message(page: Page, text: str) -> None:
    expect(page.locator(".messages")).to_contain_text(text)


def test_a_geometry_file_is_looked_at_and_comes_into_force(steward: Page, stack: Stack, tmp_path: Path) -> None:
    fields = {"division": "Grundschulbezirke", "valid_from": "2040-08-01", "label": "Bezirke ab 2040"}
    with stack.worker_paused():
        send(steward, "/gebiete/neu/", fields, file=write_outlines(catchment_file(stack), tmp_path / "neu.geojson"))
        expect(steward.locator("#progress")).to_contain_text("wartet")
    follow(steward)
    expect(steward.locator("path.area")).to_have_count(8)
    expect(steward.locator(".beside-line")).not_to_have_count(0)
    steward.get_by_label("Ich habe die Befunde angesehen").check()
    steward.get_by_role("button", name="In Kraft setzen").click()
    message(steward, "ist in Kraft")
    steward.goto("/gebiete/")
    row = steward.get_by_role("row", name=re.compile("Bezirke ab 2040"))
    expect(row).to_contain_text("seit 01.08.2040")
    expect(row).to_contain_text("später")


def test_single_entries_are_put_right_and_the_rest_of_the_draft_stays(
    steward: Page, stack: Stack, tmp_path: Path
) -> None:
    """Of two areas with one code the second is left out; the square over its neighbours goes as well."""
    fields = {"division": "Grundschulbezirke", "valid_from": "2041-08-01", "label": "Bezirke ab 2041"}
    faulty = write_outlines(with_faults(catchment_file(stack)), tmp_path / "faul.geojson")
    send(steward, "/gebiete/neu/", fields, file=faulty)
    draft = follow(steward)
    expect(steward.get_by_role("button", name="In Kraft setzen")).to_have_count(0)
    steward.goto(f"{draft}?area=90")
    for entry in (9, 10):
        steward.locator(f"[name=leave-{entry}]").check()
    steward.get_by_role("button", name="Noch einmal lesen").click()
    steward.wait_for_url(re.compile("/auftraege/"))
    assert follow(steward) != draft
    expect(steward.locator("path.area")).to_have_count(8)
    expect(steward.get_by_role("button", name="In Kraft setzen")).to_be_visible()
    steward.locator("summary", has_text="Diesen Entwurf verwerfen").click()
    steward.get_by_role("button", name="Verwerfen").click()
    message(steward, "verworfen")


def test_a_file_that_cannot_be_read_leads_back_to_its_form(steward: Page, tmp_path: Path) -> None:
    nothing = tmp_path / "leer.geojson"
    nothing.write_text('{"type": "FeatureCollection", "features": []}')
    send(steward, "/gebiete/neu/", {"division": "Stadtteile", "valid_from": "2042-01-01"}, file=nothing)
    wait_until_over(steward)
    expect(steward.locator(".kern-alert")).to_contain_text("enthält keine Gebiete")
    steward.get_by_role("link", name="Angeben, wie die Datei zu lesen ist").click()
    expect(steward.locator("[name=valid_from]")).to_have_value("2042-01-01")


@pytest.fixture
def with_new_house(stack: Stack, tmp_path: Path) -> tuple[Path, list[str]]:
    """The city's register with one more house, beside the first one; and the first one's row."""
    head, *rows = register_rows(stack)
    street, number = NEW_HOUSE.split()
    house = [street, number, "", *rows[0][3:]]
    return write_table([head, *rows, house, [street, "ohne", *house[2:]]], tmp_path / "register.csv"), rows[0]


def test_a_register_comes_into_force_and_its_houses_are_found(
    steward: Page, with_new_house: tuple[Path, list[str]]
) -> None:
    path, _ = with_new_house
    send(steward, "/adressen/register/", {"valid_from": SINCE, "label": "Adressen Februar"}, file=path)
    follow(steward)
    expect(steward.locator("main")).to_contain_text("die Hausnummer ist nicht lesbar")
    steward.get_by_role("button", name="In Kraft setzen").click()
    message(steward, "In Kraft")
    steward.get_by_role("link", name="Adressen", exact=True).click()
    field = steward.get_by_label("Straße und Hausnummer")
    field.press_sequentially("neubaugase 7")  # found while typing, with a letter missing
    hit = steward.locator(".matches li")
    expect(hit).to_have_count(1)
    expect(hit.locator("h2")).to_have_text(NEW_HOUSE)
    expect(hit).to_contain_text("Zuständige Schule")
    expect(hit).to_contain_text("schule")
    expect(steward).to_have_url(re.compile("q=neubaugase"))


def test_a_list_of_addresses_comes_back_with_areas(steward: Page, stack: Stack, tmp_path: Path) -> None:
    street, number, suffix = register_rows(stack)[1][:3]
    listed = write_table([["Anschrift"], [f"{street} {number}{suffix}"], ["Xyzzyweg 99"]], tmp_path / "liste.csv")
    send(steward, "/adressen/liste/", {}, file=listed)
    wait_until_over(steward)
    expect(steward.locator("main")).to_contain_text("1 von 2 Adressen gefunden")
    with steward.expect_download() as download:
        steward.get_by_role("link", name="Ergebnis herunterladen").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 3
    assert "stadtteile_name" in text.splitlines()[0]


def test_a_plan_is_copied_changed_checked_and_adopted(steward: Page, stack: Stack) -> None:
    street = register_rows(stack)[1][0]
    steward.goto(f"/grundschulbezirke/?strasse={street}")
    before = steward.locator("main table").first.locator("td").last.inner_text()
    steward.locator("#plan-title a").click()
    steward.get_by_role("link", name="Kopie anlegen").click()
    steward.get_by_label("Name des Plans").fill("Plan mit verschobener Straße")
    steward.get_by_role("button", name="Entwurf anlegen").click()
    expect(steward.locator("h1")).to_have_text("Plan mit verschobener Straße")
    expect(steward.locator(".check-list .is-error")).to_have_count(0)
    home = steward.locator("#catchments-title + .scroll-region tbody tr")
    other = home.filter(has_not_text=before).last
    name, school = other.locator("th a").inner_text(), other.locator("td").first.inner_text()
    move(steward, street, name)
    expect(steward.locator(".check-list .is-error")).to_have_count(0)
    if (warnings := steward.get_by_label("Ich habe die Warnungen gesehen")).count():
        warnings.check()
    steward.get_by_role("button", name="Beschließen").click()
    message(steward, "Beschlossen")
    year = steward.locator(".subline").inner_text().split(" · ")[1]
    steward.goto(f"/grundschulbezirke/?schuljahr={year[:4]}&strasse={street}")
    expect(steward.locator("#plan-title")).to_have_text("Plan mit verschobener Straße")
    expect(steward.locator("main table").first.locator("td").last).to_have_text(school)
    steward.goto(f"/grundschulbezirke/?strasse={street}")
    expect(steward.locator("main table").first.locator("td").last).to_have_text(before)


def move(page: Page, street: str, name: str) -> None:
    form = page.locator("form", has=page.locator("[value=range]"))
    form.get_by_label("Straße", exact=True).fill(street)
    option = form.locator("option", has_text=name).first.get_attribute("value")
    form.locator("select").select_option(option)
    form.locator("[value=range]").click()
    message(page, "Verschoben")
