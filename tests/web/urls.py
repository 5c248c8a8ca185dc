"""The names the templates link to, for runs without the project's own URLs."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", nothing, name="map"),
    path("tabelle/", nothing, name="table"),
    path("indikatoren/", nothing, name="indicators"),
    path("lieferungen/", nothing, name="deliveries"),
    path("lieferungen/neu/", nothing, name="delivery-upload"),
    path("anmelden/", nothing, name="login"),
    path("abmelden/", nothing, name="logout"),
    path("konto/", nothing, name="account"),
    path("passwort/vergessen/", nothing, name="password-forgotten"),
    path("sprache/", nothing, name="set_language"),
]
