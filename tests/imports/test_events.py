"""What happened to a delivery is told completely, in words."""

import ast
from pathlib import Path

import pytest

from imports.presenters.events import UNTOLD, VERBS

ROOT = Path(__file__).parents[2]
PLACES = ("imports/actions", "indicators/actions/deliveries.py", "indicators/actions/again.py")


def verbs() -> set[str]:
    """Every verb that is written beside a batch or a delivery; the last word of some is a state."""
    found = set()
    for place in PLACES:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record":
                    words = {word.arg: ast.unparse(word.value) for word in call.keywords}
                    if "batch:" in words["what"] or "delivery:" in words["what"]:
                        found.add(words["verb"].removeprefix("f").strip("'\""))
    return found


def test_the_search_finds_what_is_known_to_be_there() -> None:
    assert {"receive file", "publish delivery", "withdraw delivery", "draft delivery again"} <= verbs()


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_every_step_has_its_words(verb: str) -> None:
    start, state, _ = verb.partition("{")
    assert verb == UNTOLD or (any(known.startswith(start) for known in VERBS) if state else verb in VERBS), verb
