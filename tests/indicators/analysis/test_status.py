import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.status import (
    ALL_FLAGS,
    CODE_FLAG,
    CODE_HAS_VALUE,
    CODE_RANK,
    CODES,
    FLAGS,
    HAS_VALUE,
    PLAIN,
    PRECEDENCE,
    RANK_CODE,
    WORDS,
    Status,
    flags_to_text,
    strongest,
    text_to_flags,
)

CONTRACT = (
    "ok zero near_zero suppressed unknown pending unreliable limited blocked missing not_existing converted "
    "estimated provisional revised"
)


def test_the_words_are_exactly_those_of_the_contract() -> None:
    assert [status.value for status in Status] == CONTRACT.split()


def test_a_value_stands_only_with_eight_words() -> None:
    shown = "ok zero near_zero limited converted estimated provisional revised"
    assert {status.value for status in HAS_VALUE} == set(shown.split())


def test_codes_are_stored_so_they_never_change() -> None:
    assert [CODES[Status(word)] for word in CONTRACT.split()] == list(range(15))


def test_precedence_holds_every_word_once() -> None:
    assert sorted(PRECEDENCE) == sorted(Status)


@pytest.mark.parametrize("without", sorted(set(Status) - HAS_VALUE))
@pytest.mark.parametrize("with_value", sorted(HAS_VALUE))
def test_a_word_without_a_value_always_wins(without: Status, with_value: Status) -> None:
    assert strongest([with_value, without]) is without


def test_protection_wins_over_a_gap_and_a_missing_area_over_both() -> None:
    assert strongest([Status.MISSING, Status.SUPPRESSED, Status.PENDING]) is Status.SUPPRESSED
    assert strongest([Status.SUPPRESSED, Status.NOT_EXISTING]) is Status.NOT_EXISTING


def test_lookup_tables_say_the_same_as_the_words() -> None:
    for status, code in CODES.items():
        assert WORDS[code] is status
        assert bool(CODE_HAS_VALUE[code]) == (status in HAS_VALUE)
        assert WORDS[RANK_CODE[CODE_RANK[code]]] is status
        assert int(CODE_FLAG[code]) == (0 if status in PLAIN else FLAGS[status])


def test_lookup_tables_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        CODE_RANK[0] = 3


def test_flags_fit_into_the_panel_and_have_a_fixed_order() -> None:
    assert np.uint16(ALL_FLAGS) == ALL_FLAGS
    assert text_to_flags("revised converted  limited") == FLAGS[Status.REVISED] | FLAGS[Status.CONVERTED] | 1 << 7
    assert flags_to_text(text_to_flags("revised converted limited")) == "limited converted revised"
    assert flags_to_text(0) == ""


@given(st.integers(0, ALL_FLAGS))
def test_flags_read_back(flags: int) -> None:
    assert text_to_flags(flags_to_text(flags)) == flags


def test_an_unknown_word_is_named_together_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'revized' is not a status word.*revised"):
        text_to_flags("limited revized")


@pytest.mark.parametrize("flags", [-1, ALL_FLAGS + 1])
def test_unknown_bits_are_refused(flags: int) -> None:
    with pytest.raises(ValueError, match="no set of flags"):
        flags_to_text(flags)
