"""The ticket that tells the database who asks. The database checks it with a secret the web role cannot read.

HMAC-SHA256 (RFC 2104) over the speaker, the connection's process and the start of its transaction: a ticket of another
connection, an earlier transaction or another account does not fit, and who can only inject SQL cannot make one.
"""

import hmac
from contextvars import ContextVar
from hashlib import sha256
from typing import Final

from django.conf import settings

HOUSE: Final = "0"  # no account has this number
NOBODY: Final = "-1"  # somebody without an account: what is open to everybody
_BLOCK: Final = 64  # bytes of SHA-256's block

# An account's number, with a token's after a colon where a program asks, or one of the two above;
# None where nobody speaks, and the database shows nothing.
speaker: ContextVar[str | None] = ContextVar("speaker", default=None)


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"sozialmonitor ticket", sha256)


def pads() -> tuple[bytes, bytes]:
    """The two halves of the secret as the database keeps them: HMAC there needs no extension."""
    key = _key().ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)


def ticket(word: str, process: int, start: int) -> str:
    """`start` in microseconds since 1970."""
    return f"{word}|{hmac.digest(_key(), f'ticket|{word}|{process}|{start}'.encode(), sha256).hex()}"
