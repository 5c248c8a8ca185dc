from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from imports.actions.profiles import put_profile
from imports.messages import refusal
from imports.models import Profile
from imports.parsers.profiles.loading import ProfileError, ProfileProblem, load_profile
from imports.presenters.profiles import as_yaml, explained, profile_context, profiles_context
from sozialmonitor.access.views import Audience, open_to


@open_to(Audience.IMPORTERS)
def profiles_page(request: HttpRequest) -> HttpResponse:
    return render(request, "imports/profiles.html", profiles_context())


@open_to(Audience.IMPORTERS)
def profile_page(request: HttpRequest, key: str) -> HttpResponse:
    versions = list(Profile.objects.filter(key=key).order_by("-version"))
    if not versions:
        raise Http404(key)
    if request.method != "POST":
        return render(request, "imports/profile.html", profile_context(versions, request.user))
    text = _text(request)
    stored, problems = _store(request, text, versions[0])
    if stored:
        return redirect("profile", stored.key)
    context = profile_context(versions, request.user, text, problems)
    return render(request, "imports/profile.html", context, status=422)


@open_to(Audience.IMPORTERS)
def profile_text(request: HttpRequest) -> HttpResponse:
    """A profile written by hand, without a file to try it on."""
    if request.method != "POST":
        return render(request, "imports/profile_text.html")
    text = _text(request)
    stored, problems = _store(request, text, None)
    if stored:
        return redirect("profile", stored.key)
    context = {"yaml": text, "problems": [explained(problem, text) for problem in problems]}
    return render(request, "imports/profile_text.html", context, status=422)


@open_to(Audience.IMPORTERS)
def profile_yaml(_request: HttpRequest, key: str, version: int) -> HttpResponse:
    profile = get_object_or_404(Profile, key=key, version=version)
    response = HttpResponse(as_yaml(profile.spec), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{profile.key}-{profile.version}.yaml"'
    return response


def _text(request: HttpRequest) -> str:
    return request.POST.get("yaml", "").replace("\r\n", "\n").replace("\x00", "")


def _store(request: HttpRequest, text: str, before: Profile | None) -> tuple[Profile | None, list[ProfileProblem]]:
    """What was stored, or what is wrong with the text; whoever may not store it is told so."""
    try:
        stored = put_profile(by=request.user, spec=load_profile(text))
    except ProfileError as error:
        return None, error.problems
    except PermissionDenied as error:
        messages.error(request, " ".join(refusal(error)))
        return None, []
    messages.success(request, told(stored, before))
    return stored, []


def told(stored: Profile, before: Profile | None) -> str:
    if before == stored:
        return _("Nothing changed: version %(version)s says the same.") % {"version": stored.version}
    return _("Saved as version %(version)s.") % {"version": stored.version}
