"""Links that let somebody in without a password: invitations, and passwords that were forgotten."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail, signing
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from sozialmonitor.access.models import AuditEvent, Session, Token, User
from sozialmonitor.access.permissions import Permission
from sozialmonitor.entrance import tasks
from sozialmonitor.entrance.actions import accept_invitation, close_account, invite, make_token, reset_password
from sozialmonitor.entrance.links import INVITATION, RESET, make_key, user_of
from tests.entrance.conftest import PASSWORD, log_in
from tests.indicators.outputs import plain
from tests.world import department, person

pytestmark = pytest.mark.django_db
NEW = "vier Spatzen auf dem First 8"
WHO = {"first_name": "Clara", "last_name": "Muster", "new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def chef(db: None) -> Client:
    client = Client()
    client.force_login(person("chef", is_superuser=True))
    return client


@pytest.fixture
def mails(settings: Settings) -> None:
    settings.MAIL_URL = "smtp://mail.example.org"


def invited(chef: Client, **words: Any) -> str:
    """The link, as it stands in the answer to the administrator."""
    asked = {"username": "clara", "email": "", "departments": [department("arbeit").pk], **words}
    response = chef.post("/konten/", asked)
    assert response.status_code == 200, plain(response.content.decode())
    found = re.search(r'value="http://testserver(/einladung/[^"]*)"', response.content.decode())
    assert found is not None
    return found[1]


def test_an_invitation_leads_to_an_account_with_a_password_of_ones_own(chef: Client, client: Client) -> None:
    link = invited(chef)
    assert log_in(client, "clara", "").status_code == 200  # type: ignore[attr-defined]
    opened = client.get(link)
    assert opened.headers["Location"] == "/einladung/"  # the key stays in no history
    assert "Ihr Konto heißt clara" in plain(client.get("/einladung/").content.decode())
    assert client.post("/einladung/", WHO | {"new_password2": "x"}).status_code == 422
    assert client.post("/einladung/", WHO | {"new_password1": "kurz", "new_password2": "kurz"}).status_code == 422
    assert client.post("/einladung/", WHO).headers["Location"] == "/anmelden/"
    assert log_in(client, "clara", NEW).status_code == 302  # type: ignore[attr-defined]
    user = User.objects.get(username="clara")
    assert (user.get_full_name(), user.is_superuser) == ("Clara Muster", False)
    assert [str(one) for one in user.departments.all()] == ["Arbeit"]
    trail = AuditEvent.objects.order_by("id").values_list("by", "verb", "what")
    assert {("chef", "invite", "person:clara"), ("clara", "accept invitation", "person:clara")} <= set(trail)
    assert NEW not in str(list(AuditEvent.objects.values_list("details")))


def test_it_works_once(chef: Client) -> None:
    link = invited(chef)
    first, second = Client(), Client()
    for one in (first, second):
        one.get(link)
        assert one.get("/einladung/").status_code == 200
    assert first.post("/einladung/", WHO).status_code == 302
    late = second.post("/einladung/", WHO | {"first_name": "Eva"})
    assert late.status_code == 410
    assert "Dieser Link ist vorbei" in plain(late.content.decode())
    assert Client().get(link, follow=True).status_code == 410
    assert User.objects.get(username="clara").first_name == "Clara"


def test_of_two_who_send_it_at_once_one_comes_too_late(chef: Client) -> None:
    """The second look happens in the transaction that uses it up."""
    _, key = invite(by=None, username="clara")
    words = {"key": key, "first_name": "C", "last_name": "M", "password": NEW}
    assert accept_invitation(**words) is not None
    assert accept_invitation(**words) is None


def test_it_holds_for_seven_days_and_a_reset_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    user, key = invite(by=None, username="clara")
    reset = make_key(user, RESET)
    clock = signing.time.time  # type: ignore[attr-defined]
    for hours, holding in ((0.9, (True, True)), (1.1, (True, False)), (167, (True, False)), (169, (False, False))):
        monkeypatch.setattr(signing.time, "time", lambda h=hours: clock() + h * 3600)  # type: ignore[attr-defined]
        assert (user_of(key, INVITATION) is not None, user_of(reset, RESET) is not None) == holding, hours


def test_one_key_does_not_open_the_other_door() -> None:
    user, key = invite(by=None, username="clara")
    assert user_of(key, RESET) is None
    assert user_of(make_key(user, RESET), INVITATION) is None
    assert user_of(key[:-2], INVITATION) is None
    assert reset_password(key=key, password=NEW) is None


@pytest.mark.parametrize("key", ["", "x", "é", "%00", "a:b:c"])
def test_nonsense_is_no_key(client: Client, key: str) -> None:
    for path in ("/einladung/", "/passwort/neu/"):
        assert client.get(path, {"schluessel": key}, follow=True).status_code in (200, 410)


def test_a_newer_invitation_takes_the_place_of_the_one_before(chef: Client, client: Client) -> None:
    first = invited(chef)
    user = User.objects.get(username="clara")
    again = chef.post(f"/konten/{user.pk}/", {"action": "invite"}).content.decode()
    assert client.get(first, follow=True).status_code == 410
    second = re.search(r'value="http://testserver(/einladung/[^"]*)"', again)
    assert second is not None
    assert client.get(second[1], follow=True).status_code == 200


def test_names_that_are_taken_or_none_are_refused(chef: Client) -> None:
    person("clara")
    for name in ("clara", "Clara", "", "cla ra"):
        assert chef.post("/konten/", {"username": name}).status_code == 422, name


def test_only_administrators_invite_and_close(anna: User, client: Client) -> None:
    client.force_login(anna)
    for path in ("/konten/", f"/konten/{anna.pk}/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {"action": "close", "username": "x"}).status_code == 403
    with pytest.raises(PermissionDenied):
        invite(by=anna, username="x")
    boss = person("chef", is_superuser=True)
    boss.token, _ = make_token(by=boss, label="x", permissions=[Permission.LIST], expires=now().date())
    with pytest.raises(PermissionDenied):
        close_account(by=boss, user=anna)


def test_a_closed_account_is_out_at_once_everywhere(chef: Client, client: Client, anna: User) -> None:
    log_in(client)
    _, secret = make_token(by=anna, label="x", permissions=[Permission.LIST], expires=now().date())
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/divisions/").status_code == 200
    chef.post(f"/konten/{anna.pk}/", {"action": "close"})
    assert client.get("/").status_code == 302
    assert program.get("/api/v1/divisions/").status_code == 401
    assert log_in(client).status_code == 200  # type: ignore[attr-defined]
    assert not Session.objects.filter(user=anna).exists()
    assert not Token.objects.exists()
    assert AuditEvent.objects.filter(by="chef", verb="close account", what="person:anna").exists()
    chef.post(f"/konten/{anna.pk}/", {"action": "invite"})
    anna.refresh_from_db()
    assert anna.is_active
    assert not anna.has_usable_password()


def test_nobody_closes_themselves(chef: Client) -> None:
    me = User.objects.get(username="chef")
    for action in ("close", "invite"):
        assert chef.post(f"/konten/{me.pk}/", {"action": action}).status_code == 403
    assert f'action="/konten/{me.pk}/"' not in chef.get("/konten/").content.decode()


def test_the_administration_helps_who_has_lost_device_and_codes(chef: Client, client: Client, anna: User) -> None:
    Authenticator.objects.create(user=anna, type="totp", data={})
    assert log_in(client).headers["Location"] == "/anmelden/zweiter-faktor/"  # type: ignore[attr-defined]
    chef.post(f"/konten/{anna.pk}/", {"action": "factors"})
    assert log_in(client).headers["Location"] == "/"  # type: ignore[attr-defined]
    assert AuditEvent.objects.filter(by="chef", verb="remove second factors of another").exists()


def ask(client: Client, email: str, capture: DjangoCaptureOnCommitCallbacks) -> tuple[int, str, int]:
    """Status, text, and how many letters were ordered."""
    with capture() as ordered:
        response = client.post("/passwort/vergessen/", {"email": email})
    return response.status_code, plain(response.content.decode()), len(ordered)


def test_unknown_addresses_get_the_same_answer_and_the_same_work(
    client: Client, anna: User, mails: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    known, unknown = (
        ask(client, address, django_capture_on_commit_callbacks)
        for address in ("anna@example.org", "niemand@example.org")
    )
    assert known == unknown
    assert known[0] == 200
    assert "ist ein Brief unterwegs" in known[1]
    assert known[2] == 1


def link_in(letter: Any) -> str:
    found = re.search(r"https?://\S+(/passwort/neu/\S+)", letter.body)
    assert found is not None
    return found[1]


def test_the_letter_leads_to_a_new_password(client: Client, anna: User, settings: Settings) -> None:
    other = Client()
    log_in(other)
    tasks.send_reset("Anna@Example.org", "https://monitor.example.org/passwort/neu/")
    (letter,) = mail.outbox
    assert letter.to == ["anna@example.org"]
    assert "anna" in letter.body
    link = link_in(letter)
    assert client.get(link).headers["Location"] == "/passwort/neu/"
    assert client.post("/passwort/neu/", {"new_password1": NEW, "new_password2": "x"}).status_code == 422
    done = client.post("/passwort/neu/", {"new_password1": NEW, "new_password2": NEW})
    assert done.headers["Location"] == "/anmelden/"
    assert other.get("/").status_code == 302
    assert Client().get(link, follow=True).status_code == 410
    assert log_in(client, password=NEW).status_code == 302  # type: ignore[attr-defined]
    assert AuditEvent.objects.filter(by="anna", verb="reset own password").exists()


def test_a_login_in_between_ends_the_link(client: Client, anna: User) -> None:
    key = make_key(anna, RESET)
    log_in(client)
    assert user_of(key, RESET) is None


def test_no_letter_goes_to_closed_accounts_or_to_those_without_a_password(db: None) -> None:
    person("dora", email="dora@example.org", password=PASSWORD, is_active=False)
    person("emil", email="emil@example.org")
    for address in ("dora@example.org", "emil@example.org", "niemand@example.org"):
        tasks.send_reset(address, "https://monitor.example.org/passwort/neu/")
    assert mail.outbox == []


def test_nobody_is_flooded_with_letters(
    client: Client, mails: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    asked = [ask(client, "anna@example.org", django_capture_on_commit_callbacks) for _ in range(5)]
    assert {one[:2] for one in asked} == {asked[0][:2]}  # and nobody learns that it has become too many
    assert [letters for _status, _text, letters in asked] == [1, 1, 1, 0, 0]
    more = [ask(client, f"a{n}@example.org", django_capture_on_commit_callbacks) for n in range(6)]
    assert [status for status, _text, _letters in more] == [200] * 5 + [429]
    assert more[-1][2] == 0


def test_without_mail_the_administration_is_named(client: Client, settings: Settings) -> None:
    settings.MAIL_URL = ""
    html = plain(client.get("/passwort/vergessen/").content.decode())
    assert "Diese Seite verschickt keine Post" in html
    assert 'name="email"' not in client.get("/passwort/vergessen/").content.decode()


def test_an_invitation_is_mailed_where_mail_is_set_up(
    chef: Client, mails: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as ordered:
        invited(chef, email="clara@example.org")
    assert len(ordered) == 1
    tasks.send_invitation("clara@example.org", "https://monitor.example.org/einladung/?schluessel=x")
    (letter,) = mail.outbox
    assert "https://monitor.example.org/einladung/?schluessel=x" in letter.body
    assert "Konto" in letter.subject


def test_links_do_not_outlive_a_change_of_the_address(anna: User) -> None:
    key = make_key(anna, RESET)
    anna.email = "anders@example.org"
    anna.save()
    assert user_of(key, RESET) is None
