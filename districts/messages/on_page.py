"""What a refused file says on the page, where one chooses below what the command takes as an option."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from districts.messages import said
from districts.messages.texts import FINDINGS
from districts.messages.words import WRITERS
from sozialmonitor.web.wording import Said, Sentences, worded, written

REFUSALS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "no-such-entry": (
        _("The file has the entries 1 to %(entries)s, not %(entry)s."),
        _("Please take the numbers from the findings."),
    ),
    "nothing-to-join": (
        _("The code %(code)s does not occur more than once."),
        _("Please take the codes from the findings."),
    ),
}
HINTS: Final[dict[str, Sentences]] = {
    "choose-layer": _("Please choose the layer that is meant."),
    "choose-code-field": _("Please choose the field with the codes; each field is shown with values from the file."),
    "choose-field": _("Please choose another field; each is shown with values from the file."),
    "give-crs": (
        _("Please choose the coordinate system."),
        _("Possible are: %(candidates)s."),
    ),
    "export-x-before-y": (
        _("If the areas then lie in the right place, choose “north before east”. Or have the file exported again."),
        _("Possible are: %(candidates)s."),
    ),
}
# What may be put right on the page of the draft.
FOUND: Final[dict[str, Sentences]] = {
    "ask-codes": _(
        "Please give each area a code of its own below, or have the codes corrected where the file comes from."
    ),
    "name-field": _("If the areas have names, upload the file again and say which field holds them."),
    "import-parents": _("Import the larger areas first, or upload the file again and say which they are."),
    "correct-or-leave-out": _(
        "If the entry is no area, leave it out below; else have the shape corrected where the file comes from."
    ),
    "leave-out-total": _("Please leave this entry out below: it would count every inhabitant twice."),
}


def found_on_page(rule: str, params: Mapping[str, Any], *, codes: Sequence[str], area_m2: float | None) -> Said:
    told = said(rule, params, codes=codes, area_m2=area_m2)
    own = FOUND.get(FINDINGS[rule][1]) if rule in FINDINGS else None
    return Said(told.text, str(own)) if own else told


def said_on_page(rule: str, params: Mapping[str, Any]) -> Said:
    """A refusal from its rule and its params, with the refusal's own hint among them."""
    if rule in REFUSALS:
        known = written(params, WRITERS)
        return Said(*(worded(text, known) for text in REFUSALS[rule]))
    hint = str(params.get("hint", ""))
    told = said(rule, params, hint=hint)
    return Said(told.text, worded(HINTS[hint], written(params, WRITERS))) if hint in HINTS else told
