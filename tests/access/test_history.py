"""What changes a right, an account or a definition leaves what it was before, whichever way the change came."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.db import connection, models
from django.test import Client

from indicators.models import Indicator
from sozialmonitor.access.actions import revoke
from sozialmonitor.access.database.ticket import HOUSE
from sozialmonitor.access.history import working_for
from sozialmonitor.access.models import Department, Grant, Membership, User
from sozialmonitor.access.permissions import Permission
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.kinds import JobKind, tell
from tests.access.test_database_roles import web  # noqa: F401 - a fixture
from tests.access.web_role import sign
from tests.world import build, give, person

pytestmark = pytest.mark.django_db


def history(model: type[models.Model], *names: str, **where: Any) -> list[tuple[Any, ...]]:
    events = model.pgh_event_model.objects.filter(**where).order_by("pgh_id")  # type: ignore[attr-defined]
    return list(events.values_list("pgh_label", *names))


def accounts(model: type[models.Model]) -> list[Any]:
    events = model.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    return [context and context.get("account") for context in events.values_list("pgh_context", flat=True)]


def test_a_grant_from_its_making_to_its_end() -> None:
    give("arbeit", Permission.VIEW, reason="Beschluss")
    revoke(by=None, grant=Grant.objects.get())
    assert history(Grant, "permission", "reason") == [("insert", "view", "Beschluss"), ("delete", "view", "Beschluss")]


def test_sql_by_hand_and_copy_are_seen_and_say_which_role_it_was() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO access_department (key, label_de, label_en) VALUES ('x', 'X', '')")
        cursor.execute("UPDATE access_department SET label_de = 'Y'")
        cursor.cursor.copy_expert("COPY access_department (key, label_de, label_en) FROM STDIN", StringIO("z\tZ\t\n"))
        cursor.execute("DELETE FROM access_department WHERE key = 'x'")
    assert history(Department, "key", "label_de") == [
        ("insert", "x", "X"), ("update", "x", "Y"), ("insert", "z", "Z"), ("delete", "x", "Y"),
    ]  # fmt: skip
    role = connection.settings_dict["USER"]
    assert history(Department, "pgh_role", pgh_label="update") == [("update", role)]
    assert accounts(Department) == [None] * 4


def test_what_changes_nothing_leaves_nothing() -> None:
    build()
    before = len(history(Indicator))
    Indicator.objects.get(code="quote").save()
    assert len(history(Indicator)) == before
    Indicator.objects.filter(code="quote").update(decimals=5)
    assert history(Indicator, "decimals", pgh_label="update") == [("update", 5)]


def test_an_account_without_its_password_and_its_logins(client: Client) -> None:
    anna = person("anna", password="ein langes Passwort")
    client.post("/anmelden/", {"username": "anna", "password": "ein langes Passwort"})
    assert SESSION_KEY in client.session
    anna.set_password("ein anderes Passwort")
    anna.save()
    assert history(User, "username") == [("insert", "anna")]
    User.objects.update(is_superuser=True)
    assert history(User, "is_superuser", pgh_label="update") == [("update", True)]


@pytest.mark.parametrize(
    "model", [one for one in apps.get_models() if hasattr(one, "pgh_tracked_model")], ids=lambda one: one.__name__
)
def test_no_secret_is_kept(model: type[models.Model]) -> None:
    secret = ("password", "hash", "secret", "token", "seed")
    kept = {field.name for field in model._meta.fields if any(word in field.name for word in secret)}
    assert kept - {"canonical_hash", "results_hash"} == set()  # checksums of figures


def test_what_a_page_changes_is_written_to_who_was_logged_in(client: Client) -> None:
    client.force_login(person("chef", is_superuser=True, is_staff=True))
    client.post("/verwaltung/access/department/add/", {"key": "neu", "label_de": "Neu", "label_en": ""})
    assert history(Department, "key") == [("insert", "neu")]
    context = Department.pgh_event_model.objects.get().pgh_context  # type: ignore[attr-defined]
    assert context == {"account": "chef", "path": "/verwaltung/access/department/add/"}


def test_what_a_worker_changes_is_written_to_who_asked_for_it() -> None:
    def store(job: Any, _found: Any) -> dict[str, Any]:
        Department.objects.create(key=f"auftrag-{job.pk}", label_de="X")
        return {}

    def nothing(*_words: Any) -> Any:
        return "", ""

    tell(JobKind(key="writing", title="x", work=nothing, store=store, phases={}, link=nothing, say=nothing))
    for by in (person("anna"), None):
        run_job(ask(by=by, kind="writing", start=False).pk)
    assert accounts(Department) == ["anna", "system"]


@pytest.mark.django_db(transaction=True)
def test_the_account_ends_with_the_work() -> None:
    with working_for("anna"):
        Department.objects.create(key="a", label_de="A")
    Department.objects.create(key="b", label_de="B")
    assert accounts(Department) == ["anna", None]


@pytest.mark.django_db(transaction=True)
def test_the_web_role_goes_round_it_in_no_way(web: Any) -> None:  # noqa: F811
    web.execute("SET pgtrigger.ignore = '{pgtrigger_insert_insert_00000,pgtrigger_insert_insert}'")
    web.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'access_department'::regclass AND tgname LIKE 'pgtrigger%'"
    )
    names = [name for (name,) in web.fetchall()]
    assert len(names) == 3
    web.execute("SELECT set_config('pgtrigger.ignore', %s, false)", ["{" + ",".join(names) + "}"])
    web.execute("BEGIN")
    sign(web, HOUSE)  # who else may not write here is in test_writing_wall
    web.execute("CREATE TEMP TABLE access_departmentevent (LIKE public.access_departmentevent INCLUDING ALL)")
    web.execute("INSERT INTO access_department (key, label_de, label_en) VALUES ('x', 'X', '')")
    web.execute("UPDATE access_department SET label_de = 'Y'")
    web.execute("SELECT pgh_label, label_de, pgh_role FROM public.access_departmentevent ORDER BY pgh_id")
    role = "sozialmonitor_web"
    assert web.fetchall() == [("insert", "X", role), ("update", "Y", role)]


def test_memberships_and_who_is_gone() -> None:
    anna = person("anna", "arbeit")
    pk = anna.pk
    anna.delete()
    assert history(Membership, "user") == [("insert", pk), ("delete", pk)]
    assert history(User, "username") == [("insert", "anna"), ("delete", "anna")]
