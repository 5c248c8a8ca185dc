from typing import Any

from indicators.actions.runs import withdraw_run
from indicators.management.withdrawing import Withdrawal
from indicators.models import Run


class Command(Withdrawal):
    help = "Takes a published run of a typology back; the run before it stands again. Dry run without --commit."
    model = Run

    @staticmethod
    def withdraw(run: Any, reason: str) -> None:
        withdraw_run(by=None, run=run, reason=reason)
