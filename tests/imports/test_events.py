"""What happened to a delivery is told completely, in words."""

import ast
import re
from pathlib import Path

import pytest

from imports.presenters.events import UNTOLD, VERBS

ROOT = Path(__file__).parents[2]
PLACES = ("imports/actions", "indicators/actions/deliveries.py", "indicators/actions/again.py")


def texts(node: ast.AST) -> set[str]:
    """The texts an expression may be; an f-string with its braces."""
    if isinstance(node, ast.JoinedStr):
        return {ast.unparse(node).removeprefix("f").strip("'\"")}
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def verbs() -> set[str]:
    """Every verb that is written beside a batch or a delivery; the last word of some is a state."""
    found: set[str] = set()
    for place in PLACES:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            named = {
                node.targets[0].id: node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            }
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record":
                    words = {word.arg: word.value for word in call.keywords}
                    verb = words["verb"]
                    if re.search("batch:|delivery:", ast.unparse(words["what"])):
                        found |= texts(named.get(verb.id, verb) if isinstance(verb, ast.Name) else verb)
    return found


def test_the_search_finds_what_is_known_to_be_there() -> None:
    assert {
        "receive file",
        "take file from inbox",
        "publish delivery",
        "withdraw delivery",
        "draft delivery again",
    } <= verbs()


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_every_step_has_its_words(verb: str) -> None:
    start, state, _ = verb.partition("{")
    assert verb == UNTOLD or (any(known.startswith(start) for known in VERBS) if state else verb in VERBS), verb
