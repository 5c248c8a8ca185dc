from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sozialmonitor.access.view_as import end_view_as, start_view_as
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.rights.view_as_form import ViewAsForm


@open_to(Audience.ADMINISTRATORS)
def start_page(request: HttpRequest) -> HttpResponse:
    form = ViewAsForm(request.POST or None, initial={"person": request.GET.get("person", "")})
    if form.is_bound and form.is_valid():
        try:
            start_view_as(by=request.user, person=form.cleaned_data["person"], session=request.session)
            return redirect("map")
        except PermissionDenied:
            form.add_error("person", _("Nobody can look as this person."))
    context = {"form": form, "ended": "ended" in request.GET}
    return render(request, "rights/view_as.html", context, status=422 if form.errors else 200)


@open_to(Audience.ADMINISTRATORS)
def end_page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        end_view_as(by=request.user, session=request.session, why="ended")
        messages.success(request, _("You see with your own rights again."))
    return redirect("view-as")
