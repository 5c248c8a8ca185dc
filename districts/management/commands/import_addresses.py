from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from districts.actions.placements import place_register
from districts.actions.registers import CannotChangeRegister, activate_register, store_register
from districts.addressing.columns import ROLES
from districts.addressing.register import RegisterFile, read_register
from districts.addressing.rules import FINDINGS, Unreadable
from districts.geometry.rules import Refusal
from districts.management import arguments
from districts.messages.registers import FINDINGS as WORDS
from districts.messages.registers import cannot, said
from districts.queries.placing import city_on
from sozialmonitor.access.commands import OperatorCommand

SHOWN = 20  # rows of a rule, without --list


class Command(OperatorCommand):
    help = "Reads a register of addresses (CSV or GeoJSON points, also zipped) and lists the rows that are none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--valid-from", required=True, type=arguments.day, help="the day the register tells of")
        parser.add_argument("--label", default="", help="what the register is called")
        for role in ROLES:
            parser.add_argument(f"--{role}-column", help="its column, where the name does not tell")
        parser.add_argument("--crs", help="EPSG:n, where it is not recognised")
        parser.add_argument("--encoding", help="where it is neither UTF-8 nor cp1252")
        parser.add_argument("--delimiter", help="where it is not recognised")
        parser.add_argument("--list", action="store_true", help="every row that is no address, not the first ones only")
        parser.add_argument(
            "--activate", action="store_true", help="bring the register into force and place it at once"
        )
        parser.add_argument("--commit", action="store_true", help="store it")

    def handle(self, *_args: Any, **options: Any) -> None:
        given = {role: options[f"{role}_column"] for role in ROLES if options[f"{role}_column"]}
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.", returncode=2)
        try:
            file = read_register(
                options["file"],
                given=given,
                crs=options["crs"],
                encoding=options["encoding"],
                delimiter=options["delimiter"],
                city=city_on(options["valid_from"]),
            )
        except Unreadable as error:
            words = said(error.rule, error.params)
            raise CommandError(f"{words.text}\n{words.hint}".strip()) from error
        except Refusal as error:
            words = said(error.rule, {**error.params, "hint": error.hint})
            raise CommandError(f"{words.text}\n{words.hint}".strip()) from error
        self._report(file, every=options["list"])
        if not options["commit"]:
            self.stdout.write("Dry run: nothing stored. Add --commit to store it.")
            return
        self._store(file, options)

    def _report(self, file: RegisterFile, *, every: bool) -> None:
        suffixes = sum(1 for suffix in file.suffix if suffix)
        self.stdout.write(f"{file.rows} rows, {len(file)} addresses, {suffixes} of them with a suffix")
        self.stdout.write(f"{file.kind}, {file.encoding}, {file.crs}")
        self.stdout.write(", ".join(f"{role}: {name}" for role, name in file.columns.items()))
        for rule, count in file.counts.items():
            self.stdout.write(f"{FINDINGS[rule]}: {rule}: {count} × {WORDS[rule]}")
            rows = [one for one in file.findings if one.rule == rule]
            for one in rows if every else rows[:SHOWN]:
                self.stdout.write(f"  {one.line}: {one.read}")
            if not every and len(rows) > SHOWN:
                self.stdout.write(f"  … and {len(rows) - SHOWN} more: --list")

    def _store(self, file: RegisterFile, options: dict[str, Any]) -> None:
        with transaction.atomic():
            register = store_register(by=None, valid_from=options["valid_from"], file=file, label=options["label"])
            if options["activate"]:
                try:
                    register = activate_register(by=None, register=register)
                except CannotChangeRegister as error:
                    words = cannot(error)
                    raise CommandError(f"{words.text}\n{words.hint}".strip()) from error
                placed = place_register(by=None, register=register)
                self.stdout.write(f"placed: {placed} addresses in editions")
        self.stdout.write(self.style.SUCCESS(f"Stored: register {register.pk}, {register.get_state_display()}."))
