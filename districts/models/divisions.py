from datetime import date
from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.history import kept
from sozialmonitor.access.models import Labelled

SRID = 25832  # ETRS89 / UTM zone 32N: metres, the state's own system


@kept()
class Division(Labelled):
    """A way to cut up the city: Stadtteile, Baublöcke, Grundschulbezirke. Its areas live in dated editions.

    The kind *regions* holds what a city is compared with (itself, Kreise, Land, Bund): areas without geometry.
    """

    class Kind(models.TextChoices):
        AREAS = "areas", _("areas on the map")
        REGIONS = "regions", _("comparison regions without geometry")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.AREAS)
    rank = models.PositiveSmallIntegerField(_("order in lists"), default=100)

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ("rank", "key")


class _DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class EditionQuerySet(models.QuerySet["Edition"]):
    def active(self) -> "EditionQuerySet":
        return self.filter(state=Edition.State.ACTIVE)

    def valid_on(self, day: date) -> "EditionQuerySet":
        return self.active().filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


@kept(exclude=("source_note",))
class Edition(models.Model):
    """The state of a division over a span of days (*Gebietsstand*). `valid_to` is the first day it no longer holds."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("in force")

    division = models.ForeignKey(Division, models.PROTECT, related_name="editions")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until (exclusive)"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    label = models.CharField(_("label"), max_length=200, blank=True)
    source_note = models.TextField(_("file, encoding and coordinate system read"), blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("division", "-valid_from", "-id")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_active_edition_a_day",
                expressions=[
                    ("division", RangeOperators.EQUAL),
                    (_DateRange("valid_from", "valid_to", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="active"),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="edition_valid_forwards"
            ),
            models.CheckConstraint(condition=Q(state__in=["draft", "active"]), name="edition_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.division.key}@{self.valid_from:%Y-%m-%d}"


class Area(models.Model):
    """One area of one edition. Codes are text: leading zeros are part of them."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="areas")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    geometry = models.MultiPolygonField(srid=SRID, null=True, blank=True)
    inside = models.PointField(srid=SRID, null=True, blank=True, spatial_index=False)
    area_m2 = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ("edition", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="area_code_once_an_edition"),
            models.CheckConstraint(condition=~Q(code=""), name="area_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Outline(models.Model):
    """An area simplified for a zoom band, together with its neighbours so that borders still meet."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="outlines")
    detail = models.PositiveSmallIntegerField()
    geometry = models.MultiPolygonField(srid=SRID, spatial_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["area", "detail"], name="outline_once_a_detail")]

    def __str__(self) -> str:
        return f"{self.area} ({self.detail})"


class Finding(models.Model):
    """What was noticed about an edition's geometry when it was read; kept so that one can look later."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=8)
    codes = models.JSONField(default=list)
    area_m2 = models.FloatField(null=True)
    params = models.JSONField(default=dict)
    repaired = models.BooleanField(db_default=Value(False))
    # Where it is, if it has a place of its own; and the entries of the file it is about, from 1.
    geometry = models.GeometryField(srid=SRID, null=True, spatial_index=False)
    entries = models.JSONField(default=list)

    class Meta:
        ordering = ("edition", "id")

    def __str__(self) -> str:
        return f"{self.rule} {self.codes}"
