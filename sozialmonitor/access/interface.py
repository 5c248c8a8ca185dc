from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from sozialmonitor.access.views import Audience, declared


class LetInByItsAudience(BasePermission):
    """The middleware decides by each view's declaration; who has no account gets no further than what is public."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        found = request.resolver_match
        public = found is not None and declared(found.func) in (Audience.PUBLIC, Audience.EVERYONE)
        return bool(request.user.is_authenticated) or public
