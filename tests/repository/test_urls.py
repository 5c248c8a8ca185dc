"""Every address there is, visited by everyone there is. An address this file does not know fails it."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import SESSION_KEY
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django_celery_beat import models as beat

from districts.actions.plans import adopt_plan
from districts.models import Register
from imports.models import Batch, Expectation
from indicators.models import Source
from sozialmonitor.access.middleware import DeclaredPermissionMiddleware
from sozialmonitor.access.models import Department, Grant, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.views import Audience
from sozialmonitor.entrance.actions import make_token
from sozialmonitor.jobs.actions.asking import ask
from tests import world as worlds
from tests.districts.catchments.world import list_plan
from tests.imports import uploads
from tests.indicators.reform import way
from tests.jobs.kinds import make_known
from tests.world import READ, World, give, person

# Whoever may not see the indicators of this city must never read one of these.
TIME = re.compile(r"T\d\d:\d\d:\d\d\.\d+")  # 8.8 seconds past the minute are no secret
SECRETS = ("Arbeitslosenquote", "Transferbezug", "Soziale Lage", "einwohner-geheim", "8.8", "Gewerbegebiet")

# Where an address needs something, what it is called here; empty where it needs nothing.
# CLOSED: 404 or 403 without a right. FILTERED: answered, without anything one may not see.
# OWNED: 404 for everybody but who asked for it (here nobody) and administrators.
# STEP: one of a way that begins elsewhere, about nobody but who goes it; it may lead back to the beginning.
CLOSED, FILTERED, OWNED, STEP = "closed", "filtered", "owned", "step"
OWN: dict[str, tuple[str, str]] = {
    "": ("/", FILTERED),
    "tabelle/": ("/tabelle/", FILTERED),
    "gebiet/<slug:division>/<path:code>/": ("/gebiet/stadtteile/01/", FILTERED),
    "indikatoren/": ("/indikatoren/", FILTERED),
    "indikatoren/<slug:code>/": ("/indikatoren/quote/", CLOSED),
    "lieferungen/": ("/lieferungen/", CLOSED),
    "lieferungen/neu/": ("/lieferungen/neu/", CLOSED),
    "lieferungen/kalender/": ("/lieferungen/kalender/", CLOSED),
    "lieferungen/kalender.ics": ("/lieferungen/kalender.ics", CLOSED),
    "lieferungen/kalender/neu/": ("/lieferungen/kalender/neu/", CLOSED),
    "lieferungen/kalender/<int:pk>/": ("/lieferungen/kalender/{Expectation}/", CLOSED),
    "lieferungen/<int:pk>/": ("/lieferungen/{batch}/", CLOSED),
    "lieferungen/<int:pk>/fortschritt/": ("/lieferungen/{batch}/fortschritt/", CLOSED),
    "lieferungen/<int:pk>/protokoll/": ("/lieferungen/{batch}/protokoll/", CLOSED),
    "lieferungen/<int:pk>/befunde.csv": ("/lieferungen/{batch}/befunde.csv", CLOSED),
    "lieferungen/<int:pk>/zurueckgewiesen.csv": ("/lieferungen/{batch}/zurueckgewiesen.csv", CLOSED),
    "profile/": ("/profile/", CLOSED),
    "profile/neu/": ("/profile/neu/?lieferung={batch}", CLOSED),
    "profile/text/": ("/profile/text/", CLOSED),
    "profile/<str:key>/": ("/profile/buergeramt/", CLOSED),
    "profile/<str:key>/<int:version>.yaml": ("/profile/buergeramt/1.yaml", CLOSED),
    "rechte/": ("/rechte/", CLOSED),
    "rechte/aendern/": ("/rechte/aendern/", CLOSED),
    "rechte/export.csv": ("/rechte/export.csv", CLOSED),
    "rechte/anfragen/": ("/rechte/anfragen/", FILTERED),
    "rechte/anfragen/neu/": ("/rechte/anfragen/neu/?what=indicator:quote", CLOSED),
    "rechte/anfragen/<int:pk>/": ("/rechte/anfragen/1/", FILTERED),
    "rechte/ansicht/": ("/rechte/ansicht/", CLOSED),
    "rechte/ansicht/beenden/": ("/rechte/ansicht/beenden/", CLOSED),
    "rechte/rollen/": ("/rechte/rollen/", CLOSED),
    "rechte/verlauf/": ("/rechte/verlauf/", CLOSED),
    "rechte/verlauf.csv": ("/rechte/verlauf.csv", CLOSED),
    "rechte/stand/": ("/rechte/stand/", CLOSED),
    "rechte/warum/": ("/rechte/warum/", FILTERED),
    ".well-known/security.txt": ("/.well-known/security.txt", FILTERED),
    "protokoll/": ("/protokoll/", CLOSED),
    "protokoll/liste.csv": ("/protokoll/liste.csv", CLOSED),
    "protokoll/zugriffe/": ("/protokoll/zugriffe/", CLOSED),
    "protokoll/zugriffe/liste.csv": ("/protokoll/zugriffe/liste.csv", CLOSED),
    "protokoll/kette/": ("/protokoll/kette/", CLOSED),
    "protokoll/geschichte/": ("/protokoll/geschichte/?kind=indicator&key=quote", CLOSED),
    "konto/auskunft/": ("/konto/auskunft/", FILTERED),
    "api/v1/schema/": ("/api/v1/schema/", FILTERED),
    "api/v1/divisions/": ("/api/v1/divisions/", FILTERED),
    "api/v1/divisions/<slug:key>/editions/": ("/api/v1/divisions/stadtteile/editions/", FILTERED),
    "api/v1/divisions/<slug:key>/areas.geojson": ("/api/v1/divisions/stadtteile/areas.geojson", FILTERED),
    "api/v1/addresses/": ("/api/v1/addresses/?q=haupt", FILTERED),
    "api/v1/indicators/": ("/api/v1/indicators/", FILTERED),
    "api/v1/indicators/<slug:code>/": ("/api/v1/indicators/quote/", CLOSED),
    "api/v1/values/": ("/api/v1/values/?indicator=quote", CLOSED),
    "api/v1/values/deliveries/": ("/api/v1/values/deliveries/?indicator=quote", CLOSED),
    "api/v1/values.csv": ("/api/v1/values.csv?indicator=quote", CLOSED),
    "api/v1/crossings/": ("/api/v1/crossings/?division=stadtteile&area=01", FILTERED),
    "api/v1/values.xlsx": ("/api/v1/values.xlsx?indicator=quote", CLOSED),
    "api/v1/typologies/": ("/api/v1/typologies/", FILTERED),
    "api/v1/typologies/<slug:key>/runs/": ("/api/v1/typologies/lage/runs/", CLOSED),
    "api/v1/typologies/<slug:key>/runs/<int:pk>/results/": ("/api/v1/typologies/lage/runs/{run}/results/", CLOSED),
    "api/v1/deliveries/": ("/api/v1/deliveries/", CLOSED),
    "api/v1/batches/": ("/api/v1/batches/", CLOSED),
    "adressen/": ("/adressen/?q=haupt", FILTERED),
    "adressen/liste/": ("/adressen/liste/", FILTERED),
    "adressen/register/": ("/adressen/register/", CLOSED),
    "adressen/register/<int:pk>/": ("/adressen/register/{register}/", CLOSED),
    "adressen/register/<int:pk>/befunde.csv": ("/adressen/register/{register}/befunde.csv", CLOSED),
    "api/v1/schools/": ("/api/v1/schools/", FILTERED),
    "api/v1/catchment-plans/": ("/api/v1/catchment-plans/", FILTERED),
    "api/v1/catchment-plans/<int:pk>/list/": ("/api/v1/catchment-plans/{plan}/list/", FILTERED),
    "grundschulbezirke/": ("/grundschulbezirke/?strasse=am", FILTERED),
    "grundschulbezirke/schulen/": ("/grundschulbezirke/schulen/", FILTERED),
    "grundschulbezirke/plaene/neu/": ("/grundschulbezirke/plaene/neu/", CLOSED),
    "grundschulbezirke/plaene/<int:pk>/": ("/grundschulbezirke/plaene/{plan}/", FILTERED),
    "grundschulbezirke/plaene/<int:pk>/liste/": ("/grundschulbezirke/plaene/{plan}/liste/", FILTERED),
    "grundschulbezirke/plaene/<int:pk>/liste.csv": ("/grundschulbezirke/plaene/{plan}/liste.csv", FILTERED),
    "grundschulbezirke/plaene/<int:pk>/flaechen.geojson": (
        "/grundschulbezirke/plaene/{plan}/flaechen.geojson",
        FILTERED,
    ),
    "umsteiger/": ("/umsteiger/", FILTERED),
    "umsteiger/neu/": ("/umsteiger/neu/", CLOSED),
    "umsteiger/<int:pk>/": ("/umsteiger/{correspondence}/", FILTERED),
    "api/v1/correspondences/": ("/api/v1/correspondences/", FILTERED),
    "api/v1/correspondences/<int:pk>/": ("/api/v1/correspondences/{correspondence}/", FILTERED),
    "gebiete/vergleich/": ("/gebiete/vergleich/?a=stadtteile&b=stadtteile@2100-01-01", FILTERED),
    "gebiete/vergleich/stuecke.geojson": (
        "/gebiete/vergleich/stuecke.geojson?a=stadtteile&b=stadtteile@2100-01-01",
        FILTERED,
    ),
    "api/v1/divisions/compare/": ("/api/v1/divisions/compare/?a=stadtteile&b=stadtteile@2100-01-01", FILTERED),
    "api/v1/divisions/alike/": ("/api/v1/divisions/alike/", FILTERED),
    "gebiete/": ("/gebiete/", FILTERED),
    "gebiete/neu/": ("/gebiete/neu/", CLOSED),
    "gebiete/<slug:division>/<int:pk>/": ("/gebiete/stadtteile/{edition}/", FILTERED),
    "gebiete/<slug:division>/<int:pk>/umrisse.geojson": ("/gebiete/stadtteile/{edition}/umrisse.geojson", FILTERED),
    "gebiete/<slug:division>/<int:pk>/befunde.geojson": ("/gebiete/stadtteile/{edition}/befunde.geojson", CLOSED),
    "auftraege/<int:pk>/": ("/auftraege/{job}/", OWNED),
    "auftraege/<int:pk>/fortschritt/": ("/auftraege/{job}/fortschritt/", OWNED),
    "auftraege/<int:pk>/ergebnis/": ("/auftraege/{job}/ergebnis/", OWNED),
    "anmelden/dienst/": ("/anmelden/dienst/", STEP),
    "anmelden/dienst/zurueck/": ("/anmelden/dienst/zurueck/", STEP),
    "einladung/": ("/einladung/", STEP),
    "passwort/vergessen/": ("/passwort/vergessen/", FILTERED),
    "passwort/neu/": ("/passwort/neu/", STEP),
    "konten/": ("/konten/", CLOSED),
    "konten/<int:pk>/": ("/konten/{User}/", CLOSED),
    "konto/": ("/konto/", FILTERED),
    "konto/passwort/": ("/konto/passwort/", FILTERED),
    "konto/sitzungen/beenden/": ("/konto/sitzungen/beenden/", STEP),
    "konto/faktoren/": ("/konto/faktoren/", FILTERED),
    "konto/faktoren/app/": ("/konto/faktoren/app/", STEP),
    "konto/faktoren/app/entfernen/": ("/konto/faktoren/app/entfernen/", STEP),
    "konto/faktoren/passkey/": ("/konto/faktoren/passkey/", STEP),
    "konto/faktoren/passkey/<int:pk>/entfernen/": ("/konto/faktoren/passkey/1/entfernen/", STEP),
    "konto/faktoren/codes/": ("/konto/faktoren/codes/", STEP),
    "konto/faktoren/codes/neu/": ("/konto/faktoren/codes/neu/", STEP),
    "konto/bestaetigen/": ("/konto/bestaetigen/", STEP),
    "konto/bestaetigen/code/": ("/konto/bestaetigen/code/", STEP),
    "konto/bestaetigen/passkey/": ("/konto/bestaetigen/passkey/", STEP),
    "anmelden/zweiter-faktor/": ("/anmelden/zweiter-faktor/", FILTERED),
    "konto/tokens/neu/": ("/konto/tokens/neu/", FILTERED),
    "konto/tokens/<int:pk>/": ("/konto/tokens/{Token}/", OWNED),
    "anmelden/": ("/anmelden/", FILTERED),
    "abmelden/": ("/abmelden/", FILTERED),
    "sprache/": ("/sprache/", FILTERED),
}
# The administration: of each model one row, so that every form opens on something.
ROWS: dict[type[Model], Callable[[], Model | None]] = {
    User: User.objects.first,
    Department: Department.objects.first,
    Grant: Grant.objects.first,
    Source: Source.objects.first,
    Expectation: lambda: Expectation.objects.create(profile_key="buergeramt", first_day=date(2024, 1, 1)),
    beat.IntervalSchedule: lambda: beat.IntervalSchedule.objects.create(every=1, period="hours"),
    beat.CrontabSchedule: lambda: beat.CrontabSchedule.objects.create(hour="4"),
    beat.PeriodicTask: lambda: beat.PeriodicTask.objects.create(
        name="Probe", task="x", interval=beat.IntervalSchedule.objects.first()
    ),
}
# Addresses of the administration that stand alone.
ADMIN: dict[str, str] = {
    "": "", "login/": "login/", "logout/": "logout/", "password_change/": "password_change/",
    "password_change/done/": "password_change/done/", "autocomplete/": "autocomplete/", "jsi18n/": "jsi18n/",
    "r/<path:content_type_id>/<path:object_id>/": "r/1/1/",
    "^(?P<app_label>django_celery_beat|access|indicators|imports)/$": "access/",
    "access/user/<id>/password/": "access/user/{User}/password/", "(?P<url>.*)$": "gibt-es-nicht/",
}  # fmt: skip


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for part in (resolver or get_resolver()).url_patterns:
        full = prefix + str(part.pattern)
        if isinstance(part, URLPattern):
            yield full
        else:
            yield from routes(part, full)


def path_of(route: str, things: dict[str, Any]) -> str | None:
    """A real address for a route; None where this file does not know one."""
    if route in OWN:
        return OWN[route][0].format(**things)
    inside = route.removeprefix("verwaltung/")
    if inside == route:
        return None
    if inside in ADMIN:
        return "/verwaltung/" + ADMIN[inside].format(**things)
    for model in ROWS:
        start = f"{model._meta.app_label}/{model._meta.model_name}/"
        if inside.startswith(start):
            return "/verwaltung/" + inside.replace("<path:object_id>", str(things[model.__name__]))
    return None


def audience(path: str) -> Audience | None:
    found = resolve(path.partition("?")[0])
    request = SimpleNamespace(resolver_match=found)
    return DeclaredPermissionMiddleware.audience_of(request, found.func)  # type: ignore[arg-type]


@pytest.fixture
def things(db: None, settings: Any, tmp_path: Any) -> dict[str, Any]:
    """A city with figures, a published run, an upload, and one row of everything the administration shows."""
    settings.FILES_FOLDER = tmp_path
    settings.SECURITY_CONTACT = "mailto:sicherheit@example.org"
    world: World = worlds.build_filled()
    run = world.run()
    give("arbeit", *READ)
    give("statistik", *Permission)
    batch: Batch = uploads.checked(uploads.csv(uploads.figures(2024)), name="einwohner-geheim.csv")
    give("leer", Permission.VIEW, scope=Scope.INDICATOR, keys=["gibt-es-nicht"])
    person("irgendwer", "arbeit")
    rows = {model.__name__: (make() or model()).pk for model, make in ROWS.items()}
    assert None not in rows.values()
    make_known()
    job = ask(by=None, kind="counting", params={"name": SECRETS[3]}, start=False)
    job.output = job.file = "made.csv"
    job.save()
    (tmp_path / "made.csv").write_text("x")
    register = Register.objects.create(valid_from=date(2024, 1, 1))
    plan = adopt_plan(by=None, plan=list_plan(2020), warnings_seen=True)
    chefin = person("chefin")
    permissions, until = [Permission.LIST], date.today()
    token, _ = make_token(by=chefin, label=SECRETS[3], permissions=permissions, expires=until)
    correspondence = way(world.edition, worlds.edition(valid_from=date(2100, 1, 1)))
    ours = {
        "correspondence": correspondence.pk,
        "job": job.pk,
        "register": register.pk,
        "plan": plan.pk,
        "Token": token.pk,
    }
    return {"batch": batch.pk, "run": run.pk, "edition": world.edition.pk, **ours, **rows}


PEOPLE: dict[str, dict[str, Any] | None] = {
    "anonymous": None,
    "foreign": {"departments": ["leer"]},
    "own": {"departments": ["arbeit"]},
    "importer": {"departments": ["statistik"]},
    "administrator": {"departments": [], "is_superuser": True, "is_staff": True},
}
MAY_CHANGE = ("importer", "administrator")


class Visitor:
    """One person with one browser; logs in again where an address logs out."""

    def __init__(self, who: str) -> None:
        self.client, self.user = Client(raise_request_exception=False), None
        fields = PEOPLE[who]
        if fields is not None:
            rest = {name: value for name, value in fields.items() if name != "departments"}
            self.user = person(who, *fields["departments"], **rest)
            self.client.force_login(self.user)

    def visit(self, method: str, path: str) -> HttpResponse:
        response = self.client.get(path) if method == "GET" else self.client.post(path, {"action": "publish"})
        if self.user is not None and SESSION_KEY not in self.client.session:
            self.client.force_login(self.user)
        return response


def content(response: HttpResponse) -> str:
    raw = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    return TIME.sub("", raw.decode(errors="replace"))


def complaint(who: str, method: str, route: str, path: str, response: HttpResponse) -> str | None:
    """What is wrong with an answer, in a word; None where all is well."""
    status, own_kind = response.status_code, OWN.get(route, ("", CLOSED))[1]
    declared = audience(path)
    if status >= 500:
        return "broken"
    if declared == Audience.EVERYONE:
        return None if status < 400 or (status, method) == (405, "GET") or method == "POST" else "closed to everyone"
    if who == "anonymous":
        to_login = status == 302 and response.headers["Location"].startswith("/anmelden/")
        return None if to_login or status in (401, 403) else "open to strangers"
    if own_kind == OWNED and who != "administrator":
        return None if status == 404 else "open to others than who asked"
    if own_kind == STEP:
        return None if status in (200, 302, 403, 404, 405) else "lost on the way"
    if declared == Audience.GEOGRAPHERS and who in ("foreign", "own"):
        return None if status == 403 else "open to others than geographers"
    if declared == Audience.OWNERS and who in ("foreign", "own"):
        return None if status == 403 else "open to others than owners"
    for_importers = declared in (Audience.IMPORTERS, Audience.READERS) or route in (
        "api/v1/deliveries/",
        "api/v1/batches/",
    )
    if who == "foreign":
        if own_kind == CLOSED and status not in (403, 404, 405):
            return "open to a foreign department"
        return "tells a secret" if any(secret in content(response) for secret in SECRETS) else None
    if declared in (Audience.ADMINISTRATORS, Audience.OFFICERS) and who != "administrator":
        return None if status == 403 else "open to others than administrators"
    if for_importers and who == "own":
        return None if status in (403, 405) else "open to others than importers"
    if method == "GET" and declared != Audience.ADMINISTRATORS and status != 200:
        return "closed to those who may"
    return None


def test_every_route_is_known_here_and_declared(things: dict[str, Any]) -> None:
    everything = list(routes())
    assert len(everything) > 80
    assert [route for route in everything if path_of(route, things) is None] == []
    assert [route for route in everything if audience(path_of(route, things) or "") is None] == []
    assert set(OWN) <= set(everything), "an address of the table is gone"
    assert set(admin.site._registry) == set(ROWS)


# Those who may change things do so elsewhere: what their forms do is tested where the forms are.
@pytest.mark.parametrize(
    ("who", "method"),
    [(who, method) for who in PEOPLE for method in ("GET", "POST") if method == "GET" or who not in MAY_CHANGE],
)
def test_nobody_sees_what_is_not_theirs_and_nothing_breaks(things: dict[str, Any], who: str, method: str) -> None:
    wrong, visitor = {}, Visitor(who)
    for route in routes():
        path = path_of(route, things) or ""
        response = visitor.visit(method, path)
        if said := complaint(who, method, route, path, response):
            wrong[route] = f"{said}: {response.status_code}"
        if response.streaming:
            content(response)  # a file nobody read to its end stays open
    assert wrong == {}


def test_the_secrets_are_real(things: dict[str, Any]) -> None:
    """What the foreign department must not read is what the others do read; else the search above finds nothing."""
    visitor = Visitor("importer")
    seen = "".join(content(visitor.visit("GET", path_of(route, things) or "")) for route in OWN)
    assert [secret for secret in SECRETS if secret not in seen] == []


def test_only_the_front_page_of_the_administration_answers_its_login(things: dict[str, Any]) -> None:
    open_routes = {route for route in routes() if audience(path_of(route, things) or "") == Audience.EVERYONE}
    assert open_routes == {
        ".well-known/security.txt",
        "anmelden/",
        "anmelden/zweiter-faktor/",
        "anmelden/dienst/",
        "anmelden/dienst/zurueck/",
        "einladung/",
        "passwort/vergessen/",
        "passwort/neu/",
        "abmelden/",
        "sprache/",
        "verwaltung/login/",
        "verwaltung/logout/",
        "verwaltung/jsi18n/",
    }
    assert not [route for route in open_routes if re.search(r"[<(]", route)]
