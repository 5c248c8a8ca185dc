from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.checks import only_psycopg2
from sozialmonitor.access.database_rights import settle


class AccessConfig(AppConfig):
    name = "sozialmonitor.access"
    label = "access"
    verbose_name = _("Access")

    def ready(self) -> None:
        register(only_psycopg2)
        autodiscover_modules("grantable")
        post_migrate.connect(settle, sender=self)
