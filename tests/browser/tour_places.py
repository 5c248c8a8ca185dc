"""The pages of areas, addresses, catchments, correspondences and background work, in every state a person can meet."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.places import (
    DAY,
    catchment_file,
    follow,
    number_of,
    register_rows,
    send,
    wait_until_over,
    with_faults,
    write_outlines,
    write_table,
)
from tests.browser.stack import Stack
from tests.browser.tour import Act, Stop, open_everything, send_empty

COMPARED = "/gebiete/vergleich/?a=stadtteile@2005-01-01&b=stadtteile@2015-01-01"
# Work that neither ends nor is handed over while it is looked at.
JOBS = """
from datetime import timedelta
from django.utils.timezone import now
from sozialmonitor.access.models import User
from sozialmonitor.jobs.models import Job
who = User.objects.get(username="statistik")
alive = now() + timedelta(days=1)
for name, values in {
    "waiting": {"kind": "read-areas", "file_name": "stadtteile.gpkg"},
    "running": {"kind": "place-addresses", "state": "working", "phase": "placing", "done": 12345, "total": 98760},
    "about to stop": {"kind": "look-up-addresses", "state": "working", "phase": "looking-up", "cancel_requested": True},
    "cancelled": {"kind": "read-addresses", "state": "cancelled", "file_name": "adressen.csv"},
    "failed": {"kind": "build-correspondence", "state": "failed", "fault": "ValueError: for tests"},
}.items():
    print(name, Job.objects.create(created_by=who, heartbeat=alive, **values).pk, sep="=")
"""

STOPS: tuple[Stop, ...] = (
    Stop("divisions", "/gebiete/"),
    Stop("divisions of a guest", "/gebiete/", who="gast"),
    Stop("upload of areas", "/gebiete/neu/", open_everything),
    Stop("upload of areas with errors", "/gebiete/neu/", send_empty),
    Stop("comparison to be chosen", "/gebiete/vergleich/"),
    Stop("comparison", COMPARED, open_everything),
    Stop("comparison of a guest", COMPARED, who="gast"),
    Stop("comparison of two divisions", "/gebiete/vergleich/?a=stadtteile&b=kommunalwahlbezirke"),
    Stop("correspondences", "/umsteiger/"),
    Stop("correspondences of a guest", "/umsteiger/", who="gast"),
    Stop("new correspondence", "/umsteiger/neu/"),
    Stop("new correspondence with errors", "/umsteiger/neu/", send_empty),
    Stop("addresses", "/adressen/", open_everything),
    Stop("addresses found", "/adressen/?q=Markt"),
    Stop("an address before there were areas", "/adressen/?q=Marktweg+1&date=1990-01-01", who="gast"),
    Stop("a street", "/adressen/?q=Marktweg"),
    Stop("no address found", "/adressen/?q=Xyzzyweg+99"),
    Stop("list of addresses with errors", "/adressen/liste/", send_empty),
    Stop("registers", "/adressen/register/"),
    Stop("registers with errors", "/adressen/register/", send_empty),
    Stop("catchments", "/grundschulbezirke/"),
    Stop("catchments of a guest", "/grundschulbezirke/", who="gast"),
    Stop("catchments before there were any", "/grundschulbezirke/?schuljahr=1990"),
    Stop("catchments, no such street", "/grundschulbezirke/?strasse=Xyzzyweg"),
    Stop("schools", "/grundschulbezirke/schulen/"),
    Stop("schools of a guest", "/grundschulbezirke/schulen/", who="gast"),
    Stop("schools with errors", "/grundschulbezirke/schulen/", send_empty),
    Stop("new plan", "/grundschulbezirke/plaene/neu/"),
    Stop("new plan with errors", "/grundschulbezirke/plaene/neu/", send_empty),
)


def place_stops(people: People, stack: Stack, folder: Path) -> list[Stop]:
    """Pages with a number in their address: made once, on the way a person makes them."""
    if not stack.places:
        stack.places = make_places(people.page("statistik"), stack, folder)
    acts: dict[str, Act] = dict.fromkeys(stack.places, open_everything)
    return [Stop(name, address, acts[name]) for name, address in stack.places.items()]


def make_places(page: Page, stack: Stack, folder: Path) -> dict[str, str]:
    return {
        **make_jobs(stack),
        **make_editions(page, stack, folder),
        **make_correspondences(page, folder),
        **make_addresses(page, stack, folder),
        **make_plans(page, stack),
    }


def make_jobs(stack: Stack) -> dict[str, str]:
    told = stack.manage("shell", "--verbosity", "0", "--command", JOBS)
    pairs = [line.split("=") for line in told.splitlines() if "=" in line]
    return {f"job {name}": f"/auftraege/{number}/" for name, number in pairs}


def make_editions(page: Page, stack: Stack, folder: Path) -> dict[str, str]:
    made = {}
    page.goto("/gebiete/")
    for name, label in (
        ("edition in force", "Stadtteile (Stand 01.01.2015)"),
        ("earlier edition", "Stadtteile (Stand 01.01.2005)"),
    ):
        made[name] = str(page.get_by_role("link", name=label).first.get_attribute("href"))
    made["one area of an edition"] = f"{made['edition in force']}?area=011&above=kommunalwahlbezirke"
    fields = {"division": "Grundschulbezirke", "valid_from": DAY, "label": "Entwurf mit Fehlern"}
    faulty = write_outlines(with_faults(catchment_file(stack)), folder / "bezirke.geojson")
    number = send(page, "/gebiete/neu/", fields, file=faulty)
    made["draft of an edition"] = follow(page)
    made["job done"] = f"/auftraege/{number}/"
    nothing = folder / "kein-gebiet.geojson"
    nothing.write_text('{"type": "FeatureCollection", "features": []}')
    number = send(page, "/gebiete/neu/", fields, file=nothing)
    wait_until_over(page)
    made["job refused"] = f"/auftraege/{number}/"
    made["upload of areas after a refusal"] = f"/gebiete/neu/?job={number}"
    return made


def make_correspondences(page: Page, folder: Path) -> dict[str, str]:
    page.goto("/umsteiger/")
    made = {"correspondence": str(page.locator("main tbody a").first.get_attribute("href"))}
    ways = {"source": "Stadtteile, Stand 01.01.2015", "target": "Stadtbezirke, Stand 01.01.2015"}
    send(page, "/umsteiger/neu/", ways | {"basis": "einfache Fläche"})
    made["correspondence withdrawn"] = follow(page)
    page.locator("[name=reason]").fill("zum Ausprobieren gebaut")
    page.locator(".withdraw button").click()
    expect(page.locator(".withdraw")).to_have_count(0)
    table = write_table([["alt", "neu", "anteil"], ["011", "999", "1"]], folder / "umsteiger.csv")
    number = send(page, "/umsteiger/neu/", ways | {"basis": "eigene Tabelle eines Amtes"}, file=table)
    wait_until_over(page)
    return made | {"job with a refused table": f"/auftraege/{number}/"}


def make_addresses(page: Page, stack: Stack, folder: Path) -> dict[str, str]:
    page.goto("/adressen/register/")
    made = {"register in force": str(page.locator("main tbody a").first.get_attribute("href"))}
    head, *rows = register_rows(stack)
    home = f"{rows[0][0]} {rows[0][1]}{rows[0][2]}"
    made["one address"] = f"/adressen/?q={home}"
    made["one street of the catchments"] = f"/grundschulbezirke/?strasse={rows[0][0]}"
    bad = [[rows[0][0], "ohne", *rows[0][2:]], [rows[1][0], rows[1][1], "", rows[1][3], "fern", "", ""], rows[2]]
    send(
        page, "/adressen/register/", {"valid_from": DAY}, file=write_table([head, *rows, *bad], folder / "register.csv")
    )
    made["register with findings"] = follow(page)
    listed = [["Anschrift"], [home], ["Xyzzyweg 99"], [rows[0][0]]]
    number = send(page, "/adressen/liste/", {}, file=write_table(listed, folder / "liste.csv"))
    wait_until_over(page)
    return made | {"job with a file": f"/auftraege/{number}/"}


def make_plans(page: Page, stack: Stack) -> dict[str, str]:
    page.goto("/grundschulbezirke/")
    in_force = str(page.locator("#plan-title a").get_attribute("href"))
    page.goto(f"{in_force}")
    page.get_by_role("link", name="Kopie").click()
    page.locator("[name=label]").fill("Entwurf mit Hinweisen")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/grundschulbezirke/plaene/*/")
    street = register_rows(stack)[1][0]
    page.locator("[name=street]").fill(street)
    page.locator("[value=range]").click()
    page.locator("[value=zone]").click()
    draft = f"/grundschulbezirke/plaene/{number_of(page)}/"
    return {
        "plan in force": in_force,
        "street list": f"{in_force}liste/",
        "draft of a plan": draft,
        "street list of a draft": f"{draft}liste/",
        "copy of a plan": f"/grundschulbezirke/plaene/neu/?source=copy&like={in_force.rstrip('/').rsplit('/', 1)[1]}",
    }
