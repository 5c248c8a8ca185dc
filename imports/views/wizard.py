"""A profile is built from a file that waits for one, or changed with a file it has read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from imports.actions.choosing import OPEN, choose_profile
from imports.actions.profiles import put_profile
from imports.errors import Refused
from imports.messages import refusal
from imports.models import Batch, Profile
from imports.periods import given_period, wants_period
from imports.presenters.wizard import wizard_context
from imports.reference import read_reference
from imports.seen import watch
from imports.views.batches import seen_batch
from imports.views.profiles import profile_text
from imports.wizard.state import Wizard, open_wizard
from imports.wizard.trying import Tried
from indicators.models import Measure
from indicators.reach import Reach
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission
from sozialmonitor.access.views import Audience, open_to


@open_to(Audience.IMPORTERS)
def wizard_page(request: HttpRequest) -> HttpResponse:
    number = request.GET.get("lieferung", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        response: HttpResponse = profile_text(request)
        return response
    try:
        wizard, reference = _opened(request, seen_batch(request, int(number))), read_reference()
        tried = wizard.try_it()
    except FileNotFoundError as error:  # its bytes were removed, for it was about persons
        raise Http404(number) from error
    if request.method == "POST" and request.POST.get("action") == "save" and tried.profile:
        stored = _save(request, wizard, tried)
        if stored:
            return redirect("delivery", wizard.batch.pk) if _is_open(wizard.batch) else redirect("profile", stored.key)
    watch(request, wizard.batch)
    status = 422 if request.POST.get("action") == "save" else 200
    return render(request, "imports/wizard.html", wizard_context(wizard, reference, tried), status=status)


def _opened(request: HttpRequest, batch: Batch) -> Wizard:
    posted = {name: text.replace("\x00", "").replace("\r\n", "\n") for name, text in request.POST.items()}
    key = request.GET.get("profil", "")
    profile = Profile.objects.filter(key=key).order_by("-version").first() if key else None
    as_text = request.GET.get("als") == "text"
    return open_wizard(batch, posted, profile, read_reference(), importable(request.user), as_text=as_text)


def importable(user: User) -> dict[str, tuple[str, str]]:
    """Measures this person may import, with their names."""
    covered = Reach(user, Permission.IMPORT).measures_somewhere()  # which division it will be is not chosen yet
    shown = Measure.objects.all() if covered is None else Measure.objects.filter(code__in=covered)
    return {one.code: (one.label, one.label_de) for one in shown}


def _save(request: HttpRequest, wizard: Wizard, tried: Tried) -> Profile | None:
    """The next version of the profile; the file it was made from is checked with it."""
    spec, batch = tried.profile, wizard.batch
    if spec is None:
        return None
    asked = wants_period(spec)
    period = given_period(spec, wizard.period) if asked else None
    if asked and period is None and _is_open(batch):
        messages.error(request, _("Please say the period of this file: the profile asks for it at upload."))
        return None
    try:
        stored = put_profile(by=request.user, spec=spec)
        if _is_open(batch):
            label = period.label if period else ""
            choose_profile(by=request.user, batch=batch, profile=stored, period=label)
    except (PermissionDenied, Refused) as error:
        messages.error(request, " ".join(refusal(error)))
        return None
    messages.success(request, _("The profile is saved as version %(version)s.") % {"version": stored.version})
    return stored


def _is_open(batch: Batch) -> bool:
    return batch.state in OPEN
