"""What row-level security costs: requests for an indicator's values among ten million observations, through the whole
program as the web role with a ticket, against the same requests as the owner without tickets, whom no policy holds. For
a person with rights on fifteen of twenty measures, one whose right holds in the division alone, and an administrator.

script/bench second_wall; SOZIALMONITOR_BENCH_ROWS sets another number of observations.
"""

import os
from collections.abc import Callable
from typing import Any

import environ

from benchmarks._bench import bench_database, side_by_side

EACH = 5  # requests a run


def make_people(division: str) -> list[Any]:
    from sozialmonitor.access.actions import grant
    from sozialmonitor.access.models import User
    from sozialmonitor.access.permissions import Permission, Scope

    reading = {"by": None, "permissions": [Permission.LIST, Permission.VIEW, Permission.DOWNLOAD]}
    alo, measures = {"scope": Scope.INDICATOR, "keys": ["alo-anteil"]}, [f"M{number}" for number in range(13)]
    some, here = User.objects.create_user("some"), User.objects.create_user("here")
    grant(**reading, person=some, **alo)
    grant(**reading, person=some, scope=Scope.MEASURE, keys=measures)
    grant(**reading, person=here, **alo, division=division)
    return [User.objects.create_user("chief", is_superuser=True), here, some]


def asks(user: Any, path: str, role: str) -> Callable[[], None]:
    from django.db import connection
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(user)

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
        for _ in range(EACH):
            response = client.get(path, secure=True)
            assert response.status_code == 200, response.status_code
            assert response.content.count(b"alo-anteil") > 0
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    return ask


def main() -> None:
    from django.conf import settings
    from django.db import connection
    from django.test import override_settings

    from benchmarks._figures import AREAS, make_vintages

    settings.LIMITS = {}
    division = make_vintages().division.key
    web = environ.Env.db_url_config(os.environ["SOZIALMONITOR_WEB_DATABASE_URL"])["USER"]
    unsigned = [name for name in settings.MIDDLEWARE if not name.endswith("SpeakingMiddleware")]
    people = make_people(division)
    choice = f"indicator=alo-anteil&division={division}&period=1950-01-28"
    for name, path in (("values", f"/api/v1/values/?{choice}"), ("map", f"/?{choice}")):
        for user in people:
            product = asks(user, path, web)
            with override_settings(MIDDLEWARE=unsigned):
                limit = asks(user, path, connection.settings_dict["USER"])
                limit()
            product()
            side_by_side(f"second_wall_{name}_{user.username}", product, limit)
    print(f"each number is for {EACH} requests of {AREAS} areas")


if __name__ == "__main__":
    os.environ["SOZIALMONITOR_WEB_DATABASE_URL"] = os.environ["SOZIALMONITOR_DATABASE_URL"]
    with bench_database():
        main()
