from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from imports.presenters.protocol import LANGUAGE, protocol_context
from imports.seen import watch
from imports.views.batches import seen_batch
from sozialmonitor.access.permissions import Permission
from sozialmonitor.access.views import Audience, open_to


@open_to(Audience.READERS)
def protocol_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper for the file: German whoever prints it."""
    batch = seen_batch(request, pk, Permission.VIEW)
    watch(request, batch, "print")
    with translation.override(LANGUAGE):
        response = render(request, "imports/protocol.html", protocol_context(batch))
    response["Content-Language"] = LANGUAGE
    return response
