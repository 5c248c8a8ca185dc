"""What stands in the text beside a file that was put away: German, for whoever left the file there."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Final, ParamSpec

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from imports.errors import Refused
from imports.inbox_folder import Waiting
from imports.messages import refusal, said
from imports.messages.faults import fault_said
from imports.models import Batch
from imports.presenters.findings import place
from sozialmonitor.web import formats

SHOWN: Final = 50
P = ParamSpec("P")


def _german(write: Callable[P, list[str]]) -> Callable[P, str]:
    @wraps(write)
    def inside(*args: P.args, **kwargs: P.kwargs) -> str:
        with translation.override("de"):
            return "\n".join(write(*args, **kwargs)) + "\n"

    return inside


def _head(file: Waiting) -> list[str]:
    return [
        _("File: %(name)s") % {"name": file.path},
        _("Written on: %(moment)s") % {"moment": f"{formats.day(localtime().date())}, {localtime(now()):%H:%M}"},
        "",
    ]


def _where(batch: Batch) -> str:
    return _("Delivery no. %(number)s, in the Sozialmonitor at %(address)s") % {
        "number": batch.pk,
        "address": reverse("delivery", args=[batch.pk]),
    }


@_german
def unknown_folder(file: Waiting, known: Sequence[str]) -> list[str]:
    return [
        *_head(file),
        _("Not taken in: there is no import profile “%(folder)s”, as the folder is called.") % {"folder": file.folder},
        _("Please put the file into the inbox folder itself, or into a folder named like one of the profiles:"),
        *(f"  {key}" for key in known),
    ]


@_german
def why_too_large(file: Waiting) -> list[str]:
    return [*_head(file), *refusal(Refused("file_too_large", limit_mb=settings.MAX_UPLOAD_BYTES // 1024 // 1024))]


@_german
def taken_before(file: Waiting, batch: Batch) -> list[str]:
    return [
        *_head(file),
        _("Not taken in once more: the same bytes came in before."),
        _where(batch),
        _("Its state: %(state)s") % {"state": batch.get_state_display()},
        _("To have it checked again, or published again, please open the delivery there."),
    ]


@_german
def why_refused(file: Waiting, batch: Batch) -> list[str]:
    lines = [*_head(file), _("Taken in, but nothing of it was stored. Please correct it and leave it here again.")]
    lines += [_where(batch), _("Its state: %(state)s") % {"state": batch.get_state_display()}, ""]
    lines += list(fault_said(batch.fault)) if batch.fault else []
    for told in batch.recognised.get("problems", []) if batch.profile is None else []:
        lines += list(said(told["rule"], told["value"], told["params"]))
    for problem in batch.problems.filter(severity="error")[:SHOWN]:
        words = said(problem.rule, problem.value, problem.params)
        lines.append(f"{place(problem) or '–'}: {words.text} {words.hint}".rstrip())
    if (more := batch.problem_counts.get("error", 0) - SHOWN) > 0:
        lines.append(_("… and %(count)s more errors; all of them are listed with the delivery.") % {"count": more})
    return lines
