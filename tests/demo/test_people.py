"""The counts fit each other and have the structure real cities have."""

import numpy as np
import pytest

from sozialmonitor.demo.figures import City
from sozialmonitor.demo.people import MEAN_AGES, PARTS, _drawn, summed

PAIRS = [(part, whole) for part, whole, *_ in PARTS if not whole.startswith("REST")] + [
    ("ALO", "EW_15_64"),
    ("ALO_LANG", "ALO"),
    ("SGB2_15_64", "EW_15_64"),
    ("ALO_SGB2", "SGB2_15_64"),
    ("EW_MH", "EW"),
    ("HH", "EW"),
]


@pytest.mark.parametrize(("part", "whole"), PAIRS)
def test_no_part_exceeds_its_whole_in_any_block(city: City, part: str, whole: str) -> None:
    assert (city.people.counts[part] >= 0).all()
    assert (city.people.counts[part] <= city.people.counts[whole]).all()


def test_ages_add_up(city: City) -> None:
    counts = city.people.counts
    assert np.array_equal(counts["EW"], counts["EW_0_14"] + counts["EW_15_64"] + counts["EW_65P"])
    assert np.array_equal(counts["EW_0_14"], counts["EW_0_5"] + counts["EW_6_9"] + counts["EW_10_14"])
    assert np.array_equal(counts["ALO"], counts["ALO_SGB2"] + counts["ALO_SGB3"])


def test_every_division_adds_up_to_the_city(city: City) -> None:
    for measure, counts in city.people.counts.items():
        for division in city.places.areas:
            assert np.array_equal(city.people.per_area(city.places, division, measure).sum(axis=1), counts.sum(axis=1))


def test_sums_per_area_the_slow_way(small: City) -> None:
    of_block, counts = small.places.of_block["stadtteile"], small.people.counts["ALO"]
    slow = [
        [sum(int(n) for n, a in zip(row, of_block, strict=True) if a == area) for area in range(12)] for row in counts
    ]
    assert summed(counts, of_block, 12).tolist() == slow


def test_statistical_districts_add_up_to_stadtteile(full: City) -> None:
    table = full.places.areas["statistische-bezirke"]
    fine = full.people.per_area(full.places, "statistische-bezirke", "SGB2_U15")
    coarse = full.people.per_area(full.places, "stadtteile", "SGB2_U15")
    for number, code in enumerate(full.places.areas["stadtteile"]["code"]):
        assert np.array_equal(fine[:, (table["parent"] == code).to_numpy()].sum(axis=1), coarse[:, number])


def test_exactly_one_stadtteil_is_too_small_for_a_class(city: City) -> None:
    people = city.people.per_area(city.places, "stadtteile", "EW")
    harbour = city.places.of_block["stadtteile"][city.places.harbour]
    assert len(set(harbour)) == 1
    assert (people < 300).any(axis=0).sum() == 1
    assert (people[:, harbour[0]] < 300).all()


def test_the_city_is_as_large_and_as_poor_as_cities_are(full: City) -> None:
    total = {code: counts[-1].sum() for code, counts in full.people.counts.items()}
    assert 250_000 < total["EW"] < 350_000
    assert 0.04 < total["ALO"] / total["EW_15_64"] < 0.10
    assert 0.10 < total["SGB2_U15"] / total["EW_0_14"] < 0.30
    assert 0.30 < total["EW_MH"] / total["EW"] < 0.60
    assert 0.15 < total["EW_65P"] / total["EW"] < 0.25
    assert 1.6 < total["EW"] / total["HH"] < 2.3


def rate(city: City, part: str, whole: str, year: int, division: str = "stadtteile") -> np.ndarray:
    """Per cent, without the harbour."""
    numerator, denominator = (city.people.per_area(city.places, division, code)[year] for code in (part, whole))
    lived_in = city.people.per_area(city.places, division, "EW")[0] >= 300
    return 100 * numerator[lived_in] / denominator[lived_in]


def test_measures_of_burden_go_together_but_not_perfectly(full: City) -> None:
    jobless, poor = rate(full, "ALO", "EW_15_64", -1), rate(full, "SGB2_U15", "EW_0_14", -1)
    migrants = rate(full, "EW_MH", "EW", -1)
    assert 0.6 < np.corrcoef(jobless, poor)[0, 1] < 0.97
    assert 0.3 < np.corrcoef(jobless, migrants)[0, 1] < 0.95
    assert jobless.max() > 2.5 * jobless.min()


def test_years_resemble_each_other_and_some_stadtteile_move(full: City) -> None:
    first, second, last = (rate(full, "ALO", "EW_15_64", year) for year in (0, 1, -1))
    assert np.corrcoef(first, second)[0, 1] > 0.97
    assert np.corrcoef(first, last)[0, 1] < np.corrcoef(first, second)[0, 1]
    trend = full.people.trend
    assert trend.min() < -0.08
    assert trend.max() > 0.05


def test_neighbouring_blocks_are_alike(full: City) -> None:
    """Burden varies more between Stadtteile than within them."""
    burden, quarter = full.people.burden[0], full.places.of_block["stadtteile"]
    within = np.mean([burden[quarter == q].var() for q in np.unique(quarter)])
    assert within < 0.4 * burden.var()


def test_a_new_housing_area_grows(full: City) -> None:
    people = full.people.per_area(full.places, "stadtteile", "EW")
    growth = people[-1] / people[0]
    assert growth.max() > 1.5
    assert np.median(growth) < 1.2


def test_the_slump_of_2020_shows(full: City) -> None:
    jobless = full.people.counts["ALO_SGB3"].sum(axis=1)
    years = full.people.years
    assert jobless[years.index(2020)] > 1.05 * jobless[years.index(2019)]


def test_mean_age_the_slow_way(small: City) -> None:
    ages = small.people.mean_age(small.places, "stadtteile")
    member = small.places.of_block["stadtteile"] == 3
    groups = {code: int(small.people.counts[code][1][member].sum()) for code in MEAN_AGES}
    slow = sum(groups[code] * age for code, age in MEAN_AGES.items()) / sum(groups.values())
    assert ages[1, 3] == pytest.approx(slow)
    assert ((ages > 30) & (ages < 55)).all()


def test_draws_keep_the_share_asked_for() -> None:
    """Stock kept from year to year must not move the mean away from the probability."""
    rng = np.random.default_rng(3)
    whole = np.full((6, 4000), 100)
    drawn = _drawn(rng, whole, np.full(whole.shape, 0.3), 0.8)
    assert np.allclose(drawn.mean(axis=1) / 100, 0.3, atol=0.005)
    assert np.allclose(drawn.std(axis=1), np.sqrt(100 * 0.3 * 0.7), rtol=0.06)
    assert np.corrcoef(drawn[0], drawn[1])[0, 1] > 0.6


def test_draws_follow_a_shrinking_whole() -> None:
    whole = np.array([[50], [10], [0]])
    drawn = _drawn(np.random.default_rng(4), whole, np.full(whole.shape, 0.9), 0.9)
    assert (drawn <= whole).all()
    assert drawn[2, 0] == 0
