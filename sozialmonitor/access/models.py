from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.database_rights import ONLY_ADDED
from sozialmonitor.access.words import Permission, Scope


def in_language(german: str, english: str) -> str:
    """The text in the reader's language; German where there is no English one."""
    return english if english and (get_language() or "de").startswith("en") else german


class Labelled(models.Model):
    """A thing with a name in both languages."""

    label_de = models.CharField(_("label (German)"), max_length=200)
    label_en = models.CharField(_("label (English)"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_de, self.label_en)


class User(AbstractUser):
    departments: "models.ManyToManyField[Department, Membership]" = models.ManyToManyField(
        "Department", through="Membership", related_name="people", verbose_name=_("departments")
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment] # lazy text is a str where it counts
        verbose_name_plural = _("accounts")  # type: ignore[assignment]


class Department(Labelled):
    key = models.SlugField(_("key"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("label_de",)


class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("account"))
    department = models.ForeignKey(Department, models.CASCADE, related_name="memberships", verbose_name=_("department"))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "department"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.department}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def of(self, user: User) -> "GrantQuerySet":
        return self.filter(department__memberships__user=user)


class Grant(models.Model):
    PERMISSIONS: ClassVar = [
        (Permission.LIST.value, _("find in the dictionary")),
        (Permission.VIEW.value, _("see the figures")),
        (Permission.DOWNLOAD.value, _("download")),
        (Permission.IMPORT.value, _("upload files")),
        (Permission.PUBLISH.value, _("publish and withdraw")),
        (Permission.MANAGE.value, _("manage")),
    ]
    SCOPES: ClassVar = [
        (Scope.ANY.value, _("everything")),
        (Scope.INDICATOR.value, _("an indicator")),
        (Scope.MEASURE.value, _("a measure")),
        (Scope.TYPOLOGY.value, _("a typology")),
        (Scope.DIVISION.value, _("a division")),
    ]

    department = models.ForeignKey(Department, models.CASCADE, related_name="grants", verbose_name=_("department"))
    # By key and not by foreign key: access imports nothing of ours.
    scope_kind = models.CharField(_("scope"), max_length=12, choices=SCOPES)
    scope_key = models.CharField(
        _("key"), max_length=60, blank=True, help_text=_("Its code in the dictionary; empty for everything.")
    )
    permission = models.CharField(_("permission"), max_length=12, choices=PERMISSIONS)
    granted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("granted by"), editable=False
    )
    granted_at = models.DateTimeField(_("granted at"), db_default=Now(), editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department", "scope_kind", "scope_key", "permission"], name="grant_once"),
            models.CheckConstraint(
                condition=models.Q(scope_kind=Scope.ANY, scope_key="")
                | (~models.Q(scope_kind=Scope.ANY) & ~models.Q(scope_key="")),
                name="grant_names_its_scope",
                violation_error_message=_("Name the key of what is meant, and none for everything."),
            ),
            models.CheckConstraint(
                condition=models.Q(permission__in=[p.value for p in Permission]), name="grant_permission_known"
            ),
            models.CheckConstraint(
                condition=models.Q(scope_kind__in=[s.value for s in Scope]), name="grant_scope_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.permission} {self.scope_kind}:{self.scope_key}"


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
        indexes: ClassVar = [models.Index(fields=["what", "-at"], name="audit_what_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.verb} {self.what}"
