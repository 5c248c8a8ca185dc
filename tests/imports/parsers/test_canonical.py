import hashlib
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


def obvious(rows: list[Record]) -> str:
    """The same by plain sorting of tuples, as the docstring describes it."""
    plain = []
    for r in rows:
        start, end = r.period.start.isoformat(), r.period.end.isoformat()
        value = None if r.value is None else r.value + 0.0
        flags = " ".join(sorted(flag.value for flag in r.flags))
        plain.append((r.measure, r.area_code, start, end, r.status.value, flags, value))
    digest = hashlib.sha256()
    for measure, code, start, end, status, flags, value in sorted(plain, key=lambda row: (*row[:6], row[6] or 0.0)):
        figure = "" if value is None else repr(value)
        digest.update(f"{measure}\x1f{code}\x1f{start}\x1f{end}\x1f{figure}\x1f{status}\x1f{flags}\x1e".encode())
    return digest.hexdigest()


@given(st.lists(records(), max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_the_slow_way_agrees(rows: list[Record], chance: random.Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert canonical_hash(Records(rows)) == canonical_hash(shuffled) == obvious(rows)


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
    assert canonical_hash([]) == hashlib.sha256().hexdigest()
