from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from sozialmonitor.access.commands import OperatorCommand
from sozialmonitor.trail.verifying import Broken, Finding, Verdict, verify

WORDS = {
    Broken.GAP: "a seal is missing",
    Broken.SEAL: "a seal was changed",
    Broken.MISSING: "what was sealed is gone",
    Broken.CHANGED: "what was sealed was changed",
    Broken.INSERTED: "something was added among what is sealed",
    Broken.ANCHOR: "the seal kept elsewhere is not in the chain: its end was cut off or made anew",
}


def said(finding: Finding) -> str:
    place = f"seal {finding.seal}, " if finding.seal and finding.kind != "seal" else ""
    return f"{place}{finding.kind} {finding.name}: {WORDS[finding.broken]}"


class Command(OperatorCommand):
    help = "Recomputes the chain of the audit trail and the access log. Reads only; ends with 1 if it is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", type=Path, help="write the newest seal into this file, to be kept elsewhere")
        parser.add_argument("--against", default="", help="a seal kept elsewhere: nothing before it may have changed")

    def handle(self, *_args: Any, **options: Any) -> None:
        against = options["against"].strip()
        if against and not (len(against) == 64 and set(against) <= set("0123456789abcdef")):
            raise CommandError(f"--against {against}: a seal has 64 digits, 0 to 9 and a to f.", returncode=2)
        found = verify(against=against)
        self.stdout.write(
            f"{found.seals} seals over {found.lines} lines of the trail and {found.days} days of the access log, "
            f"{found.unsealed} lines not sealed yet"
        )
        if not found.sound:
            lines = [said(one) for one in found.findings]
            raise CommandError("\n".join([f"broken, {found.count} findings; the first:", *lines]), returncode=1)
        self._tell_newest(found, options["anchor"])

    def _tell_newest(self, found: Verdict, anchor: Path | None) -> None:
        if not found.newest or found.newest_at is None:
            return
        self.stdout.write(f"newest seal: {found.newest} of {found.newest_at.isoformat(timespec='seconds')}")
        if anchor is not None:
            anchor.write_text(f"{found.newest}\n", encoding="utf-8")
            self.stdout.write(f"written to {anchor}: keep it where nobody of this system can write")
