"""The accounts of the demo: one for each way of working, each with a password made at random."""

import secrets
from dataclasses import dataclass

from indicators.models import IndicatorSet
from sozialmonitor.access.actions import grant, join
from sozialmonitor.access.models import Department, User
from sozialmonitor.access.permissions import Permission, Scope

READ = (Permission.LIST, Permission.VIEW, Permission.DOWNLOAD)


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
            username, password=password, is_superuser=department is None, is_staff=department is None
        )
        if department is not None:
            join(by=None, user=user, department=Department.objects.get(key=department))
        logins.append(Login(username, password, what_for))
    return logins


def _grants() -> None:
    departments = {department.key: department for department in Department.objects.all()}
    sets = {one.code: list(one.indicators.values_list("code", flat=True)) for one in IndicatorSet.objects.all()}
    grant(by=None, department=departments["statistik"], permissions=Permission)
    for key in ("bildung", "arbeit-soziales", "jugend", "gesundheit"):
        grant(
            by=None,
            department=departments[key],
            permissions=READ,
            scope=Scope.INDICATOR,
            keys={*sets["gemeinsam"], *sets[key]},
        )
        grant(by=None, department=departments[key], permissions=READ, scope=Scope.TYPOLOGY, keys=["sozialraum"])
    grant(
        by=None,
        department=departments["tageseinrichtungen"],
        permissions=[Permission.LIST],
        scope=Scope.INDICATOR,
        keys=sets["gemeinsam"],
    )
    grant(
        by=None,
        department=departments["tageseinrichtungen"],
        permissions=READ,
        scope=Scope.INDICATOR,
        keys=["einwohner"],
    )
