"""Holds what a file says against what is known: areas, editions, measures. Pure: reference in, findings out."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imports.checks.lookup import Lookup
from imports.checks.places import Places
from imports.checks.repeated import Repeated, shown
from imports.parsers.problems import Problems
from imports.parsers.profiles.model import Profile
from imports.parsers.progress import Steps, Tick
from imports.parsers.records import Block, Parsed
from imports.parsers.reference import EditionReference, MeasureReference, Reference
from indicators.analysis.figures import Figures
from indicators.analysis.status import CODES, FLAGS

__all__ = ["Checked", "EditionReference", "MeasureReference", "Reference", "check"]


@dataclass
class Checked:
    """The findings of the check (not those of the parser), and the figures on known areas: what may be stored."""

    lookup: Lookup
    problems: Problems
    count: int  # of figures that would be stored

    def figures(self) -> Iterator[Figures]:
        """The figures with ids of the database, block by block. Only where neither stage has errors are they stored."""
        records, lookup = self.lookup.records, self.lookup
        periods, flags = records.periods.list, records.flags.list
        start = np.array([period.start for period in periods], dtype="datetime64[D]")
        end = np.array([period.end for period in periods], dtype="datetime64[D]")
        status = np.array([CODES[word] for word in records.statuses.list], dtype=np.uint8)
        bits = np.array([sum(FLAGS[word] for word in words) for words in flags], dtype=np.uint16)
        for block in records.blocks():
            area, measure = lookup.areas(block), lookup.measures[block.measure]
            good = (area >= 0) & (measure >= 0)
            when = block.period[good]
            yield Figures(
                measure[good],
                area[good],
                start[when],
                end[when],
                block.value[good],
                status[block.status[good]],
                bits[block.flags[good]],
            )


def check(parsed: Parsed, reference: Reference, profile: Profile, tick: Tick | None = None) -> Checked:
    """Checks all figures against areas, editions and measures. Nothing may be stored if either stage has errors.

    `tick(done, total)` is called every now and then, in figures; what it raises ends the check.
    """
    records, problems = parsed.records, Problems()
    steps = Steps(tick, len(records), records.block_count + 2)
    lookup = Lookup(records, reference, profile, problems)
    places, repeated = Places(lookup, steps), Repeated(lookup, steps)
    count = 0
    for block in records.blocks():
        areas = lookup.areas(block)
        good = (lookup.measures[block.measure] >= 0) & (lookup.edition[block.period] >= 0)
        places.take(block, areas, good)
        good &= areas >= 0
        count += int(good.sum())
        repeated.take(block, good)
        _ranges(lookup, block, good, steps)
        steps.next()
    places.finish()
    repeated.finish(lookup)
    steps.next()
    if profile.complete:
        repeated.missing(lookup)
    if not count and not problems.has_errors and not parsed.problems.has_errors:
        problems.add("no_rows")
    steps.next()
    return Checked(lookup, problems, count)


def _ranges(lookup: Lookup, block: Block, good: NDArray[np.bool_], steps: Steps) -> None:
    kinds = lookup.kinds[block.measure]
    negative = (kinds == "count") & good & (block.value < 0)
    outside = (kinds == "share") & good & ((block.value < 0) | (block.value > 100))
    for rule, wrong in (("negative_count", negative), ("share_out_of_range", outside)):
        for at in steps.watch(np.flatnonzero(wrong).tolist()):
            if lookup.problems.full(rule):
                lookup.problems.count(rule, 1)
                continue
            record = lookup.records[block.first + at]
            lookup.problems.add(rule, record.place, shown(record), measure=record.measure)
