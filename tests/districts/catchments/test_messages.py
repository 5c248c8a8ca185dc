"""Every rule of lists and plans has its sentences, in both languages."""

import re
from pathlib import Path

import polib
import pytest

from districts.actions.plans import PlanRefused
from districts.addressing.sheets import Note, TableRefused
from districts.messages import plan_texts
from districts.messages.plans import check_said, note_said, place_of, refusal, title
from districts.queries.plan_checks import SEVERITIES, Check
from sozialmonitor.web.wording import PLACEHOLDER

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"


def raised(pattern: str, *places: str) -> set[str]:
    texts = [path.read_text(encoding="utf-8") for place in places for path in (ROOT / "districts").glob(place)]
    return {found for text in texts for found in re.findall(pattern, text)}


def test_every_check_is_worded() -> None:
    assert plan_texts.CHECKS.keys() == SEVERITIES.keys()
    assert set(SEVERITIES.values()) == plan_texts.SEVERITIES.keys()


def test_every_refusal_and_note_is_worded() -> None:
    lists = raised(r'TableRefused\(\s*"([a-z-]+)"', "addressing/*.py")
    lists |= raised(r'Note\(\s*"([a-z-]+)"', "addressing/*.py")
    lists |= raised(r'_(?:note|bad)\(\w+, "([a-z-]+)"', "addressing/*.py")
    assert len(lists) > 8
    assert lists - plan_texts.LISTS.keys() == set()
    plans = raised(r'PlanRefused\(\s*"([a-z-]+)"', "actions/*.py", "*.py")
    assert len(plans) > 6
    assert plans - plan_texts.PLANS.keys() == set()


def test_every_sentence_is_in_german_with_the_same_placeholders() -> None:
    german = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE)) if not entry.fuzzy}
    for table in (plan_texts.LISTS, plan_texts.PLANS, plan_texts.CHECKS):
        for texts in table.values():
            for one in texts:
                for part in one if isinstance(one, tuple) else (one,):
                    source = part._args[0]
                    assert german.get(source), source
                    assert set(PLACEHOLDER.findall(german[source])) == set(PLACEHOLDER.findall(source))


def test_what_is_said_names_what_was_read() -> None:
    note = Note("numbers-unreadable", "error", "Blatt 1", 1204, "HUV", "x7")
    assert "x7" in note_said(note).text
    assert "1204" in place_of(note)
    check = Check("address-unassigned", 1041, examples=tuple(f"Ring {n}" for n in range(50)))
    assert "Ring 0" in check_said(check).text
    assert re.search(r"1[.,]029", check_said(check).text)  # so many more than the twelve that are named
    assert "Jahr" in refusal(TableRefused("columns-missing", columns=["Jahr", "Wert"], sheets=[])).text
    refused = refusal(PlanRefused("checks-failed", plan="Plan A", rules=["house-double"]))
    assert "Plan A" in refused.text
    assert title("house-double") in refused.text


@pytest.mark.parametrize("error", [TableRefused("unbekannt"), PlanRefused("unbekannt")])
def test_an_unknown_rule_is_shown_as_it_is(error: TableRefused | PlanRefused) -> None:
    assert refusal(error).text == "unbekannt"
