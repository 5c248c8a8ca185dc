import os
import resource
from typing import Any

from celery import Celery, Task
from celery.signals import worker_process_init
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sozialmonitor.settings")


class HouseTask(Task):  # type: ignore[misc] # the package brings no types
    """Keeping the books about work is the house's; the work itself is done in the name of who asked for it."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        acting_for = import_string("sozialmonitor.access.acting.acting_for")  # models: the apps are loaded only now
        with acting_for(None):
            return super().__call__(*args, **kwargs)


app = Celery("sozialmonitor", task_cls=HouseTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A file is read in a process of its own; one that was made to fill the machine's memory fills this much of it.
MOST_MEMORY = 1024 * 1024 * 1024


@worker_process_init.connect
def limit_memory(**_signal: Any) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
