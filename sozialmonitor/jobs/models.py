from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Leased(models.Model):
    """A row that one worker at a time works on. Its states have `queued`, `working`, `cancelled` and `failed`."""

    state: Any
    phase: Any
    fault: Any
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Job(Leased):
    """Work that lasts longer than a page may. The row is the truth about it: the broker may forget, this does not."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting for the worker")
        WORKING = "working", _("being worked on")
        DONE = "done", pgettext_lazy("state of a job", "done")
        REFUSED = "refused", pgettext_lazy("state of a job", "refused")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("stopped by a fault of ours")

    RUNNING = (State.QUEUED, State.WORKING)

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    # The uploaded file it works on, below the folder of files; and the file it made, for whoever asked.
    file = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(_("file name"), max_length=255, blank=True)
    output = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    phase = models.CharField(max_length=40, blank=True)
    result = models.JSONField(default=dict)
    refusal = models.JSONField(default=dict)  # rule and params, put into words by whoever knows the kind
    fault = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "working", "done", "refused", "cancelled", "failed"]),
                name="job_state_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["heartbeat"], condition=Q(state__in=["queued", "working"]), name="job_alive"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING
