import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.parsers import records as records_module
from imports.parsers.canonical import canonical_hash
from imports.parsers.records import RULES, Parsed, Place, Problems, Record, Records, Severity
from indicators.analysis.periods import Period
from indicators.analysis.status import HAS_VALUE, Status

words = st.text("abc0 ", max_size=3)
days = st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(Period.day)
places = st.builds(Place, st.none() | words, st.none() | st.integers(1, 2_000_000), st.none() | words)


@st.composite
def any_record(draw: st.DrawFn) -> Record:
    status = draw(st.sampled_from(list(Status)))
    value = draw(st.floats(allow_nan=False, allow_infinity=False)) if status in HAS_VALUE else None
    flags = draw(st.frozensets(st.sampled_from(list(Status)), max_size=2))
    return Record(draw(words), draw(words), draw(words), draw(days), value, status, flags, draw(places))


@given(st.lists(any_record(), max_size=20))
def test_what_goes_in_comes_out_in_order(written: list[Record]) -> None:
    records = Records(written)
    assert list(records) == written
    assert [records[i] for i in range(len(records))] == written
    assert records[:2] == written[:2]


def test_numbers_point_into_the_list_of_words() -> None:
    period = Period.year(2023)
    records = Records([Record(m, c, "", period, 1.0, Status.OK) for m, c in [("EW", "1"), ("ALO", "2"), ("EW", "2")]])
    (block,) = records.blocks()
    assert [records.measures.list[i] for i in block.measure] == ["EW", "ALO", "EW"]
    assert [records.codes.list[i] for i in block.code] == ["1", "2", "2"]


@given(st.lists(any_record(), max_size=40), st.integers(1, 7))
def test_blocks_in_memory_and_in_the_file_are_the_same_to_readers(written: list[Record], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records_module, "BLOCK", size)
        patch.setattr(records_module, "_IN_MEMORY", 1)
        records = Records(written)
        other = Records()
        for name in ("measures", "codes", "names", "periods", "statuses", "flags", "columns"):
            for word in getattr(records, name).list:
                getattr(other, name).number(word)
        for block in records.blocks():
            assert len(block.value) <= size
            other.extend(block)
        assert list(records) == list(other) == written
        assert [block.first for block in records.blocks()] == list(range(0, len(written), size))
        assert records.block_count == -(-len(written) // size)
        assert canonical_hash(records) == canonical_hash(written)


def test_no_value_is_not_zero() -> None:
    period = Period.year(2023)
    records = Records([Record("EW", "1", "", period, v, s) for v, s in [(0.0, Status.ZERO), (None, Status.MISSING)]])
    assert [record.value for record in records] == [0.0, None]
    assert str(next(records.blocks()).value.tolist()) == "[0.0, nan]"


def test_areas_lists_each_code_once_with_its_first_name() -> None:
    period = Period.year(2023)
    pairs = [("012", "Jungbusch"), ("011", "Innenstadt"), ("012", "Jungbusch (neu)")]
    records = Records([Record("EW", code, name, period, 1.0, Status.OK) for code, name in pairs])
    assert records.areas() == {"012": "Jungbusch", "011": "Innenstadt"}
    assert Records().areas() == {}


def test_problems_beyond_the_limit_are_counted_not_kept() -> None:
    problems = Problems(limit=3)
    for line in range(1, 8):
        problems.add("unknown_word", Place(None, line, "EW"), "k.A.")
    problems.add("name_differs", Place(None, 9))
    assert len(problems) == 4  # warnings have their own room: errors must not crowd them out, nor the reverse
    assert problems.by_rule == {"unknown_word": 7, "name_differs": 1}
    assert problems.has_errors


def test_warnings_and_notices_are_no_errors() -> None:
    problems = Problems(limit=0)
    problems.add("name_differs")
    problems.add("missing_areas")
    assert not problems.has_errors
    assert problems.by_severity == {Severity.WARNING: 1, Severity.NOTICE: 1}


def test_a_problem_can_be_stored() -> None:
    problems = Problems()
    problems.add("unknown_word", Place("Daten", 3, "EW"), "a\x00b" + "x" * 400, [1, None, "\x00"], known=["-"])
    (problem,) = problems
    assert problem.row == ["1", "", "␀"]  # no database column takes a NUL
    assert problem.value is not None
    assert (problem.value[:3], len(problem.value)) == ("a␀b", 200)
    assert json.loads(json.dumps(problem.params)) == {"known": ["-"]}


def test_a_rule_nobody_declared_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        Problems().add("no_such_rule")


def test_every_rule_has_a_severity_and_fits_its_column() -> None:
    assert all(len(rule) <= 60 and rule.isidentifier() for rule in RULES)
    assert set(RULES.values()) == set(Severity)


def test_parsed_starts_empty_each_time() -> None:
    Parsed().facts["layout"] = "table"
    assert Parsed().facts == {}
