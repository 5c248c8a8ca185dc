"""The addresses of the site; one that hands out a file and does not look like it; one that tells who sits there."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from sozialmonitor.access.view_as import really
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.urls import handler403, handler404, urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


@open_to(Audience.PEOPLE)
def file(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([b"geheim"], headers={"Content-Disposition": 'attachment; filename="x"'})


@open_to(Audience.PEOPLE)
def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.user.username} {really(request).username}")


urlpatterns = [path("datei/", file), path("wer/", who), *urlpatterns]
