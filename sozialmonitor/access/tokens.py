"""Keys of programs: a part of what their owner may, for a while, under /api/ alone."""

from datetime import date
from hashlib import sha256
from secrets import choice
from string import ascii_letters, digits
from typing import ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.words import Permission, Scope

# What a program may at most: it reads and delivers; people decide.
PERMISSIONS: Final = (Permission.LIST, Permission.VIEW, Permission.DOWNLOAD, Permission.IMPORT)
SCOPES: Final = (Scope.INDICATOR, Scope.SET, Scope.TOPIC, Scope.MEASURE, Scope.TYPOLOGY, Scope.SOURCE)
# Secret scanners find a leaked one by this: sozialmonitor_[A-Za-z0-9]{43}
PREFIX: Final = "sozialmonitor_"
LETTERS: Final = ascii_letters + digits
LENGTH: Final = 43  # 256 bits: nobody guesses one, so a plain hash keeps it well enough
LONGEST_DAYS: Final = 365


class Token(models.Model):
    """Made and ended by actions; the secret itself is stored nowhere."""

    owner = models.ForeignKey("access.User", models.CASCADE, related_name="tokens", verbose_name=_("account"))
    label = models.CharField(_("label"), max_length=80)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    permissions = ArrayField(models.CharField(max_length=12), verbose_name=_("permissions"))
    scope_kind = models.CharField(_("scope"), max_length=12, blank=True)
    scope_key = models.CharField(_("key"), max_length=120, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires = models.DateField(_("valid until (inclusive)"))
    last_used = models.DateField(null=True, editable=False)  # the day and no more: it tells whether it is still needed

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-made_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(permissions__contained_by=[p.value for p in PERMISSIONS], permissions__len__gt=0),
                name="token_permissions_known",
            ),
            models.CheckConstraint(
                condition=Q(scope_kind="", scope_key="")
                | (Q(scope_kind__in=[s.value for s in SCOPES]) & ~Q(scope_key="")),
                name="token_scope_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.label}"

    @property
    def scope(self) -> tuple[Scope, str] | None:
        """What it is narrowed to; None for all that its owner may."""
        return (Scope(self.scope_kind), self.scope_key) if self.scope_kind else None


def new_secret() -> str:
    return PREFIX + "".join(choice(LETTERS) for _ in range(LENGTH))


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def find(secret: str, day: date | None = None) -> Token | None:
    """The token that holds today; of one that is unknown, ended, expired or of a closed account there is none."""
    holding = Token.objects.select_related("owner").filter(expires__gte=day or localdate(), owner__is_active=True)
    return holding.filter(hash=hashed(secret)).first()


def note_use(token: Token) -> None:
    today = localdate()
    if token.last_used != today:
        Token.objects.filter(pk=token.pk).update(last_used=today)
