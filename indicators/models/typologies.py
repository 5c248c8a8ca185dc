from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from districts.models import Area, Edition
from indicators.models.deliveries import Delivery
from indicators.models.standing import StandingQuerySet
from sozialmonitor.access.history import kept
from sozialmonitor.access.models import Labelled


@kept()
class Typology(Labelled):
    """One version of a declarative definition. A changed definition is a new version, never an edit."""

    key = models.SlugField(_("key"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"))
    definition = models.JSONField(_("definition"))

    class Meta:
        verbose_name = _("typology")
        verbose_name_plural = _("typologies")
        ordering = ("key", "-version")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "version"], name="typology_version_once")]


class RunQuerySet(StandingQuerySet["Run"]):
    pass


@kept(exclude=("definition", "inputs"))
class Run(models.Model):
    """A typology computed once, frozen with what went in: later catalogues change neither it nor what it was made by.

    `inputs` holds what of the catalogue and the settings went in: per indicator its formula, direction and minimum
    cell, the kind of each measure, and the code of the city where the definition compares with it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    typology = models.ForeignKey(Typology, models.PROTECT, related_name="runs")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="runs")
    period_start = models.DateField()
    period_end = models.DateField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    definition = models.JSONField(_("definition as run"))
    inputs = models.JSONField(_("inputs as run"))
    deliveries = models.ManyToManyField(Delivery, related_name="runs")
    program_version = models.CharField(max_length=40)
    results_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(_("why withdrawn"), blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="run_published_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="run_withdrawn_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.typology.key} v{self.typology.version} {self.edition} {self.period_end}"

    @property
    def indicator_codes(self) -> list[str]:
        return list(self.inputs["indicators"])


class Result(models.Model):
    """The class of one area in one run, with the way there: index, z and contribution per axis and indicator."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="results")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    included = models.BooleanField()
    reason = models.JSONField(default=dict, blank=True)
    combined = models.CharField(max_length=40, blank=True)
    axes = models.JSONField(default=dict)

    class Meta:
        ordering = ("run", "area__code")
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "area"], name="result_once_a_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.area_id} {self.combined}"
