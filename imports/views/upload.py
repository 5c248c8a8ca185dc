from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from imports.actions.receiving import receive_file
from imports.errors import Refused
from imports.forms import UploadForm
from imports.messages import refusal
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.errors import answer


@open_to(Audience.IMPORTERS)
def upload_page(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if getattr(request, "upload_too_large", False):
        limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        return answer(request, 413, _("The file is larger than %(limit)s MB.") % {"limit": limit})
    if fault := getattr(request, "upload_fault", None):
        return answer(request, 507, *refusal(Refused("disk", detail=fault)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = receive_file(
                by=request.user,
                name=data["file"].name,
                chunks=data["file"].chunks(),
                profile=data["profile"],
                period=data["period"],
                note=data["note"],
            )
        except Refused as error:
            form.add_error("file", " ".join(refusal(error)))
        else:
            return redirect("delivery", batch.pk)
    status = 200 if request.method == "GET" else 422
    return render(request, "imports/upload.html", {"form": form, "max_bytes": settings.MAX_UPLOAD_BYTES}, status=status)
