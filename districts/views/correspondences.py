from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from districts.actions.correspondences import withdraw_correspondence
from districts.models import Correspondence
from districts.presenters.correspondences import correspondence_context, correspondences_context
from sozialmonitor.access.views import Audience, open_to

MOST_CHARACTERS = 2000  # of a reason


@open_to(Audience.PEOPLE)
def correspondences_page(request: HttpRequest) -> HttpResponse:
    return render(request, "districts/correspondences.html", correspondences_context(request.user))


@open_to(Audience.PEOPLE)
def correspondence_page(request: HttpRequest, pk: int) -> HttpResponse:
    every = Correspondence.objects.select_related("source__division", "target__division", "created_by")
    found = get_object_or_404(every, pk=pk)
    if request.method == "POST":
        reason = request.POST.get("reason", "").replace("\x00", "").strip()[:MOST_CHARACTERS]
        if not reason:
            messages.error(request, _("Say why in a few words."))
        else:
            withdraw_correspondence(by=request.user, correspondence=found, reason=reason)
            messages.success(request, _("Withdrawn. What rested on it is converted by the next best, or not at all."))
        return redirect("correspondence", pk)
    return render(request, "districts/correspondence.html", correspondence_context(found, request.user))
