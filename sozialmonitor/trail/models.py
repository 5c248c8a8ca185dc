from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.database_rights import ONLY_ADDED


class AccessEvent(models.Model):
    """Somebody saw or fetched figures that are not open to everybody. To the minute, and without an address on the
    network unless the city says so: enough to answer who read what, too little to watch people at work.
    """

    class Format(models.TextChoices):
        PAGE = "page", _("page")
        PRINT = "print", _("print")
        JSON = "json", "JSON"
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        GEOJSON = "geojson", "GeoJSON"

    day = models.DateField(_("day"))
    minute = models.DateTimeField(_("minute"))
    account = models.CharField(_("who"), max_length=150, blank=True)  # empty: open data, read by nobody in particular
    what = models.CharField(_("with what"), max_length=140)
    division = models.CharField(_("division"), max_length=60, blank=True)
    period = models.CharField(_("period"), max_length=60, blank=True)
    format = models.CharField(_("format"), max_length=8, choices=Format)
    rows = models.BigIntegerField(_("rows"), null=True)  # unknown of what is sent while it is read
    protected = models.BooleanField(_("protected"), default=True)
    denied = models.BooleanField(_("denied"), default=False)
    address = models.GenericIPAddressField(_("network address"), null=True)

    class Meta:
        db_table_comment = ONLY_ADDED
        verbose_name = _("access to figures")
        verbose_name_plural = _("access log")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(format__in=["page", "print", "json", "csv", "xlsx", "geojson"]), name="access_format_known"
            ),
            models.CheckConstraint(condition=~Q(account="") | Q(protected=False), name="access_protected_names_who"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["day", "id"], name="access_day"),
            models.Index(fields=["account", "-id"], name="access_account"),
            models.Index(fields=["what", "-id"], name="access_what"),
        ]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.account} {self.what}"


class Seal(models.Model):
    """One link of the chain: a line of the audit trail, or a whole day of the access log. See `chain.py`."""

    class Kind(models.TextChoices):
        EVENT = "event", _("line of the trail")
        DAY = "day", _("day of the access log")

    id = models.BigIntegerField(primary_key=True)  # counted by the sealer, without gaps: a missing link shows
    kind = models.CharField(max_length=5, choices=Kind)
    event = models.BigIntegerField(null=True, unique=True)  # no foreign key: what was deleted must show as missing
    day = models.DateField(null=True, unique=True)
    count = models.BigIntegerField(default=1)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    previous = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table_comment = ONLY_ADDED
        verbose_name = _("link of the chain")
        verbose_name_plural = _("links of the chain")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="event", event__isnull=False, day=None) | Q(kind="day", event=None, day__isnull=False),
                name="seal_names_one_thing",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["sealed_at"], name="seal_sealed_at")]

    def __str__(self) -> str:
        return f"{self.pk} {self.seal}"
