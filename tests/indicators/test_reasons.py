"""Why an area has no class, and what this app refuses, in words a person can act on."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from indicators.analysis.formula import read_formula, resolved
from indicators.analysis.strict import RuleError
from indicators.errors import NotPossible
from indicators.messages import period, refusal, said
from indicators.presenters.reasons import reason_text


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ({"code": "excluded", "reason": "Gewerbegebiet"}, "Left out by the definition: Gewerbegebiet"),
        ({"code": "minimum_population", "at_least": 1000}, "at least 1,000 inhabitants are needed"),
        ({"code": "minimum_population", "at_least": 1000, "population": 90}, "90 inhabitants, at least 1,000"),
        ({"code": "no_population", "status": "missing"}, "the number of inhabitants is not there"),
        ({"code": "no_value", "indicator": "quote", "status": "suppressed"}, "No class: Unemployment is not there"),
        ({"code": "no_value", "indicator": "fort", "status": "missing"}, "No class: fort is not there"),
    ],
)
def test_every_reason_has_its_sentence(reason: dict[str, Any], words: str) -> None:
    assert words in reason_text(reason, {"quote": "Unemployment"})


@pytest.mark.parametrize("reason", [{}, {"code": "something new"}])
def test_a_reason_of_a_later_version_says_nothing_wrong(reason: dict[str, Any]) -> None:
    assert reason_text(reason, {}) == ""


@pytest.mark.parametrize(("label", "words"), [("2023", "2023"), ("irgendwann", "irgendwann")])
def test_periods_in_messages_and_text_that_is_none(label: str, words: str) -> None:
    assert words in period(label)


def test_a_missing_right_is_told_by_what_was_asked() -> None:
    known, unknown = refusal(PermissionDenied("publish EW")), refusal(PermissionDenied("zaubern"))
    for told in (known, unknown, refusal(PermissionDenied())):
        assert told.text
        assert told.hint
    assert known != unknown


def test_an_unknown_rule_is_shown_as_it_is() -> None:
    told = said("something_new", {"a": 1})
    assert (told.text, told.hint) == ("something_new", "")


def test_what_is_not_possible_names_whose_rule_it_is() -> None:
    told = refusal(NotPossible("four_eyes", source="Landesamt"))
    assert "Landesamt" in told.text + told.hint


def test_a_formula_that_cannot_be_read_is_told_in_the_same_way() -> None:
    with pytest.raises(RuleError) as error:
        resolved(read_formula({"change": {"indicator": "fort", "years": 1}}), {})
    told = refusal(error.value)
    assert told.text
    assert told.text != error.value.rule
