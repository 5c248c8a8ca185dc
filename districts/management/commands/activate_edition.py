from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from districts.actions.editions import CannotActivate, activate_edition
from districts.messages import refusal, said
from districts.models import Edition
from districts.queries.editions import split_reference
from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand):
    help = "Brings areas that were stored as a draft into force. Without --commit it only says what was found in them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", help="KEY@DATE, with the first day the areas are to hold")
        parser.add_argument("--commit", action="store_true", help="do it")

    def handle(self, *_args: Any, **options: Any) -> None:
        draft = self._draft(options["edition"])
        for finding in draft.findings.filter(repaired=False):
            words = said(finding.rule, finding.params, codes=finding.codes, area_m2=finding.area_m2)
            self.stdout.write(f"{finding.severity}: {finding.rule}: {words.text} {words.hint}".rstrip())
        try:
            with transaction.atomic():
                activate_edition(by=None, edition=draft)
                transaction.set_rollback(not options["commit"])
        except CannotActivate as error:
            words = refusal(error)
            raise CommandError(f"{words.text}\n{words.hint}".strip()) from error
        self.stdout.write(f"{draft}: in force." if options["commit"] else "Dry run: nothing changed. Add --commit.")

    @staticmethod
    def _draft(reference: str) -> Edition:
        """The draft stored last for that day: earlier ones are attempts it replaces."""
        try:
            key, day = split_reference(reference)
        except ValueError as error:
            raise CommandError(f"{reference}: the day after @ is written like 2020-01-01.", returncode=2) from error
        drafts = Edition.objects.filter(state=Edition.State.DRAFT)
        found = drafts.filter(division__key=key, valid_from=day).order_by("-pk").first()
        if found is None:
            known = ", ".join(sorted({str(draft) for draft in drafts.select_related("division")})) or "none"
            raise CommandError(f"There is no draft {reference}. Drafts: {known}")
        return found
