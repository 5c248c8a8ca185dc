from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sozialmonitor.access.explaining import why
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.rights.presenters.why import ask_url, why_context
from sozialmonitor.rights.why_form import WhyForm


@open_to(Audience.PEOPLE)
def why_page(request: HttpRequest) -> HttpResponse:
    form = WhyForm(request.GET or None, asking=request.user)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        division = asked["division"] or None
        found = why(
            asked["person"], Permission(asked["permission"]), Scope(asked["scope"]), asked["key"], division=division
        )
        context |= why_context(found, asked["person"], names_departments=request.user.is_superuser)
        if not found.allowed and asked["person"] == request.user:
            context["ask_url"] = ask_url(asked)
    return render(request, "rights/why.html", context, status=422 if form.is_bound and form.errors else 200)
