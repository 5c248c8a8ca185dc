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
    MEASURE = "measure"
    TYPOLOGY = "typology"
    DIVISION = "division"  # its editions, correspondences, registers and plans
