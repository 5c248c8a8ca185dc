"""The chain: every line of the trail, and every day of the access log, sealed in order.

A seal is the SHA-256 of what it seals, of its place, its time and the seal before it: whoever changes, removes or adds
something afterwards has to make all later seals anew, and the newest one, kept outside the system, tells on them. There
is no key in it. One would have to lie beside the database's password, where the worker finds it, and would be lost or
changed some day; without one anybody can recompute the chain from a dump, and the seal kept elsewhere proves as much.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

GENESIS: Final = "0" * 64
# A transaction may last: its line is committed after lines with later numbers were sealed. Not longer than this.
LATE: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Link:
    """One row of the table of seals, as it counts for the seal."""

    id: int
    kind: str
    name: str  # the number of the line, or the day
    count: int
    digest: str
    sealed_at: datetime
    previous: str

    @property
    def seal(self) -> str:
        return sha([self.id, self.kind, self.name, self.count, self.digest, moment(self.sealed_at), self.previous])


def sha(parts: list[Any]) -> str:
    """Of one text for the same parts everywhere: JSON without blanks, keys in order, no escapes but those needed."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class Running:
    """The digest of many lines without holding them: one line after the other goes in."""

    def __init__(self) -> None:
        self._sum, self.count = hashlib.sha256(), 0

    def add(self, digest: str) -> None:
        self._sum.update(digest.encode())
        self.count += 1

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()
