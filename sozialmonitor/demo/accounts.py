"""The accounts of the demo: one for each way of working, each with a password made at random."""

import secrets
from dataclasses import dataclass

from indicators.models import IndicatorSet
from sozialmonitor.access.actions import grant, join
from sozialmonitor.access.models import Department, Role, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.role_actions import give_role, put_role

LOOK = (Permission.LIST, Permission.VIEW)
READ = (*LOOK, Permission.DOWNLOAD)
ROLES = (
    ("ansehen", "Ansehen", "Looking", LOOK),
    ("auswerten", "Auswerten", "Analysing", READ),
    ("verantworten", "Verantworten", "Answering for it", (*READ, Permission.MANAGE)),
    ("veroeffentlichen", "Veröffentlichen", "Publishing", (*READ, Permission.IMPORT, Permission.PUBLISH)),
)


@dataclass(frozen=True)
class Login:
    username: str
    password: str
    what_for: str


ACCOUNTS = (
    ("admin", None, "Verwaltung: darf alles"),
    ("statistik", "statistik", "Statistikstelle: lädt hoch, prüft, veröffentlicht"),
    ("planung", "arbeit-soziales", "Planung: sieht den gemeinsamen Indikatorensatz, lädt herunter"),
    ("bildung", "bildung", "Fachbereich Bildung: sieht den gemeinsamen Satz und die eigenen Indikatoren"),
    ("gast", "tageseinrichtungen", "sieht nur die Einwohnerzahlen"),
    ("datenschutz", "datenschutz", "Datenschutz: liest das Protokoll, sieht keine Zahlen"),
)


def make_accounts() -> list[Login]:
    """Creates accounts that do not exist yet; the passwords are known only now."""
    _grants()
    logins = []
    for username, department, what_for in ACCOUNTS:
        if User.objects.filter(username=username).exists():
            continue
        password = secrets.token_urlsafe(9)
        user = User.objects.create_user(
            username,
            password=password,
            is_superuser=department is None,
            is_staff=department is None,
            is_privacy_officer=username == "datenschutz",
        )
        if department is not None:
            join(by=None, user=user, department=Department.objects.get(key=department))
        logins.append(Login(username, password, what_for))
    return logins


def make_roles() -> dict[str, Role]:
    """What the city's departments usually need, from looking to answering for it."""
    return {
        key: put_role(by=None, key=key, label_de=german, label_en=english, permissions=permissions)
        for key, german, english, permissions in ROLES
    }


def _grants() -> None:
    departments = {department.key: department for department in Department.objects.all()}
    sets = {one.code: list(one.indicators.values_list("code", flat=True)) for one in IndicatorSet.objects.all()}
    roles = make_roles()
    grant(by=None, department=departments["statistik"], permissions=Permission)
    for key in ("bildung", "arbeit-soziales", "jugend", "gesundheit"):
        to = {"by": None, "department": departments[key]}
        give_role(role=roles["auswerten"], scope=Scope.INDICATOR, keys={*sets["gemeinsam"], *sets[key]}, **to)
        give_role(role=roles["auswerten"], scope=Scope.TYPOLOGY, keys=["sozialraum"], **to)
    give_role(
        by=None,
        role=roles["verantworten"],
        department=departments["bildung"],
        scope=Scope.INDICATOR,
        keys={*sets["bildung"]} - {*sets["gemeinsam"]},
    )
    guests = departments["tageseinrichtungen"]
    grant(by=None, department=guests, permissions=[Permission.LIST], scope=Scope.INDICATOR, keys=sets["gemeinsam"])
    give_role(by=None, role=roles["auswerten"], department=guests, scope=Scope.INDICATOR, keys=["einwohner"])
