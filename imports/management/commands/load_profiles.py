from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from imports.actions.profiles import put_profile
from imports.messages import profile_said
from imports.parsers.profiles.loading import ProfileError, load_profile
from sozialmonitor.access.commands import OperatorCommand

SHIPPED = Path(__file__).parents[2] / "profiles"


class Command(OperatorCommand):
    help = "Stores import profiles for the upload page: the shipped ones, or the files named. Dry run without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--commit", action="store_true", help="store them")

    def handle(self, *_args: Any, **options: Any) -> None:
        with transaction.atomic():
            for path in options["files"] or sorted(SHIPPED.glob("*.yaml")):
                try:
                    stored = put_profile(by=None, spec=load_profile(path.read_text(encoding="utf-8")))
                except ProfileError as error:
                    told = [" ".join(profile_said(problem)) for problem in error.problems]
                    raise CommandError(f"{path}: nothing stored.\n" + "\n".join(told), returncode=1) from error
                except OSError as error:
                    raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
                except UnicodeDecodeError as error:
                    raise CommandError(
                        f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.", returncode=1
                    ) from error
                self.stdout.write(f"{stored.key} version {stored.version}")
            transaction.set_rollback(not options["commit"])
        self.stdout.write("Stored." if options["commit"] else "Dry run: nothing stored. Add --commit to store them.")
