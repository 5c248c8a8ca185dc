import tempfile
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from indicators.actions.catalogue import load_catalogue
from indicators.catalogue import read_catalogue
from sozialmonitor.access.commands import OperatorCommand
from sozialmonitor.access.models import User
from sozialmonitor.demo.accounts import make_accounts
from sozialmonitor.demo.generate import CATALOGUE, generate
from sozialmonitor.demo.load import load_city, run_typologies
from sozialmonitor.demo.load_places import load_places
from sozialmonitor.demo.scale import Scale

SIZES = {
    "stadtteile": "Stadtteile",
    "stadtbezirke": "Stadtbezirke",
    "statistische": "statistische Bezirke",
    "blocks": "blocks, within a few per cent",
    "catchments": "primary-school catchments",
    "years": "years, the last of them 2024",
    "measures": "further measures per Stadtteil",
    "addresses": "addresses",
}


class Command(OperatorCommand):
    help = "Loads the fictional city through upload, check and publish. Run again it goes on where it was stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--small", action="store_true", help="a dozen districts and three years, for tests")
        for name, what in SIZES.items():
            parser.add_argument(f"--{name}", type=int, metavar="N", help=f"number of {what}")
        parser.add_argument("--seed", type=int, default=2020)
        parser.add_argument("--folder", type=Path, help="keep the generated files here")

    def handle(self, *_args: Any, **options: Any) -> None:
        scale = self._scale(options)
        load_catalogue(by=None, catalogue=read_catalogue(CATALOGUE.read_text(encoding="utf-8")))
        # At once: a first load that is interrupted later must not take the passwords with it.
        for login in make_accounts():
            self.stdout.write(f"{login.username:10} {login.password:14} {login.what_for}")
        self.stdout.flush()
        steward = User.objects.get(username="statistik")
        with tempfile.TemporaryDirectory() as temporary:
            files = generate(options["folder"] or Path(temporary), seed=options["seed"], scale=scale)
            load_city(files, by=steward, tell=self.stderr.write)
            load_places(files, self.stderr.write)
        run_typologies(scale.year_list, "stadtteile", self.stderr.write)

    @staticmethod
    def _scale(options: dict[str, Any]) -> Scale:
        given = {name: options[name] for name in SIZES if options[name] is not None}
        try:
            return replace(Scale.small() if options["small"] else Scale(), **given)
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
