import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from imports.parsers.canonical import canonical_hash
from imports.parsers.records import Place, Record, Records
from indicators.analysis.periods import Period
from indicators.analysis.status import HAS_VALUE, Status
from tests.imports.parsers.building import record

periods = st.sampled_from([Period.year(2022), Period.year(2023), Period.day(date(2023, 12, 31))])


@st.composite
def records(draw: st.DrawFn) -> Record:
    status = draw(st.sampled_from(list(Status)))
    value = draw(st.sampled_from([0.0, -0.0, 1.0, 2.5, 1e12])) if status in HAS_VALUE else None
    flags = draw(st.frozensets(st.sampled_from([Status.PROVISIONAL, Status.REVISED])))
    codes = st.sampled_from(["1", "01", "2"])
    return Record(draw(st.sampled_from(["A", "B"])), draw(codes), "x", draw(periods), value, status, flags)


def obvious(rows: list[Record]) -> list[tuple[object, ...]]:
    """What the checksum stands for: the sorted rows themselves."""
    return sorted(
        (
            r.measure,
            r.area_code,
            r.period.start,
            r.period.end,
            r.status.value,
            " ".join(sorted(flag.value for flag in r.flags)),
            -1.0 if r.value is None else r.value + 0.0,
        )
        for r in rows
    )


@given(st.lists(records(), max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter(rows: list[Record], chance: random.Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert canonical_hash(Records(rows)) == canonical_hash(shuffled)


@given(st.lists(records(), max_size=4), st.lists(records(), max_size=4))
def test_files_have_one_checksum_exactly_where_their_sorted_rows_are_the_same(
    one: list[Record], other: list[Record]
) -> None:
    assert (canonical_hash(one) == canonical_hash(other)) is (obvious(one) == obvious(other))


def test_every_part_of_a_figure_counts() -> None:
    plain = record(status=Status.OK)
    changed = [
        plain._replace(measure="ALO"),
        plain._replace(area_code="11"),
        plain._replace(period=Period.day(date(2023, 12, 31))),
        plain._replace(value=1.0000001),
        plain._replace(status=Status.ESTIMATED),
        plain._replace(flags=frozenset({Status.REVISED})),
        plain._replace(value=None, status=Status.MISSING),
    ]
    hashes = {canonical_hash([row]) for row in [plain, *changed]}
    assert len(hashes) == len(changed) + 1
    assert canonical_hash([plain, plain]) != canonical_hash([plain])


def test_zero_missing_and_suppressed_are_three_things() -> None:
    rows = [record(value=0.0, status=Status.OK), record(value=None, status=Status.MISSING)]
    rows += [record(value=None, status=Status.SUPPRESSED), record(value=0.0, status=Status.ZERO)]
    assert len({canonical_hash([row]) for row in rows}) == 4


def test_names_and_places_do_not_count() -> None:
    plain = record(status=Status.OK)
    assert canonical_hash([plain]) == canonical_hash([plain._replace(area_name="Mitte", place=Place("Daten", 7, "EW"))])


def test_minus_zero_is_zero() -> None:
    assert canonical_hash([record(value=-0.0, status=Status.OK)]) == canonical_hash(
        [record(value=0.0, status=Status.OK)]
    )


def test_nothing_has_a_hash_too() -> None:
    assert len(canonical_hash([])) == 64
    assert canonical_hash([]) != canonical_hash([record(status=Status.OK)])
