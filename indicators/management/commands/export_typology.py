from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from indicators.management import arguments
from indicators.models import Run
from indicators.queries.results import result_columns, result_rows
from sozialmonitor.access.audit import record
from sozialmonitor.access.commands import OperatorCommand
from sozialmonitor.web.csv_dialects import DIALECTS


class Command(OperatorCommand):
    help = "Writes the results of a run as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key")
        parser.add_argument("--run", default="latest", help="number of the run, or latest")
        parser.add_argument("--csv", required=True, type=Path)
        parser.add_argument("--dialect", choices=list(DIALECTS), default="rfc4180")

    def handle(self, *_args: Any, **options: Any) -> None:
        runs = Run.objects.filter(typology__key=options["key"]).order_by("-id")
        if options["run"] == "latest":
            runs = runs.exclude(state=Run.State.WITHDRAWN)
        else:
            if not options["run"].isdecimal():
                raise CommandError(f"--run {options['run']}: a number, or latest.", returncode=2)
            runs = runs.filter(pk=options["run"])
        run = runs.first()
        if run is None:
            raise CommandError(
                f"There is no run {options['run']} of {options['key']}: compute one with run_typology.", returncode=1
            )
        arguments.write_csv(options["csv"], result_columns(run), result_rows(run), options["dialect"])
        record(by=None, verb="export typology", what=f"run:{run.pk}", file=options["csv"].name)
        self.stdout.write(f"run {run.pk}: {run.results.count()} areas → {options['csv']}")
