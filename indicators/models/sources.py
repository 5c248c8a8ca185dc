from django.db import models
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import Labelled


class Source(Labelled):
    """Who delivers, on which terms, and whether two people must have had a delivery in their hands."""

    # Profiles name their source by it, and stored deliveries too: any text, for offices are called what they are.
    key = models.CharField(_("key"), max_length=200, unique=True)
    four_eyes = models.BooleanField(
        _("four eyes"),
        default=False,
        help_text=_("Whoever uploaded or checked a delivery of this source may not publish it."),
    )
    licence = models.CharField(
        _("licence"), max_length=200, blank=True, help_text=_("Its short name, e.g. dl-de/by-2-0 or CC BY 4.0.")
    )
    attribution = models.CharField(
        _("attribution"), max_length=300, blank=True, help_text=_("How the source wants to be named beside figures.")
    )
    link = models.URLField(_("address of the data"), blank=True)
    contact = models.CharField(_("contact"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("label_de", "key")
