from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from districts.actions.editions import CannotActivate, put_division
from districts.actions.plans import adopt_plan, draft_plan
from districts.addressing.contents import Contents, read_contents
from districts.management import arguments
from districts.management.notes import refusals_told, report
from districts.messages import refusal as edition_refusal
from districts.messages.plans import check_said
from districts.models import CatchmentPlan, Division
from districts.queries.plan_checks import checks
from districts.queries.plans import PlanContents
from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand):
    help = (
        "Reads catchments from a street list, a table of blocks or of addresses as a draft plan. Without --commit it "
        "only says what it found."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        arguments.add_table(parser, "catchment, street, words, number, suffix, block", "code")
        parser.add_argument("--division", required=True, type=arguments.key, help="key of the division; created if new")
        parser.add_argument("--school-year", required=True, type=arguments.school_year, help="2026 for 2026/27")
        parser.add_argument("--label", default="", help="what the plan is called")
        parser.add_argument("--sheet", default="", help="which sheet of the file")
        parser.add_argument("--blocks", help="KEY or KEY@DATE of the blocks the table names")
        parser.add_argument("--skip-bad-rows", action="store_true", help="leave rows out that cannot be read")
        parser.add_argument("--adopt", action="store_true", help="adopt the plan at once, warnings counted as seen")

    def handle(self, *_args: Any, **options: Any) -> None:
        blocks = arguments.edition(options["blocks"]) if options["blocks"] else None
        with refusals_told():
            contents = read_contents(
                options["file"], sheet=options["sheet"], columns=dict(options["column"]), pad=options["pad"]
            )
        self._report(contents)
        if report(self.stdout.write, contents.notes) and not (options["skip_bad_rows"] and contents.catchments):
            raise CommandError("Not stored: mend the rows named above, or leave them out (--skip-bad-rows).")
        try:
            with refusals_told(), transaction.atomic():
                plan = self._stored(contents, options, blocks)
                if not options["commit"]:
                    transaction.set_rollback(True)
        except CannotActivate as error:
            raise CommandError("\n".join(edition_refusal(error))) from error
        if options["commit"]:
            self.stdout.write(self.style.SUCCESS(f"Stored: plan {plan.pk}, {plan.get_state_display()}."))
        else:
            self.stdout.write("Dry run: nothing stored. Add --commit to store it.")

    def _report(self, contents: Contents) -> None:
        parts = sum(len(one.ranges) for one in contents.entries)
        streets = len({one.folded for one in contents.entries})
        self.stdout.write(
            f"{contents.form}: {len(contents.catchments)} catchments, {len(contents.entries)} rows, {streets} streets, "
            f"{parts} ranges, {len(contents.blocks)} blocks"
        )

    def _stored(self, contents: Contents, options: dict[str, Any], blocks: Any) -> CatchmentPlan:
        key, year = options["division"], options["school_year"]
        division = Division.objects.filter(key=key).first() or put_division(
            by=None, key=key, defaults={"label_de": key.capitalize()}
        )
        label = options["label"] or f"{options['file'].name} {year}"
        plan = draft_plan(
            by=None,
            division=division,
            school_year=year,
            label=label,
            contents=contents,
            blocks=blocks,
            at_once=True,
        )
        for one in checks(PlanContents(plan)):
            self.stdout.write(f"{one.severity}: {one.rule}: {' '.join(check_said(one))}")
        return adopt_plan(by=None, plan=plan, warnings_seen=True) if options["adopt"] else plan
