from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from districts.models.divisions import Area, Edition
from sozialmonitor.access.history import kept


class CorrespondenceQuerySet(models.QuerySet["Correspondence"]):
    def standing(self, known_on: datetime | None = None) -> "CorrespondenceQuerySet":
        """Not withdrawn, now or as known at an earlier moment."""
        if known_on is None:
            return self.filter(withdrawn_at__isnull=True)
        return self.filter(created_at__lte=known_on).filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known_on))


@kept(exclude=("grounds",))
class Correspondence(models.Model):
    """How counts move from the areas of one edition to those of another (*Umsteiger*): weights, and what they rest on.

    Never changed: a better one is stored beside it, and the newest that stands is used.
    """

    class Basis(models.TextChoices):
        ADDRESSES = "addresses", _("inhabitants at their addresses")
        BLOCKS = "blocks", _("inhabitants of blocks")
        RESIDENTIAL = "residential", _("residential area")
        AREA = "area", _("plain area")
        OFFICE = "office", _("an office's own table")

    source = models.ForeignKey(Edition, models.PROTECT, related_name="correspondences_from")
    target = models.ForeignKey(Edition, models.PROTECT, related_name="correspondences_to")
    basis = models.CharField(_("basis"), max_length=12, choices=Basis)
    # What the basis was exactly: register and its day, measure with period and delivery, file and checksum, sliver cut.
    grounds = models.JSONField(_("what it rests on"), default=dict)
    split_share = models.FloatField(_("share of the whole in areas that are really split"))
    cut_share = models.FloatField(_("share of the whole in slivers that were cut"), default=0.0)
    uncovered_share = models.FloatField(_("share of the whole outside the target"), default=0.0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(_("why withdrawn"), blank=True)

    objects = CorrespondenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("correspondence")
        verbose_name_plural = _("correspondences")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="correspondence_between_two"),
            models.CheckConstraint(
                condition=Q(basis__in=["addresses", "blocks", "residential", "area", "office"]),
                name="correspondence_basis_known",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["target", "source"], name="correspondence_pair")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Weight(models.Model):
    """The part of a source area's counts that goes to a target area. Over each source area the weights sum to 1."""

    correspondence = models.ForeignKey(Correspondence, models.CASCADE, related_name="weights")
    source = models.ForeignKey(Area, models.PROTECT, related_name="+")
    target = models.ForeignKey(Area, models.PROTECT, related_name="+")
    weight = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["correspondence", "source", "target"], name="weight_once_a_pair"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=1), name="weight_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}: {self.weight}"


class Change(models.Model):
    """What became of the areas of an edition in a later one; proposed by the program, confirmed by a person."""

    before = models.ForeignKey(Edition, models.PROTECT, related_name="changes_after")
    after = models.ForeignKey(Edition, models.PROTECT, related_name="changes_before")
    tolerance_m = models.FloatField(_("differences up to this width are drawing"))
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change between editions")
        verbose_name_plural = _("changes between editions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["before", "after"], name="change_once_a_pair"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="change_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Relation(models.Model):
    """One group of areas before and after that belong together, and how."""

    class Kind(models.TextChoices):
        IDENTICAL = "identical", _("unchanged")
        RENAMED = "renamed", _("renamed")
        RECODED = "recoded", _("another code")
        SPLIT = "split", _("split")
        MERGE = "merge", _("merged")
        TRANSFER = "transfer", _("border moved")
        NEW = "new", _("new")
        GONE = "gone", _("gone")

    change = models.ForeignKey(Change, models.CASCADE, related_name="relations")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    before = models.ManyToManyField(Area, related_name="+", verbose_name=_("before"))
    after = models.ManyToManyField(Area, related_name="+", verbose_name=_("after"))
    moved_m2 = models.FloatField(_("area that moved"), default=0.0)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("change", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["identical", "renamed", "recoded", "split", "merge", "transfer", "new", "gone"]),
                name="relation_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.kind}"


class Likeness(models.Model):
    """How alike two editions of different divisions are, by area. Both are frozen, so it never changes."""

    first = models.ForeignKey(Edition, models.CASCADE, related_name="+")  # the one with the smaller number
    second = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    agreement = models.FloatField()  # 0 to 1
    same = models.PositiveIntegerField()  # areas with a partner on the same ground

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likeness_smaller_number_first"),
            models.CheckConstraint(condition=Q(agreement__gte=0, agreement__lte=1), name="likeness_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}: {self.agreement}"
