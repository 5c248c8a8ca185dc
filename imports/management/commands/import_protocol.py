from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.template.loader import render_to_string
from django.utils import translation

from imports.models import Batch
from imports.presenters.protocol import LANGUAGE, protocol_context
from sozialmonitor.access.commands import OperatorCommand

STYLE = settings.BASE_DIR / "static" / "css" / "protocol.css"


class Command(OperatorCommand):
    help = "Writes the import protocol of a batch as one HTML file that needs nothing else, for printing or keeping."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, help="number of the delivery, as in its address")
        parser.add_argument("--html", type=Path, required=True, help="where to write it")

    def handle(self, *_args: Any, **options: Any) -> None:
        batch = Batch.objects.select_related("file", "profile", "delivery__source").filter(pk=options["batch"]).first()
        if batch is None:
            raise CommandError(f"There is no batch {options['batch']}.", returncode=1)
        with translation.override(LANGUAGE):
            context = protocol_context(batch) | {"style": STYLE.read_text(encoding="utf-8")}
            html = render_to_string("imports/protocol.html", context)
        try:
            options["html"].write_text(html, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['html']}: {error.strerror}", returncode=2) from error
        self.stdout.write(f"{options['html']}: protocol of batch {batch.pk}")
