from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from districts.actions.schools import put_schools
from districts.addressing.sheets import TableRefused
from districts.importing_schools import school_values
from districts.management import arguments
from districts.management.notes import report
from districts.messages.plans import refusal
from districts.tables.schools import read_schools


class Command(BaseCommand):
    help = "Reads a list of schools: number, name, address, place, rooms. Without --commit it only says what it found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--column", nargs="+", action="extend", type=arguments.column, default=[], metavar="WHAT=NAME",
            help="where a column is called otherwise: number, name, address, x, y, lon, lat, kind, rooms, places",
        )  # fmt: skip
        parser.add_argument(
            "--pad", type=arguments.digits, default=0, help="digits a number has: restores lost zeros in front"
        )
        parser.add_argument("--commit", action="store_true", help="store it")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            found = read_schools(options["file"], columns=dict(options["column"]), pad=options["pad"])
        except TableRefused as error:
            raise CommandError("\n".join(refusal(error))) from error
        self.stdout.write(f"{len(found.rows)} schools; {', '.join(f'{k}: {v}' for k, v in found.columns.items())}")
        for one in found.rows:
            self.stdout.write(f"{one.number} {one.values['name']}{'' if one.place else ' (no place)'}")
        if report(self.stdout.write, found.notes):
            raise CommandError("Not stored: mend the rows named above.")
        if not options["commit"]:
            self.stdout.write("Dry run: nothing stored. Add --commit to store it.")
            return
        put_schools(by=None, rows=school_values(found))
        self.stdout.write(self.style.SUCCESS(f"Stored: {len(found.rows)} schools."))
