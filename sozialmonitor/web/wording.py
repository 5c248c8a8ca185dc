"""How a rule with parameters becomes sentences in the reader's language; the messages of every app are made with it.

A table holds the sentences of each rule, with placeholders. A sentence that names something the finding does not know
is left out, unless none would remain: then an ellipsis stands for what is not known.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sozialmonitor.web import formats

Sentences = Promise | tuple[Promise | str, ...]
Writer = Callable[[Any], str]
UNKNOWN = "…"
LISTED = 12  # so many items of a list are named, the rest is counted
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # not the narrow blank between a figure and its unit
# What an old or foreign parameter of an unexpected shape makes the writers raise.
ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Said(NamedTuple):
    """What was read and what is wrong with it; what to do about it."""

    text: str
    hint: str


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return UNKNOWN


def worded(sentences: Sentences, known: Mapping[str, str]) -> str:
    texts = [str(one) for one in (sentences if isinstance(sentences, tuple) else (sentences,))]
    full = [text for text in texts if known.keys() >= set(PLACEHOLDER.findall(text))]
    return " ".join(full or texts[:1]) % _Known(known)


def written(params: Mapping[str, Any], writers: Mapping[str, Writer]) -> dict[str, str]:
    """The parameters as text, by their own writer or by their type. What is empty is not known and left out."""
    known = {}
    for name, value in params.items():
        try:
            text = "" if value is None else writers.get(name, shown)(value)
        except ODD:
            text = str(value)
        if text:
            known[name] = text
    return known


def shown(value: Any) -> str:
    """Numbers grouped, days and spans of days as dates, lists joined and cut, everything else as short text."""
    match value:
        case None | "":
            return ""
        case bool():
            return str(value)
        case int() | float():
            return figure(value)
        case date():
            return formats.day(value)
        case {"from": start, "to": end}:
            return span(start, end)
        case Mapping():
            return joined(f"{key} ({shown(inner)})" for key, inner in value.items())
        case list() | tuple() | set() | frozenset():
            return joined(value)
    return short(str(value))


def figure(value: float) -> str:
    if not math.isfinite(value) or abs(value) >= 1e15:
        return f"{value:g}"
    return formats.number(value, 0 if float(value).is_integer() else min(4, len(repr(value).partition(".")[2])))


def span(start: str, end: str | None) -> str:
    """The days an edition holds; `end` is the first day it no longer does."""
    if end is None:
        return _("since %(day)s") % {"day": formats.day(date.fromisoformat(start))}
    return formats.period(date.fromisoformat(start), date.fromisoformat(end) - timedelta(days=1))


def joined(items: Iterable[Any], total: int | None = None, *, most: int = LISTED) -> str:
    """“a, b, c and 12 more”; `total` where the list was cut before. Never “and 1 more”: that one is named."""
    texts = [short(shown(item), 60) or _("(empty)") for item in items]
    named = texts if len(texts) <= most + 1 else texts[:most]
    more = max(total or 0, len(texts)) - len(named)
    listed = ", ".join(named)
    return _("%(listed)s and %(count)s more") % {"listed": listed, "count": formats.number(more)} if more else listed


def short(text: str, length: int = 200) -> str:
    plain = BLANKS.sub(" ", text).strip(" ")
    return plain if len(plain) <= length else f"{plain[: length - 1]}…"


def by_word(words: Mapping[str, Promise]) -> Writer:
    return lambda word: str(words.get(word, word))


def unit(name: str) -> Writer:
    return lambda value: formats.with_unit(figure(value), name)


def plain_numbers(value: Any) -> str:
    """Numbers of rows, lines and columns without thousands marks: one looks them up, nobody compares them."""
    return joined(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
