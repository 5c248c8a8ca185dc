from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.timezone import localdate

from districts.actions.correspondences import build_correspondence
from districts.messages.correspondences import not_weighable
from districts.models import Correspondence, Register
from districts.queries.weighing import Ground, NotWeighable
from indicators.management import arguments
from indicators.queries.blocks import ground_of_blocks
from sozialmonitor.access.commands import OperatorCommand

Basis = Correspondence.Basis
COMPUTED = (Basis.AREA, Basis.ADDRESSES, Basis.BLOCKS, Basis.RESIDENTIAL)


class Command(OperatorCommand):
    help = "Computes how counts move from one edition to another. Dry run without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="KEY or KEY@DATE")
        parser.add_argument("target", help="KEY or KEY@DATE")
        parser.add_argument("--basis", required=True, choices=[basis.value for basis in COMPUTED])
        parser.add_argument("--register", type=arguments.day, help="the register of addresses in force on this day")
        parser.add_argument("--blocks", help="KEY or KEY@DATE of the blocks, or of the residential land")
        parser.add_argument("--measure", help="what weighs the blocks, e.g. inhabitants")
        parser.add_argument("--period", help="of which day or year the blocks' figures are")
        parser.add_argument("--commit", action="store_true", help="store it")

    def handle(self, *_args: Any, **options: Any) -> None:
        source, target = (arguments.edition(options[name]) for name in ("source", "target"))
        if source == target:
            raise CommandError("Name two different editions.", returncode=2)
        try:
            with transaction.atomic():
                made = build_correspondence(
                    by=None, source=source, target=target, basis=options["basis"], ground=self._ground(options)
                )
                told = f"{made}: {made.weights.count()} weights"
                transaction.set_rollback(not options["commit"])
        except NotWeighable as error:
            raise CommandError(" ".join(not_weighable(error)), returncode=1) from error
        for name in ("split_share", "cut_share", "uncovered_share"):
            self.stdout.write(f"{name}: {getattr(made, name):.6f}")
        self.stdout.write(told if options["commit"] else f"{told}. Dry run: nothing stored. Add --commit.")

    @staticmethod
    def _ground(options: dict[str, Any]) -> Ground:
        match options["basis"]:
            case Basis.ADDRESSES:
                return Ground(register=Register.objects.valid_on(options["register"] or localdate()).first())
            case Basis.BLOCKS:
                if not (options["blocks"] and options["measure"] and options["period"]):
                    raise CommandError("--basis blocks needs --blocks, --measure and --period.", returncode=2)
                blocks = arguments.edition(options["blocks"])
                return ground_of_blocks(blocks, options["measure"], arguments.period(options["period"]))
            case Basis.RESIDENTIAL:
                if not options["blocks"]:
                    raise CommandError("--basis residential needs --blocks.", returncode=2)
                return Ground(blocks=arguments.edition(options["blocks"]))
        return Ground()
