"""The upload form: what it takes, what it sends back and why."""

import pytest
from django.urls import reverse
from pytest_django import Settings

from imports.actions.checking import check_batch
from imports.models import Batch, SourceFile
from sozialmonitor.access.models import User
from tests.imports.browsing import browser, text, upload
from tests.imports.uploads import WIDE, checked, csv, figures, profile

GIVEN = WIDE.replace("profile: buergeramt", "profile: ohne-jahr").replace(
    '{column: Jahr, type: reference_date, day: "12-31"}', '{given: true, type: reference_date, day: "12-31"}'
)


def test_too_large_an_upload_is_answered_413(steward: User, settings: Settings, language: str) -> None:
    settings.MAX_UPLOAD_BYTES = 1 << 20
    response = upload(browser(steward, language), b"x" * (2 << 20), profile())
    assert response.status_code == 413
    assert {"de": "größer als 1 MB", "en": "larger than 1 MB"}[language] in text(response)
    assert not Batch.objects.exists()
    assert not SourceFile.objects.exists()


@pytest.mark.parametrize(
    ("stored", "period", "state", "kept"),
    [
        (GIVEN, "2023", 302, "2023-12-31"),
        (GIVEN, "31.12.2023", 302, "2023-12-31"),
        (GIVEN, "2023-Q1", 422, None),
        (GIVEN, "irgendwann", 422, None),
        (GIVEN, "", 422, None),
        (WIDE, "2023", 422, None),
        (WIDE, "", 302, ""),
    ],
)
def test_period_given_with_the_file(steward: User, stored: str, period: str, state: int, kept: str | None) -> None:
    response = upload(browser(steward), csv(figures()), profile(stored), period=period)
    assert response.status_code == state
    found = Batch.objects.first()
    assert (found.period if found else None) == kept
    if state == 422:
        assert 'aria-invalid="true"' in text(response)


def test_the_given_period_is_that_of_the_figures(steward: User) -> None:
    upload(browser(steward), csv(figures()), profile(GIVEN), period="2021")
    batch = check_batch(Batch.objects.get().pk)
    assert batch is not None
    assert batch.delivery is not None
    assert {str(day) for day in batch.delivery.staged.values_list("period_end", flat=True)} == {"2021-12-31"}


def test_a_form_without_a_file_or_profile_is_shown_again(steward: User) -> None:
    client = browser(steward)
    for data in ({}, {"profile": profile().pk}, {"profile": 4711}):
        response = client.post(reverse("delivery-upload"), data)
        assert response.status_code == 422
        assert 'aria-invalid="true"' in text(response)
    assert not Batch.objects.exists()


def test_the_form_offers_the_newest_version_of_each_profile(steward: User) -> None:
    old = profile()
    new = profile(WIDE.replace("complete: true", "complete: false"))
    shown = text(browser(steward).get(reverse("delivery-upload")))
    assert f'value="{new.pk}"' in shown
    assert f'value="{old.pk}"' not in shown
    assert upload(browser(steward), csv(figures()), old).status_code == 422


def test_an_empty_file_is_taken_so_that_the_check_can_say_so(steward: User) -> None:
    assert upload(browser(steward), b"", profile()).status_code == 302
    assert checked(b"").problems.get().rule == "empty_file"
