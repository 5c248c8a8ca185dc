from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from imports.schedule import begins
from indicators.models import Delivery
from sozialmonitor.access.models import Labelled
from sozialmonitor.jobs.models import Leased


class Profile(Labelled):
    """One version of how a recurring file is read. The version used stays with every batch."""

    key = models.SlugField(_("key"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"))
    spec = models.JSONField(_("specification"))
    # The measures the specification names, for the database: it decides too who may see what was read with it.
    measures = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("import profile")
        verbose_name_plural = _("import profiles")
        ordering = ("key", "-version")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "version"], name="profile_version_once")]


class SourceFile(models.Model):
    """An uploaded file, kept unchanged outside the web root under its own checksum."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField(_("bytes"))
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    # It was about single persons: the bytes are gone, the row says that there were any.
    removed_at = models.DateTimeField(_("bytes removed"), null=True, editable=False)

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")

    def __str__(self) -> str:
        return self.sha256[:12]


class Batch(Leased):
    """One attempt to take a file in. The row is the truth about it: the broker may forget, this does not."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received, waiting for a profile")
        QUEUED = "queued", _("waiting for the worker")
        WORKING = "working", _("being checked")
        REFUSED = "refused", _("refused: the file has errors")
        READY = "ready", _("checked, ready to publish")
        UNCHANGED = "unchanged", _("already imported, nothing new")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("stopped by a fault of ours")

    RUNNING = (State.QUEUED, State.WORKING)

    class Phase(models.TextChoices):
        NONE = "", ""
        READING = "reading", _("reading the file")
        CHECKING = "checking", _("checking against areas and measures")
        STORING = "storing", _("storing the checked figures")

    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="batches")
    file_name = models.CharField(_("file name"), max_length=255)
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, blank=True, related_name="batches")
    recognised = models.JSONField(_("what a look at the file found"), default=dict)
    reading = models.JSONField(_("what a person overruled"), default=dict)  # encoding, delimiter, sheet
    period = models.CharField(_("period given at upload"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, default=Phase.NONE, blank=True)
    facts = models.JSONField(_("what was recognised"), default=dict)
    proposal = models.JSONField(_("areas the file proposes"), default=list)
    problem_counts = models.JSONField(default=dict)
    fault = models.TextField(_("fault"), blank=True)
    delivery = models.OneToOneField(Delivery, models.PROTECT, null=True, related_name="batch")
    # None is the machine's own command line, which may everything: a person's upload must not become that.
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "received",
                        "queued",
                        "working",
                        "refused",
                        "ready",
                        "unchanged",
                        "published",
                        "discarded",
                        "cancelled",
                        "failed",
                    ]
                ),
                name="batch_state_known",
            ),
            models.CheckConstraint(
                condition=Q(profile__isnull=False) | Q(state__in=["received", "discarded", "refused"]),
                name="batch_read_by_a_profile",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "published"]) | Q(delivery__isnull=False),
                name="batch_ready_has_delivery",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["heartbeat"], condition=Q(state__in=["queued", "working"]), name="batch_alive"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"

    @property
    def about_persons(self) -> bool:
        """Refused for good: it can neither be checked again nor looked at."""
        return bool(self.facts.get("persons"))


class Problem(models.Model):
    """One finding in a file: where, what was read, which rule. It is put into words when it is shown."""

    class Severity(models.TextChoices):
        ERROR = "error", pgettext_lazy("kind of finding", "error")
        WARNING = "warning", pgettext_lazy("kind of finding", "warning")
        NOTICE = "notice", pgettext_lazy("kind of finding", "notice")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="problems")
    severity = models.CharField(max_length=8, choices=Severity)
    rule = models.CharField(max_length=60)
    sheet = models.CharField(max_length=100, blank=True)
    line = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=300, blank=True)
    params = models.JSONField(default=dict)
    row = models.JSONField(null=True)

    class Meta:
        ordering = ("batch", "id")

    def __str__(self) -> str:
        return f"{self.rule} {self.sheet}:{self.line}:{self.column}"


class InboxFile(models.Model):
    """A file in the inbox folder as it was seen last, and the batch it became until it is put away."""

    path = models.TextField(_("file"), unique=True)
    size = models.BigIntegerField(_("bytes"))
    mtime_ns = models.BigIntegerField()
    seen_at = models.DateTimeField(_("seen like this since"))
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("file in the inbox")
        verbose_name_plural = _("files in the inbox")
        ordering = ("path",)

    def __str__(self) -> str:
        return self.path


class Expectation(models.Model):
    """That files of a profile come regularly: what the calendar is made of."""

    class Rhythm(models.TextChoices):
        YEAR = "year", _("every year")
        SCHOOL_YEAR = "school_year", _("every school year")
        HALF_YEAR = "half_year", _("every half-year")
        QUARTER = "quarter", _("every quarter")
        MONTH = "month", _("every month")

    # By key: the next version of a profile is expected like the last one.
    profile_key = models.CharField(_("profile"), max_length=80)
    rhythm = models.CharField(_("rhythm"), max_length=11, choices=Rhythm, default=Rhythm.YEAR)
    first_day = models.DateField(
        _("first day of the first period"),
        help_text=_("For a reference date the year, quarter or month it closes, e.g. 1 January for 31 December."),
    )
    due_days = models.PositiveSmallIntegerField(
        _("days after the end of the period"), default=90, help_text=_("So many days later the file should be here.")
    )
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("expected delivery")
        verbose_name_plural = _("expected deliveries")
        ordering = ("profile_key", "rhythm")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["profile_key", "rhythm"],
                name="expectation_once",
                violation_error_message=_("This profile is expected in this rhythm already."),
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=["year", "school_year", "half_year", "quarter", "month"]),
                name="expectation_rhythm_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_key} {self.get_rhythm_display()}"

    def clean(self) -> None:
        if self.first_day and not begins(self.rhythm, self.first_day):
            raise ValidationError({"first_day": _("No period of this rhythm begins on this day.")})
