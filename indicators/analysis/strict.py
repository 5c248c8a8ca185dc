"""The base of everything read from a catalogue: unknown keys are refused, with the key that was probably meant."""

import difflib
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError


class Strict(BaseModel):
    """Frozen, and nothing is read past silently: a mistyped option must not fall back to its default."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, data: object) -> object:
        if isinstance(data, Mapping):
            for key in data:
                if key not in cls.model_fields:
                    refuse_word(str(key), list(cls.model_fields))
        return data


class RuleError(ValueError):
    """Something that cannot be computed. `rule` and `params` are for translation, the text is plain English."""

    TEXTS: Mapping[str, str] = {}

    def __init__(self, rule: str, **params: object) -> None:
        self.rule = rule
        self.params = params
        super().__init__(self.TEXTS[rule].format(**params))


def refuse_word(word: str, known: list[str]) -> None:
    """Raises the error for an unknown key: names it, the nearest known one if there is one, and all known ones."""
    near = difflib.get_close_matches(word, known, n=1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    raise PydanticCustomError(
        "unknown_key",
        "'{word}' is not known here. {hint}Known: {known}.",
        {"word": word, "hint": hint, "known": ", ".join(known)},
    )
