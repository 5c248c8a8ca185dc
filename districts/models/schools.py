from typing import ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from districts.models.addresses import Register
from districts.models.divisions import SRID, Area, Division, Edition


class School(models.Model):
    """A school with its place and its rooms. `number` is the authority's; text, for zeros in front are part of it."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("primary school")
        COMMUNITY = "community", _("community school with a primary level")
        PRIVATE = "private", _("private school")

    number = models.CharField(_("school number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PRIMARY)
    address = models.CharField(_("address"), max_length=200, blank=True)
    place = models.PointField(srid=SRID, null=True, blank=True)
    rooms_per_grade = models.PositiveSmallIntegerField(_("rooms per grade"), null=True, blank=True)
    opens = models.PositiveSmallIntegerField(_("first school year (2026 for 2026/27)"), null=True, blank=True)
    closes = models.PositiveSmallIntegerField(_("last school year"), null=True, blank=True)

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ("number",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(number=""), name="school_has_a_number"),
            models.CheckConstraint(condition=Q(kind__in=["primary", "community", "private"]), name="school_kind_known"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__isnull=True) | Q(closes__gte=F("opens")),
                name="school_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CatchmentPlanQuerySet(models.QuerySet["CatchmentPlan"]):
    def adopted(self) -> "CatchmentPlanQuerySet":
        return self.filter(state=CatchmentPlan.State.ADOPTED)

    def for_first_graders_of(self, school_year: int) -> "CatchmentPlanQuerySet":
        """The plan whose rules hold for children who start school that year is the first one."""
        return self.adopted().filter(school_year__lte=school_year).order_by("-school_year", "-id")


class CatchmentPlan(models.Model):
    """Which home belongs to which school, for children who start school from a year on (`school_year` 2026: 2026/27).

    Who went to school before stays where the plan of their own first year put them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("adopted")
        SUPERSEDED = "superseded", _("replaced before it held")
        DISCARDED = "discarded", _("discarded")

    division = models.ForeignKey(Division, models.PROTECT, related_name="plans")
    label = models.CharField(_("label"), max_length=200)
    school_year = models.PositiveSmallIntegerField(_("holds for first-graders from"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    register = models.ForeignKey(Register, models.PROTECT, null=True, blank=True, related_name="plans")
    blocks = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="plans_of_blocks")
    # The areas derived from it: a draft edition while it is one, brought into force when it is adopted.
    edition = models.OneToOneField(Edition, models.PROTECT, null=True, blank=True, related_name="plan")
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    note = models.TextField(_("note"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)

    objects = CatchmentPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("catchment plan")
        verbose_name_plural = _("catchment plans")
        ordering = ("-school_year", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "adopted", "superseded", "discarded"]), name="plan_state_known"
            ),
            models.UniqueConstraint(
                fields=["division", "school_year"], condition=Q(state="adopted"), name="one_adopted_plan_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Catchment(models.Model):
    plan = models.ForeignKey(CatchmentPlan, models.CASCADE, related_name="catchments")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="catchments")

    class Meta:
        verbose_name = _("catchment")
        verbose_name_plural = _("catchments")
        ordering = ("plan", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="catchment_once_a_plan"),
            models.CheckConstraint(condition=~Q(code=""), name="catchment_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class OverlapZone(models.Model):
    """Homes whose parents may choose between two schools for a while; `home` is the one that counts them."""

    plan = models.ForeignKey(CatchmentPlan, models.CASCADE, related_name="zones")
    name = models.CharField(_("name"), max_length=200)
    home = models.ForeignKey(Catchment, models.CASCADE, related_name="zones_at_home")
    other = models.ForeignKey(Catchment, models.CASCADE, related_name="zones_shared")
    last_school_year = models.PositiveSmallIntegerField(_("last for first-graders of"), null=True, blank=True)

    class Meta:
        verbose_name = _("overlap zone")
        verbose_name_plural = _("overlap zones")
        ordering = ("plan", "name")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(home=F("other")), name="zone_between_two"),
        ]

    def __str__(self) -> str:
        return self.name


class CatchmentRange(models.Model):
    """House numbers of one street and parity that belong to a catchment, both ends included; no ends: all of them.

    `line` is the row of the list it came from: a row with odd and even numbers is two of these.
    """

    class Parity(models.TextChoices):
        ODD = "odd", _("odd")
        EVEN = "even", _("even")
        ALL = "all", _("odd and even")

    catchment = models.ForeignKey(Catchment, models.CASCADE, related_name="ranges")
    zone = models.ForeignKey(OverlapZone, models.CASCADE, null=True, blank=True, related_name="ranges")
    line = models.PositiveIntegerField(default=0)
    street = models.CharField(_("street"), max_length=120)
    folded = models.CharField(max_length=120, db_index=True)
    parity = models.CharField(_("parity"), max_length=4, choices=Parity, default=Parity.ALL)
    first = models.PositiveIntegerField(_("from"), null=True, blank=True)
    first_suffix = models.CharField(max_length=8, blank=True)
    last = models.PositiveIntegerField(_("to"), null=True, blank=True)
    last_suffix = models.CharField(max_length=8, blank=True)

    class Meta:
        verbose_name = _("range of house numbers")
        verbose_name_plural = _("ranges of house numbers")
        ordering = ("catchment", "line", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(parity__in=["odd", "even", "all"]), name="range_parity_known"),
            models.CheckConstraint(
                condition=Q(first__isnull=True, last__isnull=True) | Q(last__gte=F("first")), name="range_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.parity} {self.first}{self.first_suffix}–{self.last}{self.last_suffix}"


class CatchmentBlock(models.Model):
    """A block that belongs to a catchment whole, or to a zone of it."""

    catchment = models.ForeignKey(Catchment, models.CASCADE, related_name="blocks")
    zone = models.ForeignKey(OverlapZone, models.CASCADE, null=True, blank=True, related_name="blocks")
    block = models.ForeignKey(Area, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["catchment", "block"], name="block_once_a_catchment"),
        ]

    def __str__(self) -> str:
        return f"{self.catchment_id} {self.block_id}"
