from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from indicators.actions.catalogue import load_catalogue
from indicators.catalogue import CatalogueError, read_catalogue
from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand):
    help = (
        "Loads measures, indicators, sets, typologies, departments and divisions from YAML. Dry run without --commit."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="store it")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                loaded = load_catalogue(by=None, catalogue=read_catalogue(options["file"].read_text(encoding="utf-8")))
                transaction.set_rollback(not options["commit"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError(
                f"{options['file']} is not UTF-8 (byte {error.start}). Save it as UTF-8.", returncode=1
            ) from error
        except CatalogueError as error:
            raise CommandError(
                f"{options['file']}: not loaded, nothing was changed.\n" + "\n".join(error.findings), returncode=1
            ) from error
        for word in ("created", "changed", "same"):
            counts = getattr(loaded, word)
            self.stdout.write(f"{word}: " + (", ".join(f"{kind} {n}" for kind, n in sorted(counts.items())) or "–"))
        self.stdout.write("Stored." if options["commit"] else "Dry run: nothing stored. Add --commit to store it.")
