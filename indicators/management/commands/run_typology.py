from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from indicators.actions.runs import publish_run, run_typology
from indicators.analysis.typology import TypologyError
from indicators.errors import NotPossible
from indicators.management import arguments
from indicators.messages import refusal
from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand):
    help = "Computes the newest version of a typology. --commit stores a draft, --publish publishes it; else a dry run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key")
        parser.add_argument("--division", required=True, help="KEY or KEY@DATE")
        parser.add_argument("--period", required=True, help="e.g. 2024-12-31, 2024, 2023/24")
        parser.add_argument("--publish", action="store_true")
        parser.add_argument("--commit", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        typology = arguments.typology(options["key"])
        edition, period = arguments.edition(options["division"]), arguments.period(options["period"])
        try:
            with transaction.atomic():
                run = run_typology(by=None, typology=typology, edition=edition, period=period)
                if options["publish"]:
                    run = publish_run(by=None, run=run)
                counts = Counter(run.results.values_list("combined", flat=True))
                reasons = Counter(
                    reason["code"] for reason in run.results.filter(included=False).values_list("reason", flat=True)
                )
                excluded = {one["area"] for one in run.definition.get("exclude", [])}
                unknown = sorted(excluded - set(run.results.values_list("area__code", flat=True)))
                transaction.set_rollback(not (options["commit"] or options["publish"]))
        except (TypologyError, NotPossible) as error:
            words = refusal(error)
            raise CommandError(f"{words.text}\n{words.hint}".strip(), returncode=1) from error
        for combined, count in sorted(counts.items()):
            self.stdout.write(f"{combined or 'no class'}: {count}")
        for reason, count in sorted(reasons.items()):
            self.stdout.write(f"  {reason}: {count}")
        if unknown:
            self.stdout.write(f"warning: excluded areas that {edition} does not have: {', '.join(unknown)}")
        if options["commit"] or options["publish"]:
            self.stdout.write(f"run {run.pk}: {run.get_state_display()}, results {run.results_hash[:16]}")
        else:
            self.stdout.write("Dry run: nothing stored. Add --commit or --publish.")
