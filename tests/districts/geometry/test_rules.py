import re
from pathlib import Path

import pytest

from districts.geometry import rules
from districts.geometry.rules import FINDINGS, HINTS, REFUSALS, RULES, Refusal, finding

PACKAGE = Path(rules.__file__).parent
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.py") if path.name != "rules.py"}


def test_refusal_keeps_what_was_read_and_what_to_do() -> None:
    refusal = Refusal("file-empty", "send-again", file="leer.geojson")
    assert (refusal.rule, refusal.hint, refusal.params) == ("file-empty", "send-again", {"file": "leer.geojson"})
    assert "leer.geojson" in str(refusal)


@pytest.mark.parametrize(("rule", "hint"), [("no-such-rule", "send-again"), ("file-empty", "no-such-hint")])
def test_refusal_needs_listed_words(rule: str, hint: str) -> None:
    with pytest.raises(ValueError, match="list it in rules"):
        Refusal(rule, hint)


def test_finding_takes_its_severity_from_the_list() -> None:
    assert finding("overlap", ["1", "2"], area_m2=3.0).severity == "error"
    assert finding("gap", rows=[1]).severity == "warning"
    with pytest.raises(KeyError):
        finding("no-such-rule")


def test_no_word_is_both_refusal_and_finding() -> None:
    assert not set(REFUSALS) & set(FINDINGS)
    assert set(RULES) == set(REFUSALS) | set(FINDINGS)
    assert len(REFUSALS) == len(set(REFUSALS))


def test_every_listed_word_is_used_and_every_used_word_listed() -> None:
    words = set(re.findall(r'"([a-z0-9-]+)"', "\n".join(SOURCES.values())))
    assert set(RULES) - words == set()
    assert set(HINTS) - words == set()
    raised = re.findall(r'(?:finding|Refusal)\(\s*"([a-z0-9-]+)"', "\n".join(SOURCES.values()))
    assert set(raised) <= set(RULES)


def test_the_package_is_pure() -> None:
    for name, text in SOURCES.items():
        assert not re.search(r"^\s*(?:from|import) (?:django|psycopg|celery)", text, re.MULTILINE), name
