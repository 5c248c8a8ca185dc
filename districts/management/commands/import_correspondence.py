import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from districts.actions.correspondences import import_correspondence
from districts.management import arguments
from districts.messages.correspondences import table_problem
from districts.tables.correspondence import TableRefused, read_office_table
from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand):
    help = "Takes in an office's own correspondence table. Dry run without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("source", help="KEY or KEY@DATE")
        parser.add_argument("target", help="KEY or KEY@DATE")
        parser.add_argument("--commit", action="store_true", help="store it")

    def handle(self, *_args: Any, **options: Any) -> None:
        source, target = (arguments.edition(options[name]) for name in ("source", "target"))
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        codes = (list(edition.areas.values_list("code", flat=True)) for edition in (source, target))
        try:
            table = read_office_table(content, *codes)
        except TableRefused as error:
            lines = [f"line {one.line}: {one.rule}: {' '.join(table_problem(one))}" for one in error.problems]
            raise CommandError("\n".join(lines), returncode=1) from error
        with transaction.atomic():
            made = import_correspondence(
                by=None,
                source=source,
                target=target,
                table=table,
                file_name=options["file"].name,
                sha256=hashlib.sha256(content).hexdigest(),
            )
            told = f"{made}: {made.weights.count()} weights"
            transaction.set_rollback(not options["commit"])
        if table.scaled:
            self.stdout.write(f"scaled to the whole: {', '.join(table.scaled)}")
        self.stdout.write(told if options["commit"] else f"{told}. Dry run: nothing stored. Add --commit.")
