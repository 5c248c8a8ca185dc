from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntranceConfig(AppConfig):
    """How people and programs come in: login, second factors, invitations, sessions, tokens."""

    name = "sozialmonitor.entrance"
    label = "entrance"
    verbose_name = _("Entrance")
