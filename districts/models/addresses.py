from datetime import date
from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from districts.models.divisions import SRID, Edition


class RegisterQuerySet(models.QuerySet["Register"]):
    def active(self) -> "RegisterQuerySet":
        return self.filter(state=Register.State.ACTIVE)

    def valid_on(self, day: date) -> "RegisterQuerySet":
        """The newest first: a register holds until the next one begins."""
        return self.active().filter(valid_from__lte=day).order_by("-valid_from", "-id")


class Register(models.Model):
    """All addresses of the city as an office knew them on a day. Frozen once stored; the next one stands beside it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("in force")
        WITHDRAWN = "withdrawn", _("withdrawn")

    valid_from = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    label = models.CharField(_("label"), max_length=200, blank=True)
    source_note = models.TextField(_("file, encoding and coordinate system read"), blank=True)
    size = models.PositiveIntegerField(_("addresses"), default=0)
    inhabitants_known = models.BooleanField(_("says how many live at each address"), default=False)
    findings = models.JSONField(_("what was noticed"), default=list)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("address register")
        verbose_name_plural = _("address registers")
        ordering = ("-valid_from", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "active", "withdrawn"]), name="register_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.pk} ({self.valid_from})"


class Street(models.Model):
    """A street of one register. `folded` is its name as it is searched: no case, no umlauts, `str` for `straße`."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="streets")
    key = models.CharField(_("street key"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=120)
    folded = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")
        ordering = ("register", "folded", "key")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "name", "key"], name="street_once_a_register"),
        ]
        indexes: ClassVar = [GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="street_trigrams")]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """One house. How many live there is used for weights and never shown."""

    street = models.ForeignKey(Street, models.CASCADE, related_name="addresses")
    # 0 … size - 1 within its register: where placements have its area.
    ordinal = models.PositiveIntegerField()
    number = models.PositiveIntegerField(_("house number"))
    suffix = models.CharField(_("suffix"), max_length=8, blank=True)
    place = models.PointField(srid=SRID, spatial_index=False)
    inhabitants = models.FloatField(null=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "number", "suffix"], name="address_once_a_street"),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.number}{self.suffix}"


class Placement(models.Model):
    """In which area of an edition the addresses of a register lie, a thousand to the row: `areas[n]` is that of the
    address with the ordinal 1000 * part + n, null for none. docs/decisions.md says why not a row each.
    """

    PART: ClassVar = 1000

    register = models.ForeignKey(Register, models.CASCADE, related_name="placements")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="placements")
    part = models.PositiveIntegerField()
    areas = ArrayField(models.BigIntegerField(null=True))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "edition", "part"], name="placement_once_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.register_id} {self.edition_id} {self.part}"
