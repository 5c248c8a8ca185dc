"""Nothing that takes files in works out what is left of a total: that would give hidden figures away.

A hidden count is safe only as long as nobody subtracts its neighbours from the total for the reader. So nothing in
`imports` may take anything from a sum or total, except to see whether both differ by more than rounding explains,
and then only where no part is hidden (`tests/imports/checks/test_sums.py`).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in (ROOT / "imports").rglob("*.py") if "migrations" not in path.parts)
SUMMED = re.compile(r"\b(sum|nansum|fsum|cumsum|reduce|bincount|total|totals|gesamt|insgesamt|rest)\b")
# Where a sum meets its total: both are compared, and the difference goes no further than the comparison.
COMPARING = {"imports/checks/sums.py": "abs(%s) > allowance"}


def taken_from_sums(source: str) -> Iterator[str]:
    """Every subtraction with a sum or a total on either side, with what stands around it."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        sides = ()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            sides = (node.left, node.right)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
            sides = (node.target, node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("subtract", "diff", "sub"):
            sides = tuple(node.args)
        if any(SUMMED.search(re.sub(r"_", " ", ast.unparse(side))) for side in sides):
            around = parents.get(parents.get(node, node), node)
            yield ast.unparse(around if isinstance(around, ast.Compare) else node)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_residual_is_computed(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    found = list(taken_from_sums(path.read_text(encoding="utf-8")))
    if name in COMPARING:
        before, after = COMPARING[name].split("%s")
        assert found
        found = [text for text in found if not (text.startswith(before) and text.endswith(after))]
    assert found == [], f"{name} takes something from a sum or a total"


@pytest.mark.parametrize(
    "source",
    [
        "rest = total - sum(parts)",
        "left = row.total - 5",
        "total -= value",
        "np.subtract(totals, parts)",
        "figures['Insgesamt'] - 1".replace("Insgesamt", "insgesamt"),
        "values.sum() - values[1:]",
        "hidden = whole - np.bincount(groups, values)",
    ],
)
def test_the_search_finds_residuals(source: str) -> None:
    assert list(taken_from_sums(source))


def test_the_search_lets_other_arithmetic_be() -> None:
    assert (
        list(taken_from_sums("a = b - c\nn = len(x) - 1\nz = after - before\ns = sum(x) + 1\nstart = day - step")) == []
    )
