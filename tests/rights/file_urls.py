"""The addresses of the site, and one that hands out a file by an address that does not look like one."""

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.urls import handler403, handler404, urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


@open_to(Audience.PEOPLE)
def file(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([b"geheim"], headers={"Content-Disposition": 'attachment; filename="x"'})


urlpatterns = [path("datei/", file), *urlpatterns]
