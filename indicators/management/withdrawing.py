"""What the commands that take something published back have in common."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.management.base import CommandError
from django.db import models, transaction

from indicators.errors import NotPossible
from indicators.messages import refusal
from sozialmonitor.access.commands import OperatorCommand


class Withdrawal(OperatorCommand):
    model: ClassVar[type[models.Model]]
    withdraw: ClassVar[Callable[[Any, str], Any]]  # a staticmethod: what is published, and the reason

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int)
        parser.add_argument("--reason", required=True)
        parser.add_argument("--commit", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = self.model._default_manager.filter(pk=options["id"]).first()
        if found is None:
            raise CommandError(f"There is no {self.model._meta.model_name} {options['id']}.", returncode=1)
        try:
            with transaction.atomic():
                type(self).withdraw(found, options["reason"])
                transaction.set_rollback(not options["commit"])
        except NotPossible as error:
            words = refusal(error)
            raise CommandError(f"{words.text}\n{words.hint}".strip(), returncode=1) from error
        self.stdout.write(f"{found}: withdrawn" if options["commit"] else "Dry run: nothing changed. Add --commit.")
