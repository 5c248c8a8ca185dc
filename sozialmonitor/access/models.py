from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.database_rights import ONLY_ADDED
from sozialmonitor.access.history import kept
from sozialmonitor.access.labelled import Labelled
from sozialmonitor.access.labelled import in_language as in_language
from sozialmonitor.access.role_models import AccessRequest as AccessRequest
from sozialmonitor.access.role_models import Role as Role
from sozialmonitor.access.sessions import Session as Session
from sozialmonitor.access.tokens import Token as Token
from sozialmonitor.access.words import PERMISSION_WORDS, SCOPE_WORDS, Permission, Scope


@kept(exclude=("password", "last_login"))
class User(AbstractUser):
    # The token a program showed for this request: whatever the person may, it is narrowed to that (`permissions`).
    token: Token | None = None

    departments: "models.ManyToManyField[Department, Membership]" = models.ManyToManyField(
        "Department", through="Membership", related_name="people", verbose_name=_("departments")
    )

    is_privacy_officer = models.BooleanField(
        _("data protection"), default=False, help_text=_("Reads the audit trail and the access log of everybody.")
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment] # lazy text is a str where it counts
        verbose_name_plural = _("accounts")  # type: ignore[assignment]


@kept()
class Department(Labelled):
    key = models.SlugField(_("key"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("label_de",)


@kept()
class Membership(models.Model):
    class Origin(models.TextChoices):
        HAND = "hand", _("given by hand")
        PROVIDER = "provider", _("by groups of the city's login service")  # and taken again by them

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("account"))
    department = models.ForeignKey(Department, models.CASCADE, related_name="memberships", verbose_name=_("department"))
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.HAND, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "department"], name="membership_once"),
            models.CheckConstraint(condition=Q(origin__in=["hand", "provider"]), name="membership_origin_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.department}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def of(self, user: "User | AnonymousUser") -> "GrantQuerySet":
        """Those of the person's departments, their own, and those of everybody; of a stranger the last alone."""
        to_all = Q(is_open=True)
        if not user.is_authenticated:
            return self.filter(to_all)
        departments = Membership.objects.filter(user=user).values("department")
        return self.filter(to_all | Q(person=user) | Q(department__in=departments))

    def holding(self, day: date | None = None) -> "GrantQuerySet":
        """On a day, without one today: from the first day to the last one, both included."""
        on = day or localdate()
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_until__isnull=True) | Q(valid_until__gte=on))


@kept()
class Grant(models.Model):
    """One permission on one scope for a department, a person or everybody. Written and taken by actions."""

    PERMISSIONS: ClassVar = PERMISSION_WORDS
    SCOPES: ClassVar = SCOPE_WORDS

    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="grants", verbose_name=_("department")
    )
    person = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="grants", verbose_name=_("person")
    )
    is_open = models.BooleanField(_("for everybody"), default=False, help_text=_("What the city publishes openly."))
    # By key and not by foreign key: access imports nothing of ours.
    scope_kind = models.CharField(_("scope"), max_length=12, choices=SCOPES)
    scope_key = models.CharField(
        _("key"), max_length=120, blank=True, help_text=_("Its code in the dictionary; empty for everything.")
    )
    division_key = models.CharField(
        _("division"), max_length=60, blank=True, help_text=_("Only figures on this division; empty for all.")
    )
    areas = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("areas"),
        default=list,
        blank=True,
        help_text=_("Only these areas of the division, by their codes; empty for all."),
    )
    permission = models.CharField(_("permission"), max_length=12, choices=PERMISSIONS)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until (inclusive)"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # By key: a role that is gone leaves what it wrote until somebody takes it.
    role = models.CharField(_("written by role"), max_length=60, blank=True, editable=False)
    granted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("granted by"), editable=False
    )
    granted_at = models.DateTimeField(_("granted at"), db_default=Now(), editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "department", "person", "is_open", "scope_kind", "scope_key", "division_key", "areas", "permission",
                    "valid_from", "valid_until", "role",
                ],
                name="grant_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=False, person__isnull=True, is_open=False)
                | Q(department__isnull=True, person__isnull=False, is_open=False)
                | Q(department__isnull=True, person__isnull=True, is_open=True),
                name="grant_has_one_subject",
                violation_error_message=_("Choose a department, a person, or everybody: one of the three."),
            ),
            models.CheckConstraint(
                condition=Q(scope_kind=Scope.ANY, scope_key="") | (~Q(scope_kind=Scope.ANY) & ~Q(scope_key="")),
                name="grant_names_its_scope",
                violation_error_message=_("Name the key of what is meant, and none for everything."),
            ),
            models.CheckConstraint(
                condition=Q(areas=[]) | ~Q(division_key=""),
                name="grant_areas_of_a_division",
                violation_error_message=_("Areas are those of a division: choose it too."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                name="grant_ends_after_it_begins",
                violation_error_message=_("A right cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(permission__in=[Permission.LIST, Permission.VIEW, Permission.DOWNLOAD]),
                name="grant_open_is_for_reading",
                violation_error_message=_("Everybody may read at most: find, see, download."),
            ),
            models.CheckConstraint(
                condition=Q(permission__in=[p.value for p in Permission]), name="grant_permission_known"
            ),
            models.CheckConstraint(condition=Q(scope_kind__in=[s.value for s in Scope]), name="grant_scope_known"),
        ]  # fmt: skip

    def __str__(self) -> str:
        place = f" @{self.division_key}" if self.division_key else ""
        return f"{self.subject}: {self.permission} {self.scope_kind}:{self.scope_key}{place}"

    @property
    def subject(self) -> str:
        if self.department is not None:
            return str(self.department)
        return str(self.person) if self.person is not None else gettext("everybody")


class AuditEvent(models.Model):
    """Outlives what it describes, hence no foreign key. Only ever added: see `audit.record`."""

    at = models.DateTimeField(_("time"), db_default=Now(), editable=False)
    by = models.CharField(_("who"), max_length=150)
    verb = models.CharField(_("did what"), max_length=60)
    what = models.CharField(_("with what"), max_length=200)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        db_table_comment = ONLY_ADDED
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("-at", "-id")
        indexes: ClassVar = [
            models.Index(fields=["what", "-at"], name="audit_what_at"),
            models.Index(fields=["by", "-id"], name="audit_by"),
            models.Index(fields=["verb", "-id"], name="audit_verb"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.verb} {self.what}"
