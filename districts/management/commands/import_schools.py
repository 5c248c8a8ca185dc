from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from districts.actions.schools import put_schools
from districts.importing_schools import school_values
from districts.management import arguments
from districts.management.notes import refusals_told, report
from districts.tables.schools import read_schools
from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand):
    help = "Reads a list of schools: number, name, address, place, rooms. Without --commit it only says what it found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        arguments.add_table(parser, "number, name, address, x, y, lon, lat, kind, rooms, places", "number")

    def handle(self, *_args: Any, **options: Any) -> None:
        with refusals_told():
            found = read_schools(options["file"], columns=dict(options["column"]), pad=options["pad"])
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
