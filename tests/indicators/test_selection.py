"""The words of the address bar: what is read, what is refused, and that a selection writes itself back."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.periods import Period
from indicators.selection import METHODS, WORDS, Selection, SelectionError, read_selection


def test_an_empty_address_is_the_empty_selection() -> None:
    assert read_selection({}) == Selection()
    assert read_selection({"indicator": "", "period": "", "utm_source": "x"}) == Selection()


def test_every_word_is_read() -> None:
    found = read_selection(
        {
            "indicator": "quote", "division": "stadtteile", "date": "2020-01-01", "period": "2023/24",
            "from": "2019-12-31", "to": "2024-12-31", "area": "011", "method": "quantiles", "classes": "7",
        }
    )  # fmt: skip
    assert found == Selection(
        division="stadtteile", day=date(2020, 1, 1), indicator="quote", period=Period.parse("2023/24"),
        first=date(2019, 12, 31), last=date(2024, 12, 31), area="011", method="quantiles", classes=7,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("indicator:quote", ("quote", "")),
        ("typology:lage", ("", "lage")),
        ("planet:mars", ("", "alt")),
        ("indicator:", ("", "alt")),
        ("", ("", "alt")),
    ],
)
def test_the_topic_box_sends_one_word_for_both(subject: str, expected: tuple[str, str]) -> None:
    found = read_selection({"subject": subject, "typology": "alt"})
    assert (found.indicator, found.typology) == expected
    assert "subject" not in found.query()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("date", "gestern"), ("from", "2024-13-01"), ("to", "2024"), ("period", "Frühling"), ("period", "2024-Q5"),
        ("method", "zufall"), ("classes", "2"), ("classes", "8"), ("classes", "viele"), ("classes", "5.0"),
    ],
)  # fmt: skip
def test_unreadable_words_are_named(name: str, text: str) -> None:
    with pytest.raises(SelectionError) as caught:
        read_selection({name: text})
    assert (caught.value.name, caught.value.value) == (name, text)
    assert caught.value.allowed


@pytest.mark.parametrize("name", WORDS)
def test_a_character_the_database_does_not_know_is_refused(name: str) -> None:
    with pytest.raises(SelectionError) as caught:
        read_selection({name: "a\x00b"})
    assert caught.value.name == name
    assert "\x00" not in caught.value.value


words = st.fixed_dictionaries(
    {},
    optional={
        "indicator": st.text("abc-", min_size=1),
        "division": st.text("abc_", min_size=1),
        "date": st.dates().map(date.isoformat),
        "period": st.dates(date(1000, 1, 1)).map(lambda day: Period.day(day).label),
        "from": st.dates().map(date.isoformat),
        "area": st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1),
        "method": st.sampled_from(METHODS),
        "classes": st.integers(3, 7).map(str),
    },
)


@given(words)
def test_a_selection_written_and_read_again_is_the_same(given_words: dict[str, str]) -> None:
    selection = read_selection(given_words)
    assert read_selection(QueryDict(selection.query()).dict()) == selection


def test_words_can_be_changed_and_taken_out() -> None:
    selection = read_selection({"indicator": "quote", "period": "2023", "area": "1 & 2"})
    assert selection.query(period="2024", indicator=None) == "period=2024&area=1+%26+2"
