"""Links that let somebody in without a password: signed, for a purpose, for a while, and good once.

Nothing is stored: a link names the account and the state it was in, and every use changes that state.
"""

from datetime import timedelta
from typing import Any, Final

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from sozialmonitor.access.models import User

INVITATION: Final = "invitation"
RESET: Final = "password reset"
HOLDS: Final = {INVITATION: timedelta(days=7), RESET: timedelta(hours=1)}


def make_key(user: User, purpose: str) -> str:
    return signing.dumps([user.pk, _state(user)], salt=f"sozialmonitor {purpose}")


def user_of(key: str, purpose: str, *, locked: bool = False) -> User | None:
    """Whom a link is for, while it holds; `locked` inside the transaction that uses it up."""
    try:
        pk, state = signing.loads(key, salt=f"sozialmonitor {purpose}", max_age=HOLDS[purpose])
    except signing.BadSignature:
        return None
    rows: Any = User.objects.select_for_update() if locked else User.objects
    user: User | None = rows.filter(pk=pk, is_active=True).first()
    return user if user is not None and constant_time_compare(state, _state(user)) else None


def _state(user: User) -> str:
    """Another as soon as the password is, or the address, or once somebody has logged in."""
    words = f"{user.password} {user.email} {user.last_login}"
    return salted_hmac("sozialmonitor link", words, algorithm="sha256").hexdigest()[:32]
