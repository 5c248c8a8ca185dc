import re

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.entrance.passwords import WORDS
from tests.repository.test_house import ROOT
from tests.world import person

NEW = "drei Tauben auf dem Dach 7"


@pytest.mark.django_db
def test_whoever_sets_the_password_of_another_leaves_a_line(client: Client) -> None:
    client.force_login(person("chefin", is_superuser=True, is_staff=True))
    user = person("anna")
    path = f"/verwaltung/access/user/{user.pk}/password/"
    refused = client.post(path, {"password1": "kurz", "password2": "kurz", "usable_password": "true"})
    assert refused.status_code == 200
    assert not AuditEvent.objects.exists()
    done = client.post(path, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    assert done.status_code == 302
    event = AuditEvent.objects.get()
    assert (event.by, event.verb, event.what) == ("chefin", "set password", "anna")
    assert NEW not in str(event.details)


@pytest.mark.parametrize(
    "password", ["Musterstadt2026", "Sozialmonitor!1", "StadtMusterstadtStadt", "Passwort-Statistik", "kennwort1234567"]
)
def test_a_password_is_more_than_words_anybody_guesses(settings: Settings, password: str) -> None:
    settings.CITY = "Musterstadt"
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "words" in [error.code for error in refused.value.error_list]


@pytest.mark.parametrize(
    "password", [NEW, "Musterstadt hat drei Brücken", "x7Qp2mZr9LwK", "ä" * 30 + " %(count)d " * 9]
)
def test_what_is_long_enough_without_them_is_taken(settings: Settings, password: str) -> None:
    settings.CITY = "Musterstadt"
    validate_password(password)


def test_the_words_are_told() -> None:
    told = (ROOT / "docs" / "login.md").read_text(encoding="utf-8")
    assert [word for word in WORDS if word not in told] == []
    assert any("8 Zeichen" in text for text in password_validators_help_texts())


@pytest.mark.parametrize(("password", "why"), [("elf Zeichen", "too_short"), ("qwertyqwerty", "too_common")])
def test_short_and_common_ones_are_refused(password: str, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert [error.code for error in refused.value.error_list] == [f"password_{why}"]


@pytest.mark.django_db
def test_it_is_masked_and_known_to_password_managers(client: Client) -> None:
    person("anna", password=NEW)
    before = re.findall(r"<input[^>]*password[^>]*>", client.get("/anmelden/").content.decode())
    client.force_login(User.objects.get(username="anna"))
    inside = re.findall(r"<input[^>]*password[^>]*>", client.get("/konto/passwort/").content.decode())
    for fields, kinds in ((before, ["current"]), (inside, ["current", "new", "new"])):
        assert [re.findall(r'type="(\w+)"', field) for field in fields] == [["password"]] * len(kinds)
        assert [re.findall(r'autocomplete="(\w+)-password"', field)[0] for field in fields] == kinds


@pytest.mark.django_db
def test_it_is_changed_with_the_old_one_and_taken_as_typed(client: Client) -> None:
    """With blanks at its ends, and in capitals where they were typed."""
    client.force_login(person("anna", password=NEW))
    typed = f"  {NEW.upper()} "
    sent = {"old_password": "falsch", "new_password1": typed, "new_password2": typed}
    assert client.post("/konto/passwort/", sent).status_code == 422
    assert client.post("/konto/passwort/", sent | {"old_password": NEW}).status_code == 302
    user = User.objects.get(username="anna")
    assert [user.check_password(one) for one in (typed, typed.strip(), typed.lower())] == [True, False, False]
