"""Who lives in the invented city: counts per block and year, drawn so that they fit each other.

Every part is drawn from its whole (binomial), so unemployed never exceed the people of working age, and sums over
blocks are the figures of every division. Burden is one hidden field, smooth over the city, with its own level per
Stadtteil and a trend in some; each measure follows it strongly but not perfectly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .groups import Floats, Ints
from .places import Places
from .scale import Scale

PEOPLE_PER_STADTTEIL = 7_300
STAY = 0.82  # of those counted in a part one year, how many are counted in it the next

# Part, whole, logit of the share in an average block, effect of burden, own spatial variation, drift per year, and how
# much of the slump of 2020 and 2021 it feels.
PARTS: tuple[tuple[str, str, float, float, float, float, float], ...] = (
    ("EW_0_5", "EW", -2.82, 0.10, 0.12, 0.004, 0.0),
    ("EW_6_9", "REST1", -3.18, 0.08, 0.10, 0.006, 0.0),
    ("EW_10_14", "REST2", -3.00, 0.06, 0.08, 0.004, 0.0),
    ("EW_65P", "REST3", -1.30, -0.16, 0.22, 0.008, 0.0),
    ("EW_MH", "EW", -0.40, 0.48, 0.25, 0.030, 0.0),
    ("AUSL", "EW_MH", 0.15, 0.12, 0.10, 0.020, 0.0),
    ("HH", "EW", 0.12, 0.02, 0.20, 0.004, 0.0),
    ("HH_KIND", "HH", -1.50, 0.02, 0.18, 0.000, 0.0),
    ("HH_ALLEIN", "HH_KIND", -1.22, 0.34, 0.14, 0.003, 0.0),
    ("ALO_SGB2", "EW_15_64", -3.25, 0.66, 0.24, -0.022, 0.22),
    ("ALO_SGB3", "REST_ALO", -3.85, 0.20, 0.10, -0.010, 0.42),
    ("ALO_LANG", "ALO_SGB2", -0.10, 0.16, 0.10, -0.010, 0.10),
    ("SGB2_15_64", "REST_SGB2", -3.00, 0.72, 0.24, -0.012, 0.06),
    ("SGB2_U15", "EW_0_14", -1.75, 0.74, 0.24, -0.018, 0.03),
    ("KITA_0_5", "EW_0_5", 0.42, -0.24, 0.12, 0.035, 0.0),
    ("SCH1", "EW_6_9", -1.12, 0.00, 0.04, 0.000, 0.0),
    ("SCH1_SPRACHE", "SCH1", -1.25, 0.58, 0.22, 0.030, 0.0),
    ("ESU", "EW_0_5", -1.68, 0.00, 0.04, 0.000, 0.0),
    ("ESU_GEWICHT", "ESU", -2.20, 0.36, 0.20, 0.015, 0.10),
    ("ESU_SPRACHE", "ESU", -1.45, 0.50, 0.20, 0.025, 0.08),
    ("GEB", "EW_15_64", -4.18, 0.06, 0.10, -0.012, 0.0),
    ("STERB", "EW_65P", -3.05, 0.10, 0.08, 0.004, 0.06),
)
# These happen anew each year; the others are a stock of people who mostly stay.
FLOWS = {"SCH1", "SCH1_SPRACHE", "ESU", "ESU_GEWICHT", "ESU_SPRACHE", "GEB", "STERB"}
MEAN_AGES = {"EW_0_5": 3.0, "EW_6_9": 8.0, "EW_10_14": 12.5, "EW_15_64": 39.8, "EW_65P": 75.4}


@dataclass(frozen=True)
class People:
    """`counts[code]` has the shape (years, blocks); the burden field (higher is worse) too."""

    years: tuple[int, ...]
    counts: dict[str, Ints]
    burden: Floats
    trend: Floats = field(repr=False)  # per block and year: below zero where the well-off move in

    def per_area(self, places: Places, division: str, code: str) -> Ints:
        """Sums, shape (years, areas of the division in the order of its table)."""
        return summed(self.counts[code], places.of_block[division], len(places.areas[division]))

    def mean_age(self, places: Places, division: str) -> Floats:
        """Years, shape (years, areas); NaN where nobody lives."""
        groups = {code: self.per_area(places, division, code) for code in MEAN_AGES}
        people = sum(groups.values(), np.zeros(1))
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(sum((groups[c] * age for c, age in MEAN_AGES.items()), np.zeros(1)) / people)


def summed(counts: Ints, of_block: Ints, areas: int) -> Ints:
    rows = [np.bincount(of_block, weights=row, minlength=areas) for row in counts]
    return np.rint(np.array(rows)).astype(np.int64)


def make_people(rng: np.random.Generator, places: Places, scale: Scale) -> People:
    years = scale.year_list
    level, trend = _burden(rng, places)
    step = np.arange(len(years))[:, None]
    burden = 2.1 * np.tanh((level + trend * step) / 2.1)  # even the hardest district has mostly people in work
    counts: dict[str, Ints] = {"EW": _inhabitants(rng, places, len(years), trend)}
    slump = np.array([{2020: 1.0, 2021: 0.7}.get(year, 0.0) for year in years])[:, None]
    for code, whole, base, effect, own, drift, shock in PARTS:
        _leftovers(counts)
        local = own * _smooth(rng, places) + 0.06 * rng.standard_normal(len(level))
        logit = base + effect * burden + local + drift * step + shock * slump
        stay = 0.0 if code in FLOWS else STAY
        counts[code] = _drawn(rng, counts[whole], 1.0 / (1.0 + np.exp(-logit)), stay)
    _totals(counts)
    extra = {f"ZUSATZ{number + 1:03d}": counts["EW"] for number in range(scale.measures or 0)}
    for code, whole_count in extra.items():
        share = 1.0 / (1.0 + np.exp(-(rng.normal(-2.5, 1.0) + 0.4 * burden)))
        counts[code] = _drawn(rng, whole_count, share, STAY)
    return People(years, {c: v for c, v in counts.items() if not c.startswith("REST")}, burden, trend)


def _leftovers(counts: dict[str, Ints]) -> None:
    """Wholes that are what earlier parts have left over, and sums that later parts are drawn from."""
    if "EW_65P" in counts and "EW_15_64" not in counts:
        counts["EW_15_64"] = counts["REST3"] - counts["EW_65P"]
        counts["EW_0_14"] = counts["EW_0_5"] + counts["EW_6_9"] + counts["EW_10_14"]
    for rest, whole, part in (
        ("REST1", "EW", "EW_0_5"),
        ("REST2", "REST1", "EW_6_9"),
        ("REST3", "REST2", "EW_10_14"),
        ("REST_ALO", "EW_15_64", "ALO_SGB2"),
        ("REST_SGB2", "EW_15_64", "ALO_SGB2"),
    ):
        if part in counts and rest not in counts:
            counts[rest] = counts[whole] - counts[part]


def _totals(counts: dict[str, Ints]) -> None:
    counts["ALO"] = counts["ALO_SGB2"] + counts["ALO_SGB3"]
    counts["SGB2_15_64"] = counts["SGB2_15_64"] + counts["ALO_SGB2"]  # drawn: recipients who are not unemployed


def _drawn(rng: np.random.Generator, whole: Ints, share: Floats, stay: float) -> Ints:
    """Binomial parts of `whole`, year by year; `stay` of last year's part remains: years resemble each other."""
    result = np.empty_like(whole)
    result[0] = rng.binomial(whole[0], share[0])
    for year in range(1, len(whole)):
        kept = np.minimum(rng.binomial(result[year - 1], stay), whole[year])
        others = np.clip(share[year] * (1 - stay) / (1 - stay * share[year]), 0, 1)
        result[year] = kept + rng.binomial(whole[year] - kept, others)
    return result


def _inhabitants(rng: np.random.Generator, places: Places, years: int, trend: Floats) -> Ints:
    """Slow growth, faster where the well-off move in, and one Stadtteil with a new housing area."""
    total = PEOPLE_PER_STADTTEIL * len(places.areas["stadtteile"])
    expected = places.dwellings / places.dwellings.sum() * total
    quarter = places.of_block["stadtteile"]
    weight = np.bincount(quarter, weights=places.dwellings)
    building = quarter == int(np.argsort(weight)[len(weight) // 4])
    result = np.empty((years, len(expected)), dtype=np.int64)
    result[0] = rng.poisson(expected * np.where(building, 0.6, 1.0))
    for year in range(1, years):
        growth = 0.004 - 0.06 * trend + np.where(building, 0.07, 0.0)
        before = result[year - 1]
        result[year] = rng.binomial(before, 0.91) + rng.poisson(before * np.maximum(0.09 + growth, 0.0))
    return result


def _burden(rng: np.random.Generator, places: Places) -> tuple[Floats, Floats]:
    """Level with mean 0 and spread 1 over the people, and its trend per year."""
    quarter = places.of_block["stadtteile"]
    count = len(places.areas["stadtteile"])
    own = rng.normal(0, 0.55, count)[quarter]
    near_harbour = np.exp(-((_distance(places, places.harbour) / (0.25 * places.radius)) ** 2))
    raw = _smooth(rng, places) + own + 0.9 * near_harbour + 0.28 * rng.standard_normal(len(quarter))
    weight = places.dwellings / places.dwellings.sum()
    raw = raw - (raw * weight).sum()
    level = raw / np.sqrt((raw**2 * weight).sum())
    mean = np.bincount(quarter, weights=level * weight) / np.maximum(np.bincount(quarter, weights=weight), 1e-12)
    yearly = rng.normal(0, 0.012, count)
    middle = _distance(places, None)
    inner = np.bincount(quarter, weights=middle) / np.bincount(quarter) < 0.55 * places.radius
    rising = sorted(np.flatnonzero(inner & (mean > 0.2)), key=lambda q: -mean[q])[: max(1, count // 12)]
    falling = sorted(np.flatnonzero(~inner), key=lambda q: -mean[q])[: max(1, count // 14)]
    yearly[rising] -= 0.11
    yearly[falling] += 0.07
    return level, yearly[quarter]


def _centres(places: Places) -> Floats:
    centre = places.areas["baubloecke"].geometry.centroid
    order = places.of_block["baubloecke"]
    return np.column_stack([centre.x, centre.y])[order]


def _distance(places: Places, member: NDArray[np.bool_] | None) -> Floats:
    """Metres of each block to the middle of the blocks `member`, or to the middle of the city."""
    centres = _centres(places)
    weight = places.dwellings if member is None else member.astype(float)
    middle = np.average(centres, axis=0, weights=weight)
    return np.asarray(np.hypot(*(centres - middle).T))


def _smooth(rng: np.random.Generator, places: Places) -> Floats:
    """A field with mean 0 and variance about 1 that varies over some kilometres: waves of random direction."""
    x, y = _centres(places).T / 2_600.0
    waves = 24
    frequency, angle = rng.normal(0, 1.0, (2, waves)), rng.uniform(0, 2 * np.pi, waves)
    field_ = np.cos(np.outer(x, frequency[0]) + np.outer(y, frequency[1]) + angle)
    return np.asarray(np.sqrt(2.0 / waves) * field_.sum(axis=1))
