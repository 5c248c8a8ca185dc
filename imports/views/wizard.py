from django.http import HttpRequest, HttpResponse

from imports.views.profiles import profile_text
from sozialmonitor.access.views import Audience, open_to


@open_to(Audience.IMPORTERS)
def wizard_page(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = profile_text(request)
    return response
