from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from districts.actions.editions import CannotActivate
from districts.actions.plans import PlanRefused, adopt_plan, discard_plan
from districts.messages import refusal as edition_refusal
from districts.messages.plans import refusal
from districts.models import CatchmentPlan
from districts.presenters.catchments import (
    LIST_COLUMNS,
    catchments_context,
    list_context,
    list_rows,
    seen_plans,
)
from districts.presenters.plans import plan_context
from districts.queries.editions import geojson
from districts.views import plan_steps
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.csv_dialects import rows_to_csv
from sozialmonitor.web.errors import answer


def seen_plan(request: HttpRequest, pk: int) -> CatchmentPlan:
    """A draft is not there for whoever may not manage it."""
    return get_object_or_404(seen_plans(request.user), pk=pk)


@open_to(Audience.PEOPLE)
def catchments_page(request: HttpRequest) -> HttpResponse:
    return render(request, "districts/catchments.html", catchments_context(request.GET, request.user))


def _adopt(request: HttpRequest, plan: CatchmentPlan) -> None:
    adopt_plan(by=request.user, plan=plan, warnings_seen=bool(request.POST.get("warnings")))
    messages.success(request, _("Adopted. The plan now stands for its school year, and its areas from 1 August on."))


def _discard(request: HttpRequest, plan: CatchmentPlan) -> None:
    discard_plan(by=request.user, plan=plan)
    messages.success(request, _("Discarded. What holds was not changed."))


STEPS: dict[str, Callable[[HttpRequest, CatchmentPlan], object]] = {
    "adopt": _adopt,
    "discard": _discard,
    "school": plan_steps.school,
    "range": plan_steps.range_,
    "block": plan_steps.block,
    "draw": plan_steps.draw,
    "zone": plan_steps.zone,
    "remove-zone": plan_steps.no_zone,
}


@open_to(Audience.PEOPLE)
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    plan = seen_plan(request, pk)
    if request.method != "POST":
        return render(request, "districts/catchment_plan.html", plan_context(plan, request.user))
    step = STEPS.get(request.POST.get("action", ""))
    if step is None:
        return answer(request, 400)
    try:
        step(request, plan)
    except PlanRefused as error:
        messages.error(request, " ".join(refusal(error)))
    except CannotActivate as error:
        messages.error(request, " ".join(edition_refusal(error)))
    except PermissionDenied:
        return answer(request, 403)
    return redirect("catchment-plan", pk)


@open_to(Audience.PEOPLE)
def list_page(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "districts/catchment_list.html", list_context(seen_plan(request, pk)))


@open_to(Audience.PEOPLE)
def list_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    rows = rows_to_csv(LIST_COLUMNS, list_rows(seen_plan(request, pk)), "excel-de")
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="strassenverzeichnis-{pk}.csv"'
    return response


@open_to(Audience.PEOPLE)
def plan_areas(request: HttpRequest, pk: int) -> HttpResponse:
    """The outlines of a plan, also of a draft, for the map of its page."""
    plan = seen_plan(request, pk)
    text = geojson(plan.edition, 1) if plan.edition else '{"type": "FeatureCollection", "features": []}'
    return HttpResponse(text, content_type="application/geo+json")
