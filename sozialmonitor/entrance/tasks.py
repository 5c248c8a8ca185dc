from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.utils.timezone import now

from sozialmonitor.access.sessions import Session
from sozialmonitor.entrance.mail import mail_invitation, mail_reset


@shared_task
def forget() -> None:
    """No address of a client is kept longer than the lock it is needed for."""
    AccessAttempt.objects.filter(attempt_time__lt=now() - settings.AXES_COOLOFF_TIME).delete()
    Session.objects.filter(expire_date__lt=now()).delete()


@shared_task
def send_reset(address: str, page: str) -> None:
    """Whether there is such an account is found out here, where nobody waits for the answer."""
    mail_reset(address, page)


@shared_task
def send_invitation(address: str, link: str) -> None:
    mail_invitation(address, link)
