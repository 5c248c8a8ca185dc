from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import DataError, transaction

from districts.actions.editions import CannotActivate, activate_edition, draft_edition, put_division
from districts.geometry.rules import Refusal
from districts.importing import NO_KEY, NoSuchEntry, NothingToJoin, Prepared, prepare_areas
from districts.management import arguments
from districts.messages import refusal, said
from districts.models import Division
from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand):
    help = "Reads a geometry file as a new edition of a division. Without --commit it only says what it found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--division", required=True, type=arguments.key, help="key of the division; created if new")
        parser.add_argument("--valid-from", required=True, type=arguments.day, help="first day, e.g. 2020-01-01")
        parser.add_argument("--label", default="", help="what the edition is called")
        parser.add_argument("--code-field")
        parser.add_argument("--name-field")
        parser.add_argument("--parent-field", help="field with the code of the larger area")
        parser.add_argument(
            "--parent-division", help="KEY or KEY@DATE of the larger areas; found by position where no field says"
        )
        parser.add_argument("--crs", help="EPSG:n, where the file does not say it or says it wrongly")
        parser.add_argument("--layer")
        self._add_corrections(parser)
        parser.add_argument("--activate", action="store_true", help="bring the edition into force at once")
        parser.add_argument("--commit", action="store_true", help="store it")

    @staticmethod
    def _add_corrections(parser: ArgumentParser) -> None:
        parser.add_argument(
            "--recode",
            nargs="+",
            action="extend",
            type=arguments.recode,
            metavar="ENTRY=CODE",
            default=[],
            help="corrects the code of single entries of the file, numbered as in the findings",
        )
        parser.add_argument(
            "--leave-out",
            nargs="+",
            action="extend",
            type=arguments.entry,
            metavar="ENTRY",
            default=[],
            help="leaves out entries of the file that are no areas, as totals; numbered as in the findings",
        )
        parser.add_argument(
            "--join",
            nargs="+",
            action="extend",
            metavar="CODE",
            default=[],
            help="takes all entries with this code as parts of one area",
        )
        parser.add_argument(
            "--swap-axes", action="store_true", help="the file has north before east, though it does not say so"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        names = ("code_field", "name_field", "parent_field", "crs", "layer", "swap_axes", "leave_out", "join")
        parents = arguments.edition(options["parent_division"]) if options["parent_division"] else None
        self._demand_areas(options["division"])
        try:
            given = {name: options[name] for name in names}
            prepared = prepare_areas(options["file"], parents=parents, recode=dict(options["recode"]), **given)
        except (NoSuchEntry, NothingToJoin) as error:
            raise CommandError(str(error), returncode=2) from error
        except Refusal as error:
            words = refusal(error)
            raise CommandError(f"{words.text}\n{words.hint}".strip()) from error
        self._report(prepared, options)
        if prepared.has_errors and options["activate"]:
            raise CommandError(
                "Not stored: with errors an edition cannot come into force. Mend the file, or leave out --activate."
            )
        if options["commit"] and any(finding.rule in NO_KEY for finding in prepared.findings):
            raise CommandError(
                "Not stored: every area needs a code of its own. Mend the codes (--recode), or name another field "
                "(--code-field)."
            )
        if not options["commit"]:
            self.stdout.write("Dry run: nothing stored. Add --commit to store it.")
            if prepared.has_errors:
                raise SystemExit(1)
            return
        try:
            self._store(prepared, options)
        except DataError as error:
            raise CommandError(
                f"Not stored: codes have up to 40 letters, names and --label up to 200. {error}"
            ) from error

    @staticmethod
    def _demand_areas(key: str) -> None:
        if Division.objects.filter(key=key, kind=Division.Kind.REGIONS).exists():
            raise CommandError(f"{key} holds comparison regions without geometry: name another division (--division).")

    def _report(self, prepared: Prepared, options: dict[str, Any]) -> None:
        file = prepared.file
        total = sum(shape.area for shape in prepared.areas.geometry if shape is not None)
        self.stdout.write(f"{len(prepared.areas)} areas, {total / 1e6:.2f} km², {prepared.source_note}")
        self.stdout.write(
            f"code: {file.code_field}, name: {file.name_field or '–'}, "
            f"parent: {file.parent_field or prepared.parents or '–'}"
        )
        for finding in prepared.findings:
            words = said(finding.rule, finding.params, codes=finding.codes, area_m2=finding.area_m2)
            size = f" ({finding.area_m2:.1f} m²)" if finding.area_m2 is not None else ""
            self.stdout.write(f"{finding.severity}: {finding.rule}{size}: {words.text} {words.hint}".rstrip())
        for entry, code in options["recode"]:
            self.stdout.write(f"recoded: entry {entry} → {code}")
        for done in prepared.repairs:
            self.stdout.write(
                f"repaired: {done.rule}: {done.code}, {done.area_before_m2:.1f} → {done.area_after_m2:.1f} m²"
            )

    @staticmethod
    def _corrections(options: dict[str, Any]) -> str:
        recoded = [f", entry {number} → {code}" for number, code in options["recode"]]
        left = [f", without entry {number}" for number in options["leave_out"]]
        return "".join([*recoded, *left, *(f", parts of {code} joined" for code in options["join"])])

    def _store(self, prepared: Prepared, options: dict[str, Any]) -> None:
        with transaction.atomic():
            found = Division.objects.filter(key=options["division"]).first()
            division = found or put_division(
                by=None, key=options["division"], defaults={"label_de": options["division"].capitalize()}
            )
            edition = draft_edition(
                by=None,
                division=division,
                valid_from=options["valid_from"],
                areas=prepared.new_areas(),
                parents=prepared.parents,
                findings=prepared.stored_findings(),
                label=options["label"],
                source_note=prepared.source_note + self._corrections(options),
            )
            if options["activate"]:
                try:
                    activate_edition(by=None, edition=edition)
                except CannotActivate as error:
                    words = refusal(error)
                    raise CommandError(f"{words.text}\n{words.hint}".strip()) from error
        self.stdout.write(self.style.SUCCESS(f"Stored: {edition}, {edition.get_state_display()}."))
