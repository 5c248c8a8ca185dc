"""What was published just before a delivery, and the city as a whole."""

from datetime import date

from django.conf import settings

from indicators.actions.deliveries import withdraw_delivery
from indicators.analysis.periods import Period
from indicators.queries.earlier import LOOK_BACK, city_figures, covered_before, figures_of
from tests.world import DAY, World, edition, squares
from tests.world import city_figures as publish_city

BEFORE, LONG_AGO = Period.parse("2022-12-31"), Period.parse("2010-12-31")


def test_periods_that_ended_before_and_not_too_long_ago(world: World) -> None:
    figures = [("EW", "01", period, 5.0) for period in (DAY, BEFORE, LONG_AGO)]
    withdrawn = world.deliver([("ALO", "01", BEFORE, 5.0)])
    world.deliver(figures)
    number = world.edition.pk
    assert covered_before(["EW", "GEB"], [number], DAY.end) == {("EW", number): {BEFORE}}
    assert covered_before(["EW"], [number], DAY.end + LOOK_BACK) == {("EW", number): {DAY}}
    assert covered_before(["EW"], [number + 1], DAY.end) == {}
    assert covered_before(["ALO"], [number], DAY.end) != {}
    withdraw_delivery(by=None, delivery=withdrawn, reason="falsch")
    assert covered_before(["ALO"], [number], DAY.end) == {}


def test_numbers_of_a_period_as_they_stand(world: World) -> None:
    first = [("EW", "01", BEFORE, 5.0), ("EW", "02", BEFORE, 0.0), ("EW", "03", BEFORE, None, "suppressed")]
    world.deliver([*first, ("ALO", "01", BEFORE, 7.0)])
    world.deliver([("EW", "01", BEFORE, 6.0)], complete=False)
    world.draft([("EW", "01", BEFORE, 99.0)])
    number = world.edition.pk
    wanted = {(number, BEFORE): {"EW", "ALO"}, (number, DAY): {"EW"}}
    assert figures_of(wanted) == {
        ("EW", number, BEFORE): {"01": 6.0, "02": 0.0},
        ("ALO", number, BEFORE): {"01": 7.0},
    }


def test_each_edition_for_itself(world: World) -> None:
    later = edition(squares(["01", "02"]), valid_from=date(2022, 1, 1))
    world.deliver([("EW", "01", BEFORE, 5.0)], edition=later)
    assert figures_of({(world.edition.pk, BEFORE): {"EW"}}) == {}
    assert figures_of({(later.pk, BEFORE): {"EW"}}) == {("EW", later.pk, BEFORE): {"01": 5.0}}


def test_the_city_is_one_of_the_comparison_regions(world: World) -> None:
    assert city_figures(["EW"], DAY.start, DAY.end) == {}
    code = settings.CITY_CODE
    publish_city(
        world, [("EW", code, DAY, 6150.0), ("EW", code, BEFORE, 6000.0), ("ALO", code, DAY, None, "suppressed")]
    )
    assert city_figures(["EW", "ALO"], DAY.start, DAY.end) == {("EW", DAY): 6150.0}
    assert city_figures(["EW"], BEFORE.start, DAY.end) == {("EW", DAY): 6150.0, ("EW", BEFORE): 6000.0}
    assert city_figures([], DAY.start, DAY.end) == {}
