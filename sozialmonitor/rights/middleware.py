"""Looking as somebody: whose eyes a request sees with is settled here, before any view asks."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from sozialmonitor.access.view_as import KEY, end_view_as, may_view_as, viewed
from sozialmonitor.web.errors import answer

READING: Final = ("GET", "HEAD")
# The person's own account is theirs alone; the administration is nobody's whom one looks as.
CLOSED: Final = ("/konto/", "/verwaltung/", "/anmelden/")
FILES: Final = (".csv", ".xlsx", ".ics", ".yaml", ".pdf", ".zip", "/ergebnis/")


class ViewAsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if KEY not in request.session:
            return self.get_response(request)
        administrator, (person, ends) = request.user, viewed(request)
        if not may_view_as(administrator, person) or ends is None or ends <= now():
            return self._over(request)
        if request.path == reverse("logout") and request.method == "POST":
            end_view_as(by=administrator, session=request.session, why="logged out")
            return self.get_response(request)
        if request.path == reverse("view-as-end"):
            return self.get_response(request)
        request.administrator, request.viewing_as, request.viewing_ends = administrator, person, ends
        request.user = person
        if words := _refused(request):
            return answer(request, 403, *words)
        response = self.get_response(request)
        # Whatever other way leads to a file.
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            if file := getattr(response, "file_to_stream", None):
                file.close()  # nobody will read it to its end
            return answer(request, 403, *_no_files())
        return response

    @staticmethod
    def _over(request: HttpRequest) -> HttpResponse:
        """Never on with the administrator's own rights in the middle of something: they are told first."""
        if request.user.is_authenticated:
            end_view_as(by=request.user, session=request.session, why="over")
        else:
            request.session.pop(KEY, None)
        if request.path.startswith("/api/") or request.method not in READING:
            return answer(request, 403, _("Looking as somebody else has ended."), _("Load the page again."))
        return redirect(f"{reverse('view-as')}?ended=1")


def _refused(request: HttpRequest) -> tuple[str, str] | None:
    end_first = _("End it first, with the button at the top of the page.")
    if request.method not in READING:
        return _("While you look as somebody else nothing can be changed."), end_first
    if request.path.startswith(CLOSED):
        return _("This belongs to the person's own account, or to yours."), end_first
    if request.path.endswith(FILES) or request.GET.get("format") in ("csv", "xlsx"):
        return _no_files()
    return None


def _no_files() -> tuple[str, str]:
    """A file would stand in the log as one the person took, or as one taken with rights that are not the taker's."""
    return (
        _("While you look as somebody else nothing is downloaded."),
        _("Whether the person may download it is said under Why; your own file you get after ending this."),
    )
