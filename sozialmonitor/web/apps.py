from django.apps import AppConfig
from django.core.checks import Tags, register

from sozialmonitor.web.contact import contact_is_known


class WebConfig(AppConfig):
    name = "sozialmonitor.web"
    label = "web"

    def ready(self) -> None:
        register(contact_is_known, Tags.security, deploy=True)
