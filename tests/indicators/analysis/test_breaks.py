import mapclassify
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.breaks import METHODS, Breaks, assign, class_breaks
from indicators.analysis.jenks import natural_breaks

NUMBERS = st.lists(st.integers(-400, 4000).map(lambda n: n / 8), min_size=1, max_size=60).map(np.array)
SKEWED = np.random.default_rng(7).gamma(2, 5, 200).round(2)


def classes_of(values: np.ndarray, method: str, classes: int, **given: object) -> tuple[Breaks, np.ndarray]:
    breaks = class_breaks(values, method, classes, **given)  # type: ignore[arg-type]
    return breaks, assign(values, breaks)


def test_equal_widths_end_where_they_should() -> None:
    assert class_breaks(np.array([0.0, 0.3, 1.0]), "equal", 5).edges == (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    assert class_breaks(np.array([0.67, 33.05]), "equal", 5).edges == (0.67, 7.146, 13.622, 20.098, 26.574, 33.05)


@pytest.mark.parametrize("classes", [3, 4, 5, 6, 7])
def test_the_same_classes_as_mapclassify(classes: int) -> None:
    for method, theirs in (
        ("equal", mapclassify.EqualInterval(SKEWED, k=classes)),
        ("quantiles", mapclassify.Quantiles(SKEWED, k=classes)),
    ):
        # Its bounds carry rounding, so a value exactly on one may fall on either side.
        clear = np.abs(SKEWED[:, None] - theirs.bins[None, :-1]).min(axis=1) > 1e-9
        assert clear.sum() > 190
        assert classes_of(SKEWED, method, classes)[1][clear].tolist() == theirs.yb[clear].tolist()


def test_five_classes_by_standard_deviation_as_mapclassify() -> None:
    # Its lowest class ends two deviations below the mean, where nothing lies; we leave it out and say so.
    breaks, numbers = classes_of(SKEWED, "std", 5)
    theirs = mapclassify.StdMean(SKEWED)
    assert theirs.counts[0] == 0
    assert numbers.tolist() == (theirs.yb - 1).tolist()
    assert (breaks.classes, breaks.asked, breaks.reduced) == (4, 5, "outside_values")


@pytest.mark.filterwarnings("ignore:Numba not installed")
@pytest.mark.parametrize("classes", [3, 5, 7])
def test_jenks_finds_what_mapclassify_finds(classes: int) -> None:
    assert classes_of(SKEWED, "jenks", classes)[1].tolist() == mapclassify.FisherJenks(SKEWED, k=classes).yb.tolist()


def within(groups: list[np.ndarray]) -> float:
    return sum(float(((group - group.mean()) ** 2).sum()) for group in groups)


def best_possible(values: list[float], classes: int) -> float:
    """Every way of cutting the sorted values, one after the other."""
    if classes == 1:
        return within([np.array(values)])
    cuts = range(1, len(values) - classes + 2)
    return min(within([np.array(values[:cut])]) + best_possible(values[cut:], classes - 1) for cut in cuts)


@given(st.lists(st.integers(-50, 200), min_size=5, max_size=9, unique=True), st.integers(3, 4))
def test_no_cut_is_better_than_the_natural_one(numbers: list[int], classes: int) -> None:
    values = np.sort(np.array(numbers, dtype=float))
    cuts = np.searchsorted(values, natural_breaks(values, np.ones(len(values)), classes), side="right")
    assert within(np.split(values, cuts)) == pytest.approx(best_possible(values.tolist(), classes))


def test_values_that_occur_often_weigh_more() -> None:
    values, counts = np.array([0.0, 1.0, 2.0, 10.0]), np.array([1.0, 1.0, 500.0, 1.0])
    assert natural_breaks(values, counts, 3) == [1.5, 6.0]
    assert natural_breaks(values, np.array([1.0, 1.0, 1.0, 1.0]), 2) == [6.0]


def test_edges_are_the_roundest_numbers_that_part_the_values_alike() -> None:
    values = np.array([1.234, 1.3, 1.27, 12.34, 12.9, 57.1, 58.0])
    breaks, numbers = classes_of(values, "jenks", 3)
    assert breaks.edges == (1.234, 2.0, 20.0, 58.0)
    assert numbers.tolist() == [0, 0, 0, 1, 1, 2, 2]


def test_friendly_edges_of_negative_numbers_and_nought() -> None:
    assert class_breaks(np.array([-12.37, -12.2, 0.0]), "quantiles", 3).edges == (-12.37, -12.3, -10.0, 0.0)
    assert class_breaks(np.array([0.0, 0.0, 3.0, 9.0]), "jenks", 3).edges == (0.0, 0.0, 3.0, 9.0)


@pytest.mark.parametrize(
    ("values", "method", "edges", "reduced"),
    [
        ([np.nan, np.nan], "jenks", (), "no_values"),
        ([], "quantiles", (), "no_values"),
        ([4.0, 4.0], "jenks", (4.0, 4.0), "few_values"),
        ([4.0], "std", (4.0, 4.0), "few_values"),
        ([4.0, 4.0], "equal", (4.0, 4.0), "few_values"),
        ([4.0, 5.0, np.nan], "quantiles", (4.0, 4.0, 5.0), "few_values"),
        ([0.0] * 50 + [1.0, 2.0, 3.0, 4.0, 5.0], "quantiles", (0.0, 0.0, 5.0), "equal_breaks"),
    ],
)
def test_degenerate_values_give_fewer_classes_and_say_so(
    values: list[float], method: str, edges: tuple[float, ...], reduced: str
) -> None:
    breaks, numbers = classes_of(np.array(values), method, 5)
    assert (breaks.edges, breaks.reduced, breaks.asked) == (edges, reduced, 5)
    assert breaks.classes == max(len(edges) - 1, 0)
    assert set(numbers.tolist()) - {-1} == set(range(breaks.classes))


def test_manual_breaks_stay_as_they_were_given() -> None:
    breaks, numbers = classes_of(np.array([6.0, 7.5, 9.0, np.nan]), "manual", 5, manual=[5, 7.5, 15])
    assert (breaks.edges, breaks.asked, breaks.reduced) == ((5.0, 5.0, 7.5, 15.0, 15.0), 4, None)
    assert numbers.tolist() == [1, 1, 2, -1]


def test_values_outside_the_pool_are_in_the_outer_classes() -> None:
    breaks = class_breaks(np.array([1.0, 2.0, 3.0]), "equal", 3)
    assert assign(np.array([[-9.0, 99.0], [np.nan, 2.0]]), breaks).tolist() == [[0, 2], [-1, 1]]


@pytest.mark.parametrize(
    ("method", "classes", "manual", "message"),
    [
        ("kmeans", 5, None, "'kmeans' is no method of classes. Known: jenks, quantiles"),
        ("jenks", 2, None, "3 to 7"),
        ("jenks", 8, None, "3 to 7"),
        ("manual", 5, None, "Give 1 to 6 breaks"),
        ("manual", 5, [1, 2, 3, 4, 5, 6, 7], "Give 1 to 6 breaks"),
        ("manual", 5, [1, 1], "must rise"),
        ("manual", 5, [2, 1], "must rise"),
        ("manual", 5, [1, float("nan")], "must rise"),
    ],
)
def test_what_makes_no_classes_is_refused(method: str, classes: int, manual: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        classes_of(np.array([1.0, 2.0, 3.0]), method, classes, manual=manual)


def test_infinite_values_are_refused() -> None:
    with pytest.raises(ValueError, match="Infinite"):
        class_breaks(np.array([1.0, np.inf]), "equal", 3)


def test_many_values_are_sampled_without_losing_a_class() -> None:
    many = np.concatenate([np.random.default_rng(1).normal(centre, 0.5, 4000) for centre in (0, 10, 20)])
    breaks, numbers = classes_of(many, "jenks", 3)
    assert np.bincount(numbers).tolist() == [4000, 4000, 4000]
    assert breaks == class_breaks(np.random.default_rng(2).permutation(many), "jenks", 3)


def test_a_sample_of_almost_nothing_but_zeros() -> None:
    breaks, _ = classes_of(np.concatenate([np.zeros(100_000), np.arange(1.0, 9.0)]), "jenks", 5)
    assert (breaks.edges, breaks.reduced) == ((0.0, 4.0, 8.0), "few_values")


@given(NUMBERS, st.sampled_from([method for method in METHODS if method != "manual"]), st.integers(3, 7))
def test_every_value_lies_between_the_edges_of_its_class(values: np.ndarray, method: str, classes: int) -> None:
    breaks, numbers = classes_of(values, method, classes)
    assert (breaks.classes < classes) == (breaks.reduced is not None)
    assert list(breaks.edges) == sorted(breaks.edges)
    for value, number in zip(values, numbers, strict=True):
        assert value <= breaks.edges[number + 1]
        assert value > breaks.edges[number] or number == 0
    if method in ("jenks", "quantiles"):
        assert set(numbers.tolist()) == set(range(breaks.classes))
