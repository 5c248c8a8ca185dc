"""What may be granted, and on what: the words that grants in the database and questions in code have in common."""

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
