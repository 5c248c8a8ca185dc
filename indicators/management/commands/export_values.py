from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from indicators.management import arguments
from indicators.models import Indicator
from indicators.presenters.conversion import refusal_notes
from indicators.queries.asked import Asked
from indicators.queries.conversion import Conversions
from indicators.queries.panels import Span, end_of
from sozialmonitor.access.audit import record
from sozialmonitor.access.commands import OperatorCommand
from sozialmonitor.access.permissions import EVERYTHING
from sozialmonitor.web.csv_dialects import DIALECTS


class Command(OperatorCommand):
    help = "Writes the values of indicators as CSV: the same rows as the interface gives."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--division", required=True, help="KEY or KEY@DATE")
        parser.add_argument("--indicator", required=True, nargs="+", action="extend")
        parser.add_argument("--from", dest="first", type=arguments.day)
        parser.add_argument("--to", dest="last", type=arguments.day)
        parser.add_argument("--known-on", type=arguments.day, help="the figures as known at the end of this day")
        parser.add_argument("--only-own", action="store_true", help="nothing converted from other divisions")
        parser.add_argument("--csv", required=True, type=Path)
        parser.add_argument("--dialect", choices=list(DIALECTS), default="rfc4180")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["first"] and options["last"] and options["last"] < options["first"]:
            raise CommandError(f"--to {options['last']} is before --from {options['first']}.", returncode=2)
        edition = arguments.edition(options["division"])
        known = Indicator.objects.in_bulk(options["indicator"], field_name="code")
        unknown = [code for code in options["indicator"] if code not in known]
        if unknown:
            raise CommandError(f"Unknown indicators: {', '.join(unknown)}", returncode=1)
        span = Span(options["first"], options["last"], end_of(options["known_on"]))
        ways = None if options["only_own"] else Conversions(edition, span.known_on)
        asked = Asked([known[code] for code in options["indicator"]], edition, span, ways=ways, granted=EVERYTHING)
        header = asked.header()
        arguments.write_csv(options["csv"], header, asked.rows(header), options["dialect"])
        record(by=None, verb="export values", what=str(edition), indicators=sorted(known), file=options["csv"].name)
        for code, one in asked.refused:
            self.stdout.write(f"{code}: {' '.join(refusal_notes([one]))}")
        self.stdout.write(f"{', '.join(options['indicator'])} on {edition} → {options['csv']}")
