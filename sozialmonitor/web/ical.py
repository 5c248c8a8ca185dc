"""Days for a calendar program (RFC 5545): whole days, nothing that repeats."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

LONGEST_LINE: Final = 75  # bytes


@dataclass(frozen=True)
class Day:
    uid: str
    day: date
    title: str
    text: str = ""


def calendar(name: str, days: Iterable[Day], stamp: datetime) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sozialmonitor//DE", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for one in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(one.uid)}",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(one.title)}",
            *([f"DESCRIPTION:{_text(one.text)}"] if one.text else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """A long line goes on in the next one after a blank; a letter of several bytes is never cut."""
    part = b""
    for letter in line:
        raw = letter.encode()
        if len(part) + len(raw) > LONGEST_LINE:
            yield part
            part = b" "
        part += raw
    yield part
