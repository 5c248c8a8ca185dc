"""Who needs a second factor, and whether this session has shown one."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, allowed

SHOWN: Final = "second factor"  # in the session
V = TypeVar("V", bound=Callable[..., Any])


def is_demanded_of(user: User) -> bool:
    """Of whoever could do the most harm: administrators, and those who may publish anything at all."""
    demanded = settings.SECOND_FACTOR == "required"
    return demanded and (user.is_superuser or bool(allowed(user, Permission.PUBLISH)))


def is_lacking(request: HttpRequest) -> bool:
    return not request.session.get(SHOWN) and is_demanded_of(request.user)


def has_any(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def shown(request: HttpRequest) -> None:
    """The session may more from now on, hence under a new key."""
    request.session.cycle_key()
    request.session[SHOWN] = True


def on_the_way(view: V) -> V:
    """Open to who has logged in with a password alone: what leads to a second factor, or out again."""
    view.on_the_way = True
    return view
