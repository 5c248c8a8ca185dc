from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.utils.timezone import now

from sozialmonitor.access.sessions import Session


@shared_task
def forget() -> None:
    """No address of a client is kept longer than the lock it is needed for."""
    AccessAttempt.objects.filter(attempt_time__lt=now() - settings.AXES_COOLOFF_TIME).delete()
    Session.objects.filter(expire_date__lt=now()).delete()
