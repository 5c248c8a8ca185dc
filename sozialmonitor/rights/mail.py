"""Telling by mail, where the city has set it up; whoever cannot be reached reads it on the pages."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from sozialmonitor.access.models import User

log = logging.getLogger(__name__)


def tell(people: Iterable[User], subject: str, text: str) -> None:
    """After the write is settled; a mail that cannot be sent undoes nothing. Each gets one of their own."""
    if not settings.MAIL_URL:
        return
    addresses = sorted({one.email for one in people if one.email})
    transaction.on_commit(lambda: _send(addresses, subject, text))


def _send(addresses: Iterable[str], subject: str, text: str) -> None:
    for address in addresses:
        try:
            EmailMessage(subject, text, to=[address]).send()
        except OSError as error:  # smtplib's errors are among them; addresses stay out of the log
            log.warning("A mail could not be sent: %s", type(error).__name__)
