from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from indicators.actions.deliveries import withdraw_delivery
from indicators.errors import NotPossible
from indicators.messages import refusal
from indicators.models import Delivery


class Command(BaseCommand):
    help = "Takes a published delivery back; what stood before it stands again. Dry run without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("delivery", type=int)
        parser.add_argument("--reason", required=True)
        parser.add_argument("--commit", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        delivery = Delivery.objects.filter(pk=options["delivery"]).first()
        if delivery is None:
            raise CommandError(f"There is no delivery {options['delivery']}.", returncode=1)
        try:
            with transaction.atomic():
                withdraw_delivery(by=None, delivery=delivery, reason=options["reason"])
                transaction.set_rollback(not options["commit"])
        except NotPossible as error:
            words = refusal(error)
            raise CommandError(f"{words.text}\n{words.hint}".strip(), returncode=1) from error
        self.stdout.write(f"{delivery}: withdrawn" if options["commit"] else "Dry run: nothing changed. Add --commit.")
