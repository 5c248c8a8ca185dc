from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TrailConfig(AppConfig):
    name = "sozialmonitor.trail"
    label = "trail"
    verbose_name = _("Trail")

    def ready(self) -> None:
        autodiscover_modules("about")
