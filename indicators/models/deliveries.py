from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from districts.models import Area, Edition
from indicators.analysis.status import CODES, HAS_VALUE, Status
from indicators.models.catalogue import Measure
from indicators.models.fields import FlagsField, StatusField
from indicators.models.sources import Source
from indicators.models.standing import StandingQuerySet
from sozialmonitor.access.database_rights import ONLY_ADDED
from sozialmonitor.access.history import kept


class DeliveryQuerySet(StandingQuerySet["Delivery"]):
    pass


@kept()
class Delivery(models.Model):
    """What arrived together from an office. Its figures become observations when it is published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DISCARDED = "discarded", _("discarded")

    label = models.CharField(_("label"), max_length=300)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        to_field="key",
        db_column="source",
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("source"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    complete = models.BooleanField(_("complete for its measures and periods"), default=True)
    canonical_hash = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("figures"), null=True, editable=False)  # deliveries of old have none
    stand = models.CharField(_("as of (source's own words)"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    footnotes = models.JSONField(_("footnotes"), default=list)
    note = models.TextField(_("note"), blank=True)
    # The first delivery of these figures, where a withdrawn one came back: each time is a row with its own times.
    again_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(_("why withdrawn"), blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "withdrawn", "discarded"]), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"], published_at__isnull=True)
                | Q(state__in=["published", "withdrawn"], published_at__isnull=False),
                name="delivery_published_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="delivery_withdrawn_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.label}"


class DeliveryScope(models.Model):
    """Which measure, edition and period a delivery covers; a complete one ends whatever older deliveries said there."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="scopes")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    period_start = models.DateField()
    period_end = models.DateField()

    class Meta:
        db_table_comment = ONLY_ADDED
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["delivery", "measure", "edition", "period_start", "period_end"], name="scope_once_a_delivery"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["measure", "edition", "period_end"], name="scope_measure_edition_period")
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.measure_id} {self.edition_id} {self.period_end}"


class Series(models.Model):
    """One measure on one area: what a figure is about. Few rows, whose foreign keys the database checks one by one."""

    id = models.AutoField(primary_key=True)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")

    class Meta:
        db_table_comment = ONLY_ADDED
        constraints: ClassVar = [models.UniqueConstraint(fields=["measure", "area"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.area_id}"


WITH_VALUE = [CODES[word] for word in Status if word in HAS_VALUE]
WITHOUT_VALUE = [CODES[word] for word in Status if word not in HAS_VALUE]


class Figure(models.Model):
    """One figure about one area. A value stands only with a status that carries one (enforced below).

    What it refers to is no foreign key for the database: a million figures would be looked up a million times. A
    trigger checks each insertion as a whole, see the migration that made the table.
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    period_end = models.DateField()
    period_start = models.DateField()
    value = models.FloatField(null=True)
    status = StatusField()
    flags = FlagsField(default=0)
    pk = models.CompositePrimaryKey("delivery", "series", "period_end", "period_start")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=WITH_VALUE, value__isnull=False)
                | Q(status__in=WITHOUT_VALUE, value__isnull=True),
                name="%(class)s_value_fits_status",
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="%(class)s_period_forwards"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.period_end} {self.value} {self.status}"


class StagedObservation(Figure):
    """A checked figure of a draft delivery. Its table has no index but a coarse one: it is written and read as a whole.

    Django cannot say "no primary key in the database", so the migration makes the table.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="staged", db_constraint=False, db_index=False)

    class Meta(Figure.Meta):
        pass


class Observation(Figure):
    """A published figure. Only ever added: the role the application runs under may not change or remove it."""

    delivery = models.ForeignKey(
        Delivery, models.PROTECT, related_name="observations", db_constraint=False, db_index=False
    )

    class Meta(Figure.Meta):
        db_table_comment = ONLY_ADDED
