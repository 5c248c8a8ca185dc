"""Every rule of registers and lists has its words, and they say what was really read."""

import polib
import pytest
from django.utils import translation

from districts.actions.registers import CannotChangeRegister
from districts.addressing import columns, rules
from districts.messages import registers
from tests.districts.test_messages import CATALOGUE

OWN = {"register_withdrawn", "register_same_day", "register_reason", "no-register"}


def test_every_rule_has_its_words_and_no_words_are_left_over() -> None:
    assert set(registers.REFUSALS) == {*rules.REFUSALS, *OWN}
    assert set(registers.FINDINGS) == set(rules.FINDINGS)
    assert set(registers.ROLES) == set(columns.ROLES)
    assert set(registers.QUALITIES) == {"exact", "suffix", "within", "similar", "street"}


def test_all_of_them_are_german_too() -> None:
    german = {entry.msgid for entry in polib.pofile(str(CATALOGUE)) if entry.translated()}
    with translation.override("en"):
        tables = (registers.FINDINGS, registers.ROLES, registers.QUALITIES, registers.REASONS)
        words = {str(text) for table in tables for text in table.values()}
    assert words <= german


@pytest.mark.parametrize("rule", rules.REFUSALS)
def test_a_refusal_without_its_params_is_still_a_sentence(rule: str) -> None:
    words = registers.said(rule, {})
    assert words.text
    assert words.hint
    assert "%(" not in words.text + words.hint


@pytest.mark.parametrize(
    ("rule", "params", "text"),
    [
        ("register-columns", {"missing": ["street", "x"], "columns": ["A", "B"]}, "the street, the east value"),
        ("register-columns", {"missing": ["number"], "columns": ["A", "B"]}, "The file has: A, B."),
        ("register-too-many", {"limit": 100000}, "more than 100,000 rows"),
        ("register-too-large", {"size": 400_000_000, "limit": 300_000_000}, "MB"),
        ("register-no-addresses", {"rows": 3, "read": "a", "why": "number-missing"}, "“a”: has no house number"),
        ("crs-missing", {"hint": "give-crs", "first_point": [1.0, 2.0], "crs": "EPSG:25832"}, "coordinate system"),
        ("archive-encrypted", {"hint": "zip-again", "member": "x.csv", "file": "x.zip"}, "password"),
    ],
)  # fmt: skip
def test_what_was_read_stands_in_the_sentence(rule: str, params: dict[str, object], text: str) -> None:
    with translation.override("en"):
        words = registers.said(rule, params)
    assert text in words.text
    assert words.hint


def test_what_may_not_be_done_says_what_may() -> None:
    with translation.override("de"):
        words = registers.cannot(CannotChangeRegister("register_same_day", register="A", other="B"))
    assert words.text == "B ist schon vom selben Tag an in Kraft."
    assert words.hint.startswith("Ziehen Sie es zuerst zurück")
