from typing import Any

from indicators.actions.deliveries import withdraw_delivery
from indicators.management.withdrawing import Withdrawal
from indicators.models import Delivery


class Command(Withdrawal):
    help = "Takes a published delivery back; what stood before it stands again. Dry run without --commit."
    model = Delivery

    @staticmethod
    def withdraw(delivery: Any, reason: str) -> None:
        withdraw_delivery(by=None, delivery=delivery, reason=reason)
