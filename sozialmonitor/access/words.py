"""The words of a grant: what may be done, and with what."""

from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    LIST = "list"
    VIEW = "view"
    DOWNLOAD = "download"
    IMPORT = "import"
    PUBLISH = "publish"
    MANAGE = "manage"


class Scope(StrEnum):
    ANY = "any"
    INDICATOR = "indicator"
    SET = "set"  # its indicators, those that join it later included
    TOPIC = "topic"  # the same of a topic
    MEASURE = "measure"
    TYPOLOGY = "typology"
    DIVISION = "division"  # its editions, correspondences, registers and plans
    SOURCE = "source"  # deliveries of an office


PERMISSION_WORDS: Final = [
    (Permission.LIST.value, _("find in the dictionary")),
    (Permission.VIEW.value, _("see the figures")),
    (Permission.DOWNLOAD.value, _("download")),
    (Permission.IMPORT.value, _("upload files")),
    (Permission.PUBLISH.value, _("publish and withdraw")),
    (Permission.MANAGE.value, _("manage")),
]
SCOPE_WORDS: Final = [
    (Scope.ANY.value, _("everything")),
    (Scope.INDICATOR.value, _("an indicator")),
    (Scope.SET.value, _("a set of indicators")),
    (Scope.TOPIC.value, _("a topic")),
    (Scope.MEASURE.value, _("a measure")),
    (Scope.TYPOLOGY.value, _("a typology")),
    (Scope.DIVISION.value, _("a division")),
    (Scope.SOURCE.value, _("deliveries of an office")),
]
