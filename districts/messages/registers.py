"""The sentences about registers of addresses and lists of them. A test holds them against `addressing.rules`."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from districts import messages
from districts.actions.registers import CannotChangeRegister
from districts.messages.words import WRITERS
from sozialmonitor.web.wording import Said, Sentences, by_word, figure, worded, written

ROLES: Final = {
    "street": _("the street"),
    "number": _("the house number"),
    "suffix": _("the suffix of the house number"),
    "key": _("the street key"),
    "x": _("the east value or longitude"),
    "y": _("the north value or latitude"),
    "lon": _("the longitude"),
    "lat": _("the latitude"),
    "inhabitants": _("the inhabitants"),
    "address": _("the whole address"),
}

# Why a file is refused, and what to do about it.
REFUSALS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "register-empty": (_("The file has no rows."), _("Export it again and look whether it has rows.")),
    "register-too-large": (
        _("The file is %(size)s large when unpacked; up to %(limit)s are read."),
        _("Leave out columns that are not needed, or split the file."),
    ),
    "register-no-text": (_("The file is no table of text."), _("Send it as CSV or GeoJSON, also inside a ZIP.")),
    "register-encoding": (
        _("The letters of the file cannot be read as %(encoding)s."),
        _("Save it as CSV in UTF-8, or say its encoding, as cp850 for old DOS programs."),
    ),
    "register-json": (_("The file is no GeoJSON with points: %(said)s"), _("Send points as GeoJSON, or CSV.")),
    "register-archive": (
        (_("The ZIP does not hold exactly one table of addresses."), _("It holds: %(tables)s.")),
        _("Pack one CSV or GeoJSON file, without a password."),
    ),
    "register-columns": (
        (_("It is not clear which column holds %(missing)s."), _("The file has: %(columns)s.")),
        _("Name the columns, e.g. Strasse, Hausnummer, Zusatz, x, y."),
    ),
    "register-column-unknown": (
        (_("The file has no column “%(column)s” for %(role)s."), _("It has: %(columns)s.")),
        _("Write the name exactly as in the file."),
    ),
    "register-too-many": (_("The file has more than %(limit)s rows."), _("Split the file.")),
    "register-no-addresses": (
        (_("None of the %(rows)s rows is an address."), _("The first one is “%(read)s”: %(why)s")),
        _("Look whether the columns are the right ones."),
    ),
    "register_withdrawn": (_("%(register)s was withdrawn."), _("Read the file again to bring it into force.")),
    "register_same_day": (
        _("%(other)s is already in force from the same day."),
        _("Withdraw it first, or store this one with another day."),
    ),
    "register_reason": (_("A register in force is withdrawn only with a reason."), _("Say why in a few words.")),
    "no-register": (_("No register of addresses is in force."), _("Ask the geographers to upload one.")),
}

FINDINGS: Final[dict[str, Any]] = {
    "street-unknown": _("names no street"),
    "street-too-long": _("the name of the street is too long"),
    "number-missing": _("has no house number"),
    "number-unreadable": _("the house number cannot be read"),
    "coordinates-missing": _("has no coordinates"),
    "coordinates-unreadable": _("the coordinates are no numbers"),
    "coordinates-impossible": _("the coordinates lead out of the country"),
    "address-duplicate": _("the same address stands in an earlier line, named at the end"),
    "address-outside": _("lies outside the city; kept, and in no area"),
    "inhabitants-unreadable": _("the number of inhabitants cannot be read; kept without it"),
    "place-shared": _("further addresses at a point that is taken; kept"),
}

# What became of a line of a list to be looked up.
QUALITIES: Final = {
    "exact": _("found"),
    "suffix": _("found with another suffix"),
    "within": _("found as one house of several numbers"),
    "similar": _("found, the street is written differently"),
    "street": _("street without this house number"),
}
REASONS: Final = {
    "street-unknown": _("no such street"),
    "number-missing": _("no house number"),
    "number-unknown": _("the street has no such house number"),
    "several-streets": _("several streets of this name have this house"),
    "several-suffixes": _("only with several suffixes"),
    "empty": _("empty line"),
}

_WRITERS: Final = {
    **WRITERS,
    "role": by_word(ROLES),
    "missing": lambda roles: ", ".join(str(ROLES[role]) for role in roles),
    "why": by_word(FINDINGS),
}
# Of a table the columns can be named; areas have an option for it.
HINTS: Final = {
    "export-x-before-y": _("Please name the two columns of the coordinates the other way round."),
}
_OWN_WRITERS: Final = {"register-too-many": {"limit": figure}}


def said(rule: str, params: Mapping[str, Any]) -> Said:
    """A refusal of a register or of a list; what is no rule of addresses is one of geometry, as for areas."""
    if rule not in REFUSALS:
        hint = params.get("hint", "")
        told = messages.said(rule, params, hint=hint)
        return Said(told.text, str(HINTS[hint])) if hint in HINTS else told
    text, hint = REFUSALS[rule]
    known = written(params, {**_WRITERS, **_OWN_WRITERS.get(rule, {})})
    return Said(worded(text, known), worded(hint, known))


def cannot(error: CannotChangeRegister) -> Said:
    return said(error.reason, error.params)
