"""Roles and requests of access: what leads to grants. Part of `models.py`, which is full."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.labelled import Labelled
from sozialmonitor.access.words import PERMISSION_WORDS, SCOPE_WORDS, Permission, Scope


class Role(Labelled):
    """A named bundle of permissions. Giving it writes grants that carry its key; changing it changes what it wrote."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    permissions = ArrayField(models.CharField(max_length=12), verbose_name=_("permissions"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("label_de",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(permissions__len__gt=0) & Q(permissions__contained_by=[p.value for p in Permission]),
                name="role_permissions_known",
            )
        ]


class AccessRequest(models.Model):
    """Somebody may know of a thing and asks to see more of it; an owner of the thing decides once."""

    OPEN, GIVEN, REFUSED = "open", "given", "refused"
    DECISIONS: ClassVar = [(OPEN, _("open")), (GIVEN, _("given")), (REFUSED, _("refused"))]
    MAY_BE_ASKED: ClassVar = (Permission.VIEW, Permission.DOWNLOAD)

    asked_by = models.ForeignKey("access.User", models.CASCADE, related_name="requests", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), db_default=Now(), editable=False)
    permission = models.CharField(_("permission"), max_length=12, choices=PERMISSION_WORDS)
    scope_kind = models.CharField(_("scope"), max_length=12, choices=SCOPE_WORDS)
    scope_key = models.CharField(_("key"), max_length=120)
    division_key = models.CharField(_("division"), max_length=60, blank=True)
    reason = models.TextField(_("reason"))
    decision = models.CharField(_("decision"), max_length=12, choices=DECISIONS, default=OPEN)
    decided_by = models.ForeignKey(
        "access.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    # To whom it was given: a department, else the person who asked.
    department = models.ForeignKey(
        "access.Department", models.SET_NULL, null=True, related_name="+", verbose_name=_("department")
    )
    valid_until = models.DateField(_("until (inclusive)"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    is_noted = models.BooleanField(_("taken notice of"), default=False)

    class Meta:
        verbose_name = _("request of access")
        verbose_name_plural = _("requests of access")
        ordering = ("-asked_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asked_by", "permission", "scope_kind", "scope_key", "division_key"],
                condition=Q(decision="open"),
                name="request_open_once",
            ),
            models.CheckConstraint(
                condition=Q(decision="open", decided_at__isnull=True)
                | Q(decision__in=["given", "refused"], decided_at__isnull=False),
                name="request_decided_with_a_day",
            ),
            models.CheckConstraint(
                condition=Q(permission__in=[Permission.VIEW.value, Permission.DOWNLOAD.value])
                & ~Q(scope_kind=Scope.ANY.value),
                name="request_for_reading",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by}: {self.permission} {self.scope_kind}:{self.scope_key}"
