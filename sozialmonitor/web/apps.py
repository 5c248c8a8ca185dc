from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sozialmonitor.web"
    label = "web"
