"""Lets these tests run without the project's settings too: they need templates and formats, no database."""

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    settings.configure(
        SECRET_KEY="only for tests",
        ROOT_URLCONF="tests.web.urls",
        INSTALLED_APPS=["django.contrib.staticfiles", "sozialmonitor.web"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOT / "templates"],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        STATIC_URL="/static/",
        LANGUAGE_CODE="de",
        LANGUAGES=[("de", "Deutsch"), ("en", "English")],
        LOCALE_PATHS=[ROOT / "locale"],
        USE_TZ=True,
    )
    django.setup()


@pytest.fixture(autouse=True)
def plain_static_files() -> Iterator[None]:
    """Names of static files as they are written: nothing has been collected when a template is drawn alone."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def german() -> Iterator[None]:
    with translation.override("de"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield
