"""How parameters become sentences, whichever app they belong to."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.web.wording import Sentences, joined, shown, span, worded, written

in_german = translation.override("de")
TEXT = st.text("aß 1.%()s\n", max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@in_german
def test_long_lists_are_cut_and_the_rest_is_counted() -> None:
    assert joined(["a", "b", ""]) == "a, b, (leer)"
    assert joined([str(n) for n in range(13)]) == ", ".join(str(n) for n in range(13))
    assert joined([str(n) for n in range(14)]).endswith("10, 11 und 2 weitere")
    assert joined(["a"], total=1500) == "a und 1.499 weitere"


@in_german
def test_spans_of_days_end_on_the_last_day_they_hold() -> None:
    assert span("2020-01-01", "2021-01-01") == "2020"
    assert shown({"from": "2020-05-17", "to": "2021-03-01"}) == "17.05.2020 – 28.02.2021"
    assert shown([{"from": "2024-01-01", "to": None}]) == "seit 01.01.2024"
    assert shown(date(2024, 2, 29)) == "29.02.2024"


def test_a_sentence_is_left_out_when_it_names_something_unknown() -> None:
    sentences: Sentences = ("It is %(size)s.", "It has %(rows)s rows.", "Done.")
    assert worded(sentences, {"rows": "3"}) == "It has 3 rows. Done."
    assert worded(("It is %(size)s.",), {}) == "It is …."


@given(st.dictionaries(TEXT, JSON, max_size=4))
def test_nothing_empty_counts_as_known(params: Mapping[str, Any]) -> None:
    known = written(params, {})
    assert all(known.values())
    assert not {name for name, value in params.items() if value is None or value in ("", [], {})} & known.keys()
