from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sozialmonitor.access.views import Audience, open_to, polled
from sozialmonitor.jobs.actions.asking import cancel, place
from sozialmonitor.jobs.models import Job
from sozialmonitor.jobs.presenters import job_context


def _own(request: HttpRequest, pk: int) -> Job:
    """A job is seen by whoever asked for it, and by administrators; for everybody else there is none."""
    job = Job.objects.filter(pk=pk).first()
    if job is None or not (request.user.is_superuser or job.created_by_id == request.user.pk):
        raise Http404
    return job


@open_to(Audience.PEOPLE)
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    job = _own(request, pk)
    if request.method == "POST":
        cancel(by=request.user, job=job)
        messages.success(request, _("The work stops at the next opportunity. Nothing of it is stored."))
        return redirect("job", pk)
    return render(request, "jobs/job.html", job_context(job))


@polled
@open_to(Audience.PEOPLE)
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that refreshes itself; when the work is over it asks no more, and the page loads anew."""
    context = job_context(_own(request, pk))
    return render(request, "jobs/_progress.html", context | {"over": not context["job"]["running"]})


@open_to(Audience.PEOPLE)
def job_output(request: HttpRequest, pk: int) -> HttpResponseBase:
    job = _own(request, pk)
    if not job.output or not place(job.output).is_file():
        raise Http404
    name = f"{job.kind}-{job.pk}{place(job.output).suffix}"
    return FileResponse(place(job.output).open("rb"), as_attachment=True, filename=name)
