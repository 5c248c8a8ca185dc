from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.history import kept
from sozialmonitor.access.models import Department, Labelled, in_language
from sozialmonitor.access.permissions import Allowed, Scope


@kept()
class Measure(Labelled):
    """What an office counts (*Merkmal*). Only additive counts may later be converted between divisions."""

    class Kind(models.TextChoices):
        COUNT = "count", _("count")
        MEAN = "mean", _("mean")
        SHARE = "share", _("share")
        INDEX = "index", _("index")

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    unit = models.CharField(_("unit"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("code",)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def within(self, allowed: Allowed) -> "IndicatorQuerySet":
        """Those covered in one division at least: what lists offer. Reading asks again, with the place."""
        keys = allowed.keys_somewhere(Scope.INDICATOR)
        return self if keys is None else self.filter(code__in=keys)

    def wholly_within(self, allowed: Allowed) -> "IndicatorQuerySet":
        keys = allowed.keys(Scope.INDICATOR)
        return self if keys is None else self.filter(code__in=keys)

    def in_catalogue_order(self) -> "IndicatorQuerySet":
        """By their first set and the place in it, as pages list them; those in no set come last."""
        place = SetMember.objects.filter(indicator=OuterRef("pk")).order_by("indicator_set_id", "position")
        return self.annotate(
            first_set=Subquery(place.values("indicator_set_id")[:1]), position=Subquery(place.values("position")[:1])
        ).order_by(F("first_set").asc(nulls_last=True), "position", "code")


@kept()
class Indicator(Labelled):
    """A formula over measures (*Kennzahl*), recomputed wherever it is shown."""

    class Direction(models.TextChoices):
        WORSE = "worse", _("a higher value is worse")
        BETTER = "better", _("a higher value is better")
        NEUTRAL = "neutral", _("neither")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    formula = models.JSONField(_("formula"))
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    higher_is = models.CharField(_("direction"), max_length=8, choices=Direction, default=Direction.NEUTRAL)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1)
    owner = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="indicators")
    minimum_cell = models.PositiveSmallIntegerField(_("smallest count shown"), default=3)
    source = models.CharField(_("source"), max_length=300, blank=True)
    definition_de = models.TextField(_("definition (German)"), blank=True)
    definition_en = models.TextField(_("definition (English)"), blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("code",)

    @property
    def definition(self) -> str:
        return in_language(self.definition_de, self.definition_en)


@kept()
class IndicatorSet(Labelled):
    code = models.SlugField(_("code"), max_length=60, unique=True)
    indicators = models.ManyToManyField(Indicator, through="SetMember", related_name="sets")
    is_topic = models.BooleanField(_("a topic of the city"), default=False)

    class Meta:
        verbose_name = _("indicator set")
        verbose_name_plural = _("indicator sets")
        ordering = ("code",)


@kept()
class SetMember(models.Model):
    indicator_set = models.ForeignKey(IndicatorSet, models.CASCADE, related_name="members")
    indicator = models.ForeignKey(Indicator, models.CASCADE)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("indicator_set", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator_set", "indicator"], name="indicator_once_a_set"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_set.code}/{self.indicator.code}"
