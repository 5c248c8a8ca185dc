"""Addresses for the tests of the outer door: one per audience, and one that forgot to say whom it is for."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.urls import handler400, handler403, handler404, handler500
from sozialmonitor.urls import urlpatterns as real

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def _for(audience: Audience) -> object:
    def view(request: HttpRequest) -> HttpResponse:
        return page(request)

    return open_to(audience)(view)


class Careless(APIView):
    """Asks for nothing itself: the door alone must hold."""

    permission_classes = (AllowAny,)

    def get(self, _request: object) -> HttpResponse:
        return HttpResponse("inside")


urlpatterns = [
    *(path(f"test/{audience}/", _for(audience), name=f"test-{audience}") for audience in Audience),
    path("test/undeclared/", page, name="test-undeclared"),
    path("api/test/careless/", open_to(Audience.PEOPLE)(Careless.as_view())),
    path("api/test/undeclared/", api_view(["GET"])(page)),
    path("", include(real)),
]
