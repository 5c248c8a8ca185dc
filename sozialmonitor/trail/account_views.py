from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import now

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import may_read_the_trail
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.trail.account_data import Section, data_about
from sozialmonitor.trail.presenters import moment, text_of
from sozialmonitor.web.limits import limited

SHOWN: Final = 50  # rows of each section on the page; the file has all


def _asked(request: HttpRequest) -> User:
    """Each person for themselves; the officer for anybody. For everybody else there is nobody else."""
    name = request.GET.get("person", "") or request.user.get_username()
    if name != request.user.get_username() and not may_read_the_trail(request.user):
        raise Http404
    found = User.objects.filter(username=name.replace("\x00", "")).first()
    if found is None:
        raise Http404
    return found


@limited("exports")
@open_to(Audience.PEOPLE)
def account_data(request: HttpRequest) -> HttpResponse:
    user, as_file = _asked(request), request.GET.get("format") == "json"
    sections = data_about(user)
    verb = "download account data" if as_file else "read account data"
    record(by=request.user, verb=verb, what=f"person:{user.username}", user=user.username)
    if as_file:
        return _json(user, sections)
    context = {
        "person": user.username,
        "is_own": user == request.user,
        "may_ask_others": may_read_the_trail(request.user),
        "made_at": moment(now()),
        "sections": [_shown(one) for one in sections],
    }
    return render(request, "trail/account.html", context)


def _json(user: User, sections: list[Section]) -> JsonResponse:
    told = [{"title": one.title, "columns": one.columns, "rows": one.rows} for one in sections]
    answer = {"account": user.username, "made_at": now(), "sections": told}
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="auskunft.json"'
    return response


def _shown(section: Section) -> dict[str, Any]:
    rows = [[text_of(value) for value in row] for row in section.rows[:SHOWN]]
    return {
        "title": section.title, "columns": section.columns, "rows": rows, "count": len(section.rows),
        "more": len(section.rows) - len(rows),
    }  # fmt: skip
