from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from districts.actions.correspondences import withdraw_correspondence
from districts.models import Correspondence
from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand):
    help = "Takes a correspondence back: the next best is used. Dry run without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int)
        parser.add_argument("--reason", required=True)
        parser.add_argument("--commit", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = Correspondence.objects.filter(pk=options["id"]).first()
        if found is None:
            raise CommandError(f"There is no correspondence {options['id']}.", returncode=1)
        if options["commit"]:
            withdraw_correspondence(by=None, correspondence=found, reason=options["reason"])
        self.stdout.write(f"{found}: withdrawn" if options["commit"] else "Dry run: nothing changed. Add --commit.")
