import os
import resource
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sozialmonitor.settings")

app = Celery("sozialmonitor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A file is read in a process of its own; one that was made to fill the machine's memory fills this much of it.
MOST_MEMORY = 1024 * 1024 * 1024


@worker_process_init.connect
def limit_memory(**_signal: Any) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
