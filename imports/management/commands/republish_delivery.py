from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from imports.actions.again import bring_back
from imports.actions.deciding import publish_batch
from imports.errors import Refused
from imports.messages import refusal
from imports.models import Batch
from indicators.actions.again import draft_again
from indicators.actions.deliveries import publish_delivery
from indicators.errors import NotPossible
from indicators.models import Delivery
from indicators.queries.difference import difference
from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand):
    help = "Puts a withdrawn delivery in force again, as the newest word. Dry run without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int)
        parser.add_argument("--commit", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        delivery = Delivery.objects.filter(pk=options["id"]).first()
        if delivery is None:
            raise CommandError(f"There is no delivery {options['id']}.", returncode=1)
        try:
            with transaction.atomic():
                published = self._published(delivery)
                transaction.set_rollback(not options["commit"])
        except (NotPossible, Refused) as error:
            words = refusal(error)
            raise CommandError(f"{words.text}\n{words.hint}".strip(), returncode=1) from error
        told = (
            f"Published again: delivery {published}."
            if options["commit"]
            else "Dry run: nothing changed. Add --commit."
        )
        self.stdout.write(told)

    def _published(self, delivery: Delivery) -> int:
        batch = Batch.objects.filter(delivery=delivery).first()
        if batch is not None:
            batch = bring_back(by=None, batch=batch)
            draft = batch.delivery or delivery
        else:
            draft = draft_again(by=None, delivery=delivery)
        shown = difference(draft, biggest=0)
        total = shown.total
        self.stdout.write(f"new {total.new}, changed {total.changed}, gone {total.gone}, same {total.same}")
        if batch is not None:
            publish_batch(by=None, batch=batch, notices_seen=True, shown=shown)
        else:
            publish_delivery(by=None, delivery=draft)
        return draft.pk
