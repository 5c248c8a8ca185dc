from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sozialmonitor.demo"
    label = "demo"
