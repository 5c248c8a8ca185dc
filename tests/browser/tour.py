"""Every page in every state a person can meet, for the tests that look at all of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.deliveries import Rows, population, upload, wait_until_checked, write
from tests.browser.people import People
from tests.browser.stack import Stack

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Stop:
    """`act` brings the page into the state that is meant: something opened, a form sent empty."""

    name: str
    address: str
    act: Act | None = None
    who: str | None = "statistik"
    language: str = ""  # of a page that has one of its own

    def visit(self, page: Page) -> None:
        page.goto(self.address)
        if page.locator("#map-source[data-geojson^='/'], #map[data-outlines], #plan-map").count():
            expect(page.locator("path.area").first).to_be_attached()
        if self.act:
            self.act(page)


def send_empty(page: Page) -> None:
    open_everything(page)
    page.evaluate("document.querySelectorAll('[required]').forEach(field => field.removeAttribute('required'))")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("[role=alert]").first).to_be_visible()


def open_everything(page: Page) -> None:
    """Everything that folds, at once; without a click on each."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def filter_by_legend(page: Page) -> None:
    open_everything(page)
    page.locator("[data-legend] [data-key]").nth(1).click()


def wait_for_sheet(page: Page) -> None:
    expect(page.locator("[data-sheet-title]")).to_be_visible()


def open_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def point(page: Page) -> None:
    page.locator("#areas a").first.focus()
    expect(page.locator(".area-tooltip")).to_be_visible()


def make_token(page: Page) -> None:
    page.locator("[name=label]").fill("Abruf")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#secret")).to_be_visible()


def open_first_row(page: Page) -> None:
    page.locator("#result_list tbody a").first.click()
    expect(page.locator(".submit-row")).to_be_visible()


def ask_to_delete(page: Page) -> None:
    open_first_row(page)
    page.locator(".deletelink").click()
    expect(page.locator("#content form [name=post]")).to_be_attached()


def save_empty(page: Page) -> None:
    page.evaluate("document.querySelectorAll('[required]').forEach(field => field.removeAttribute('required'))")
    page.locator("[name=_save]").click()
    expect(page.locator(".errornote")).to_be_visible()


def set_password(page: Page) -> None:
    open_first_row(page)
    page.locator("a[href$='/password/']").click()
    expect(page.locator("[name=password1]")).to_be_visible()


def show_history(page: Page) -> None:
    open_first_row(page)
    page.locator(".historylink").click()
    expect(page.locator("#change-history")).to_be_visible()


ADMINISTRATION: tuple[tuple[str, str, Act | None], ...] = (
    ("start", "", None),
    ("one room", "access/", None),
    ("accounts", "access/user/", None),
    ("new account", "access/user/add/", None),
    ("new account with errors", "access/user/add/", save_empty),
    ("account", "access/user/", open_first_row),
    ("password of another", "access/user/", set_password),
    ("own password", "password_change/", None),
    ("departments", "access/department/", None),
    ("new department", "access/department/add/", None),
    ("department", "access/department/", open_first_row),
    ("grants", "access/grant/", None),
    ("new grant", "access/grant/add/", None),
    ("new grant with errors", "access/grant/add/", save_empty),
    ("grant", "access/grant/", open_first_row),
    ("grant about to go", "access/grant/", ask_to_delete),
    ("history", "access/department/", show_history),
    ("sources", "indicators/source/", None),
    ("source", "indicators/source/", open_first_row),
    ("new expected delivery", "imports/expectation/add/", None),
    ("timetable", "django_celery_beat/periodictask/", None),
    ("new entry of the timetable", "django_celery_beat/periodictask/add/", None),
)

STOPS = (
    Stop("login", "/anmelden/", who=None),
    Stop("login refused", "/anmelden/", send_empty, who=None),
    Stop("password forgotten", "/passwort/vergessen/", who=None),
    Stop("invitation that is over", "/einladung/?schluessel=x", who=None),
    Stop("account", "/konto/", open_everything),
    Stop("own password with errors", "/konto/passwort/", send_empty),
    Stop("new token", "/konto/tokens/neu/"),
    Stop("new token with errors", "/konto/tokens/neu/", send_empty),
    Stop("token", "/konto/tokens/neu/", make_token),
    Stop("second factors", "/konto/faktoren/"),
    Stop("asked again", "/konto/faktoren/app/"),
    Stop("asked again with errors", "/konto/faktoren/app/", send_empty),
    Stop("accounts", "/konten/", open_everything, "admin"),
    Stop("invitation refused", "/konten/", send_empty, "admin"),
    Stop("typology", "/", point),
    Stop("typology with sheet", "/?area=011", wait_for_sheet),
    Stop("area without class", "/?area=021", wait_for_sheet),
    Stop("indicator with filter", "/?indicator=kinderarmut", filter_by_legend),
    Stop("indicator without figures here", "/?indicator=kinderarmut&division=baubloecke"),
    Stop("keys", "/?indicator=kinderarmut", open_keys),
    Stop("nothing to see", "/", who="niemand"),
    Stop("table of the typology", "/tabelle/"),
    Stop("table of an indicator", "/tabelle/?indicator=kitaquote&period=", open_everything),
    Stop("table without rows", "/tabelle/", who="niemand"),
    Stop("area", "/gebiet/stadtteile/011/", open_everything),
    Stop("dictionary", "/indikatoren/"),
    Stop("dictionary of a guest", "/indikatoren/", who="gast"),
    Stop("one indicator", "/indikatoren/kinderarmut/", open_everything),
    Stop("why", "/rechte/warum/?permission=view&what=indicator:kinderarmut&division="),
    Stop("why not", "/rechte/warum/?permission=publish&what=indicator:kinderarmut&division=", who="planung"),
    Stop("trail", "/protokoll/", who="admin"),
    Stop("trail with errors", "/protokoll/?first=gestern", who="admin"),
    Stop("access log", "/protokoll/zugriffe/", who="admin"),
    Stop("history", "/protokoll/geschichte/?kind=indicator&key=kinderarmut", who="admin"),
    Stop("chain", "/protokoll/kette/", who="admin"),
    Stop("data about an account", "/konto/auskunft/"),
    Stop("deliveries", "/lieferungen/"),
    Stop("upload", "/lieferungen/neu/"),
    Stop("upload with errors", "/lieferungen/neu/", send_empty),
    Stop("calendar", "/lieferungen/kalender/?state=all&sort=-due"),
    Stop("new expectation", "/lieferungen/kalender/neu/"),
    Stop("new expectation with errors", "/lieferungen/kalender/neu/", send_empty),
    Stop("import protocol", "/lieferungen/7/protokoll/", language="de"),
    Stop("profiles", "/profile/"),
    Stop("profile", "/profile/schulverwaltung-stadtteile/", open_everything),
    Stop("profile as text with errors", "/profile/text/", send_empty),
    Stop("nothing found", "/gibt-es-nicht/"),
    Stop("not allowed", "/lieferungen/", who="planung"),
    Stop("unreadable address", "/?classes=99"),
    *(Stop(f"administration: {name}", f"/verwaltung/{address}", act, "admin") for name, address, act in ADMINISTRATION),
)


def delivery_stops(people: People, stack: Stack, folder: Path) -> list[Stop]:
    """Deliveries in each state, made once on the way a person makes them."""
    if not stack.deliveries:
        stack.deliveries = {"published": 7, **make_deliveries(people.page("statistik"), population(stack), folder)}
    return [
        Stop(f"delivery {state}", f"/lieferungen/{number}/", open_everything)
        for state, number in stack.deliveries.items()
    ]


def make_deliveries(page: Page, rows: Rows, folder: Path) -> dict[str, int]:
    numbers = {}
    faulty = [list(row) for row in rows]
    faulty[1][3], faulty[3][1] = "viele", "999"
    numbers["refused"] = upload(page, write(faulty, folder / "fehlerhaft.csv"))
    wait_until_checked(page)
    rows[1][2], rows[1][3] = "Innenstadt", "15.002"
    numbers["ready"] = upload(page, write(rows[:-1], folder / "bereit.csv"))
    wait_until_checked(page)
    rows[1][3] = "15.003"
    numbers["withdrawn"] = upload(page, write(rows, folder / "widerrufen.csv"))
    wait_until_checked(page)
    for notice in page.locator("[name=notice]").all():
        notice.check()
    page.locator("[value=publish]").click()
    page.locator(".withdraw summary").click()
    page.locator("[name=reason]").fill("falsches Jahr")
    page.locator("[value=withdraw]").click()
    expect(page.locator(".withdraw")).to_have_count(0)
    return numbers


def tour(people: People, stops: Iterable[Stop], language: str = "de", **options: object) -> Iterator[tuple[Stop, Page]]:
    """Each stop in the browser of the person it is for, which stays open from stop to stop."""
    pages: dict[str | None, Page] = {}
    for stop in stops:
        if stop.who not in pages:
            pages[stop.who] = people.page(stop.who, language, **options)
        stop.visit(pages[stop.who])
        yield stop, pages[stop.who]
