"""Why something cannot be done with figures, deliveries and typologies, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from indicators.analysis.periods import Period
from indicators.analysis.strict import RuleError
from indicators.errors import NotPossible
from sozialmonitor.web import formats
from sozialmonitor.web.wording import Said, Sentences, Writer, by_word, joined, shown, worded, written

__all__ = ["Said", "period", "refusal", "said"]

Entry = tuple[Sentences, Sentences]

NOT_POSSIBLE: Final[dict[str, Entry]] = {
    "delivery_not_draft": (
        _("This delivery is no longer a draft; its state is: %(state)s."),
        _("Please reload the page: somebody else may have decided in the meantime."),
    ),
    "delivery_empty": (
        _("This delivery holds no figures."),
        _("There is nothing to publish. Please discard it, or check the file again."),
    ),
    "delivery_not_published": (
        _("This delivery is not published; its state is: %(state)s."),
        _("Only a published delivery can be withdrawn. Please reload the page."),
    ),
    "delivery_not_withdrawn": (
        _("This delivery is not withdrawn; its state is: %(state)s."),
        _("Only a withdrawn delivery can be published again. Please reload the page."),
    ),
    "nothing_to_publish_again": (
        _("Every figure of this delivery stands as it is already."),
        _("Another delivery says the same: there is nothing to publish again."),
    ),
    "four_eyes": (
        _("%(source)s wants four eyes: you uploaded or checked this delivery and may not publish it too."),
        _("Please ask somebody else who may publish these measures; the page names them."),
    ),
    "four_eyes_first": (
        _("%(source)s wants four eyes: no person has looked at this delivery yet."),
        _("Please mark it as checked; somebody else then publishes it."),
    ),
    "reason_missing": (
        _("A delivery cannot be withdrawn without a reason."),
        _("Please say in a sentence why it is withdrawn; it stays readable in the history."),
    ),
    "run_not_draft": (
        _("This result is no longer a draft; its state is: %(state)s."),
        _("Please reload the page, or compute the typology once more."),
    ),
    "run_not_published": (
        _("This result is not published; its state is: %(state)s."),
        _("Only a published result can be withdrawn. Please reload the page."),
    ),
    "no_figures": (
        _("For %(period)s and %(edition)s, no figures are published that the typology %(typology)s needs."),
        _("Please choose another period, or publish the deliveries with these figures first."),
    ),
    "division_has_outlines": (
        _("The division %(division)s has areas with outlines: it cannot become one of comparison regions."),
        _("Please give the comparison regions a division of their own."),
    ),
    "figures_hidden": (
        _("Of the %(size)s figures of this delivery your rights show %(seen)s. Nothing was published."),
        _("Ask somebody who may publish all of them, or the administration."),
    ),
    "figures_changed": (
        _("While the typology %(typology)s was computed, a delivery was published or withdrawn."),
        _("Please compute it once more."),
    ),
}
TYPOLOGY: Final[dict[str, Entry]] = {
    "too_few_areas": (
        (
            _("Only %(included)s of %(areas)s areas can be classified; two are needed at least."),
            _("Left out: %(reasons)s."),
        ),
        _("Please check whether the figures of this period are complete, and the exclusions in the definition."),
    ),
    "no_spread": (
        _("All areas have the same value of %(indicator)s: it tells nothing apart."),
        _("Please check the delivery, or take the indicator out of the definition."),
    ),
    "no_spread_index": (
        _("On the axis %(axis)s the indicators cancel each other out: all areas have the same sum."),
        _("Please check the indicators and weights of this axis in the definition."),
    ),
    "not_finite": (
        _("%(indicator)s holds numbers that are too large to compute with."),
        _("Please check the delivery; a sign for “missing” may have been read as a number."),
    ),
    "input_missing": (
        _("There are no figures of the indicator %(indicator)s."),
        _("Please check whether it is in the catalogue and its delivery is published."),
    ),
    "direction_missing": (
        _("For %(indicator)s it is not said whether higher is better or worse."),
        _("Please enter higher_is: worse or higher_is: better in the catalogue."),
    ),
    "population_missing": (
        _("The typology needs the number of inhabitants of the areas (%(measure)s), and it is not there."),
        _("Please publish the delivery with the inhabitants of this period first."),
    ),
    "city_value_missing": (
        _("The typology compares with the value of the whole city for %(indicator)s, and it is not there."),
        _("Please publish the delivery with the figures of the whole city first."),
    ),
    "wrong_length": (
        _("%(what)s has %(length)s entries for %(areas)s areas."),
        _("This is a fault of the program. Please tell the administration."),
    ),
    "area_twice": (
        _("The area %(area)s occurs twice."),
        _("Please check the codes of the areas in this edition."),
    ),
}
FORMULA: Final[dict[str, Entry]] = {
    "measure_unknown": (
        _("The formula uses the measure %(code)s, which is not in the catalogue."),
        _("Please add the measure to the catalogue, or correct the formula."),
    ),
    "indicator_unknown": (
        _("The formula uses the indicator %(code)s, which is not in the catalogue or refers back to it."),
        _("Please correct the formula in the catalogue."),
    ),
    "only_counts_add_up": (
        _("The formula adds up %(code)s, which is %(kind)s. Only counts may be added up."),
        _("Please name a single measure there."),
    ),
}
TEXTS: Final = {**NOT_POSSIBLE, **TYPOLOGY, **FORMULA}

# By the word of the permission that lacks. Which measures lack it is not said: the name alone would tell they exist.
DENIED: Final[dict[str, Entry]] = {
    "import": (
        _("Your department may not import files."),
        _("Please ask the administration for this right if it belongs to your work."),
    ),
    "publish": (
        _("Your department may not publish or withdraw all measures of this delivery."),
        _("Please ask the department that owns these measures, or the administration."),
    ),
    "": (
        _("Your account may not do this."),
        _("Please ask the administration if it belongs to your work."),
    ),
}
KINDS: Final = {"count": _("a count"), "mean": _("a mean"), "share": _("a share"), "index": _("an index")}
LEFT_OUT: Final = {
    "excluded": _("excluded by the definition"),
    "minimum_population": _("too few inhabitants"),
    "no_population": _("number of inhabitants not there"),
    "no_value": _("a value is not there"),
}


def period(label: str) -> str:
    """A period's label as its usual words; other text as it is."""
    try:
        found = Period.parse(label)
    except ValueError:
        return shown(label)
    return formats.period(found.start, found.end)


def _left_out(reasons: str) -> str:
    if reasons == "none":
        return ""
    counted = (part.rpartition(" ") for part in reasons.split(", "))
    return joined(f"{LEFT_OUT.get(code, code)} ({number})" for code, _blank, number in counted)


WRITERS: Final[dict[str, Writer]] = {"kind": by_word(KINDS), "period": period, "reasons": _left_out}


def said(rule: str, params: Mapping[str, object]) -> Said:
    if rule not in TEXTS:
        return Said(rule, "")
    text, hint = TEXTS[rule]
    known = written(params, WRITERS)
    return Said(worded(text, known), worded(hint, known))


def refusal(error: NotPossible | RuleError | PermissionDenied) -> Said:
    """What an exception of this app, or a missing right, says to the person who asked."""
    if isinstance(error, PermissionDenied):
        text, hint = DENIED.get(str(error).partition(" ")[0], DENIED[""])
        return Said(worded(text, {}), worded(hint, {}))
    return said(error.reason if isinstance(error, NotPossible) else error.rule, error.params)
