"""The words of a grant: what may be done, and with what."""

from enum import StrEnum


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
