"""Single changes of a draft, as the forms of its page ask for them."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from districts.actions.plan_areas import drawing_of
from districts.actions.plan_changes import move_block, move_range, put_zone, redraw, remove_zone, set_school
from districts.addressing.wording import NotUnderstood, read_ranges
from districts.models import Catchment, CatchmentPlan, OverlapZone, School


def _catchment(request: HttpRequest, plan: CatchmentPlan, name: str) -> Catchment:
    return get_object_or_404(Catchment, plan=plan, pk=_number(request, name))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()[:120]


def school(request: HttpRequest, plan: CatchmentPlan) -> None:
    chosen = get_object_or_404(School, pk=_number(request, "school")) if request.POST.get("school") else None
    set_school(by=request.user, catchment=_catchment(request, plan, "catchment"), school=chosen)
    messages.success(request, _("Stored."))


def range_(request: HttpRequest, plan: CatchmentPlan) -> None:
    """House numbers of a street to a catchment (`c12`) or a zone (`z3`)."""
    target, street = request.POST.get("to", ""), _text(request, "street")
    if target[1:].isdecimal() and target[0] == "z":
        zone = get_object_or_404(OverlapZone.objects.select_related("home"), plan=plan, pk=int(target[1:]))
        to = zone.home
    elif target[1:].isdecimal():
        zone, to = None, get_object_or_404(Catchment, plan=plan, pk=int(target[1:]))
    else:
        raise Http404
    try:
        parts = read_ranges(_text(request, "numbers") or "gesamt")
    except NotUnderstood as error:
        text = _("These are no house numbers: %(value)s. Write them like “ung. 1–25; ger. 2–24”, “ab 30”, “gesamt”.")
        messages.error(request, text % {"value": error.part})
        return
    for part in parts:
        move_range(by=request.user, plan=plan, street=street, part=part, to=to, zone=zone)
    messages.success(request, _("Moved. Please look at the checks."))


def block(request: HttpRequest, plan: CatchmentPlan) -> None:
    to = _catchment(request, plan, "to")
    move_block(by=request.user, plan=plan, code=_text(request, "block"), to=to)
    messages.success(request, _("Moved. Please look at the checks."))


def draw(request: HttpRequest, plan: CatchmentPlan) -> None:
    redraw(by=request.user, plan=plan)
    messages.success(request, _("Drawn anew.") if drawing_of(plan) is None else _("Being drawn anew."))


def zone(request: HttpRequest, plan: CatchmentPlan) -> None:
    last = _text(request, "last")
    put_zone(
        by=request.user,
        plan=plan,
        name=_text(request, "name") or _("Overlap zone"),
        home=_catchment(request, plan, "home"),
        other=_catchment(request, plan, "other"),
        last_school_year=int(last) if last.isdecimal() and len(last) == 4 else None,
    )
    messages.success(request, _("Added. Now move houses into the zone."))


def no_zone(request: HttpRequest, plan: CatchmentPlan) -> None:
    remove_zone(by=request.user, zone=get_object_or_404(OverlapZone, plan=plan, pk=_number(request, "zone")))
    messages.success(request, _("The zone is gone; its houses belong to their home alone."))
