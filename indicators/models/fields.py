"""Status words and flags as the small integers the database keeps; in Python they are the words."""

from typing import Any

from django.db import models

from indicators.analysis.status import CODES, WORDS, Status, flags_to_text, text_to_flags


class StatusField(models.SmallIntegerField):
    """One status word. The numbers are those of `indicators.analysis.status.CODES`."""

    def from_db_value(self, value: int | None, *_: Any) -> Status | None:
        return None if value is None else WORDS[value]

    def to_python(self, value: Any) -> Status | None:
        return None if value is None else WORDS[value] if isinstance(value, int) else Status(value)

    def get_prep_value(self, value: Any) -> int | None:
        return value if value is None or isinstance(value, int) else CODES[Status(value)]


class FlagsField(models.SmallIntegerField):
    """Any number of status words, separated by a space; a bit each."""

    def from_db_value(self, value: int | None, *_: Any) -> str | None:
        return None if value is None else flags_to_text(value)

    def to_python(self, value: Any) -> str | None:
        return flags_to_text(value) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> int | None:
        return value if value is None or isinstance(value, int) else text_to_flags(value)
