from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from sozialmonitor.access.views import Audience, declared


class LetInByItsAudience(BasePermission):
    """The middleware decides by each view's declaration; who has no account gets no further than what is public."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        found = request.resolver_match
        public = found is not None and declared(found.func) in (Audience.PUBLIC, Audience.EVERYONE)
        return bool(request.user.is_authenticated) or public


class AnswersInWhatThereIs(DefaultContentNegotiation):
    """An address that gives CSV gives it whatever the header asks for; an error then is JSON."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            return renderers[0], renderers[0].media_type
