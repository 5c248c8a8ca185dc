from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from districts.actions.readings import AreasAsked, ask_for_reading, kept_chunks
from districts.forms.editions import AreasForm, initial_of
from districts.presenters.uploading import again_context
from districts.queries.readings import KIND
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.models import Job
from sozialmonitor.web.errors import answer
from sozialmonitor.web.files import NotKept


@open_to(Audience.GEOGRAPHERS)
def upload_page(request: HttpRequest) -> HttpResponse:
    """The form for a file; after a refusal the same form for the same file, with what was missing to choose from."""
    before = _before(request)
    known = before.refusal.get("params", {}) if before else None
    initial = initial_of(AreasAsked.of(before.params)) if before else {}
    form = AreasForm(request.POST or None, request.FILES or None, user=request.user, known=known, initial=initial)
    if response := _unread(request):
        return response
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("job", _asked(request, form, before).pk)
        except NotKept as error:
            form.add_error("file", _not_kept(error))
    status = 200 if request.method == "GET" else 422
    return render(request, "districts/edition_upload.html", again_context(form, before), status=status)


def _before(request: HttpRequest) -> Job | None:
    """The person's own reading of a file that is still kept."""
    number = request.GET.get("job", "")
    jobs = Job.objects.filter(kind=KIND, created_by=request.user).exclude(file="")
    job = jobs.filter(pk=number).first() if number.isdecimal() else None
    return job if job is not None and place(job.file).is_file() else None


def _asked(request: HttpRequest, form: AreasForm, before: Job | None) -> Job:
    file = form.cleaned_data["file"]
    if file or before is None:
        return ask_for_reading(by=request.user, asked=form.asked(), file_name=file.name, chunks=file.chunks())
    said = AreasAsked.of(before.params)
    words = {"recode": said.recode, "leave_out": said.leave_out, "join": said.join, "replaces": said.replaces}
    asked = form.asked(**words)
    return ask_for_reading(by=request.user, asked=asked, file_name=before.file_name, chunks=kept_chunks(before))


def _not_kept(error: NotKept) -> str:
    if error.reason == "file_too_large":
        return _("The file is larger than %(limit)s MB.") % {"limit": error.params["limit_mb"]}
    return _("The disk did not take the file (%(detail)s). Tell the administration.") % error.params


def _unread(request: HttpRequest) -> HttpResponse | None:
    if getattr(request, "upload_too_large", False):
        limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        return answer(request, 413, _("The file is larger than %(limit)s MB.") % {"limit": limit})
    if fault := getattr(request, "upload_fault", None):
        return answer(request, 507, _not_kept(NotKept("disk", detail=fault)))
    return None
