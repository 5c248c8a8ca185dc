from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from districts.forms.addresses import ListForm
from districts.jobs.addresses import LOOKING_UP
from districts.presenters.address_lists import MAX_BYTES
from districts.presenters.addresses import addresses_context
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.web.errors import answer
from sozialmonitor.web.files import NotKept
from sozialmonitor.web.limits import limited
from sozialmonitor.web.uploads import small_uploads


@open_to(Audience.PEOPLE)
def addresses_page(request: HttpRequest) -> HttpResponse:
    return render(request, "districts/addresses.html", addresses_context(request.GET, request.user))


@limited("lookups", ("POST",))
@small_uploads(MAX_BYTES)
@open_to(Audience.PEOPLE)
def list_upload(request: HttpRequest) -> HttpResponse:
    """A list of addresses, looked up by a worker; the result is seen by whoever sent it."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if getattr(request, "upload_too_large", False):
        return answer(request, 413, _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1024 // 1024})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        params = {"date": data["date"].isoformat() if data["date"] else "", "dialect": data["dialect"]}
        try:
            file = data["file"]
            job = ask(by=request.user, kind=LOOKING_UP, params=params, file_name=file.name, chunks=file.chunks())
            return redirect("job", job.pk)
        except NotKept:
            form.add_error("file", _("The file could not be stored. Try again later."))
    status = 422 if request.method == "POST" else 200
    context = addresses_context({}, request.user, form) | {"with_list": True}
    return render(request, "districts/addresses.html", context, status=status)
