"""Figures of before a reform on the areas of after it, through everything between the tables and the values."""

from datetime import date

import numpy as np
import pytest
from shapely import MultiPolygon

from districts.actions.correspondences import withdraw_correspondence
from districts.actions.editions import NewArea
from districts.models import Edition
from indicators.analysis.periods import Period
from indicators.analysis.status import Status
from indicators.models import Delivery, Indicator
from indicators.queries.conversion import Conversions
from indicators.queries.panels import Span, end_of
from indicators.queries.values import indicator_values
from sozialmonitor.access.permissions import EVERYTHING
from tests import world as worlds
from tests.districts.geometry.world import square
from tests.indicators.reform import NEW_CODES, converted, reformed, way
from tests.world import DAY, World

pytestmark = pytest.mark.django_db
BEFORE, AFTER = Period.parse("2022-12-31"), Period.parse("2024-12-31")


@pytest.fixture
def world() -> World:
    return worlds.build_filled()


@pytest.fixture
def new(world: World) -> Edition:
    return reformed()


def cell(code: str, edition: Edition, area: str, period: Period = DAY) -> tuple[float | None, str]:
    found = converted(code, edition).panel.cell(area, period)
    return found.value, found.status.value


def test_a_rate_is_computed_anew_from_converted_counts(world: World, new: Edition) -> None:
    way(world.edition, new)
    assert cell("quote", new, "02") == (pytest.approx(100 * 99 / 3500), "converted")
    assert cell("quote", new, "01") == (pytest.approx(100 * 88 / 1000), "converted")


def test_totals_of_counts_are_kept(world: World, new: Edition) -> None:
    way(world.edition, new)
    values = converted("einwohner", new)
    assert values.panel.areas == NEW_CODES
    assert values.panel.values.sum(axis=0) == pytest.approx([5890.0, 5890.0], rel=1e-9)
    assert cell("einwohner", new, "4a") == (250.0, "converted")


def test_words_of_the_parts_stay_and_small_numbers_do_not_shine_through(world: World, new: Edition) -> None:
    """05 is missing, 06 suppressed by the office; the two of 04 are hidden, and half of them is theirs as well."""
    way(world.edition, new)
    found = {area: cell("arbeitslose", new, area) for area in NEW_CODES}
    assert {area: word for area, (_value, word) in found.items()} == {
        "01": "converted", "02": "converted", "05": "missing", "06": "suppressed", "4a": "suppressed",
        "4b": "suppressed",
    }  # fmt: skip
    assert found["02"][0] == 99.0


def test_every_figure_says_where_it_comes_from_and_how_much_was_split(world: World, new: Edition) -> None:
    way(world.edition, new)
    values = converted("einwohner", new)
    (origin,) = values.conversion.origins[DAY]
    assert (origin.edition, origin.basis, origin.method) == (world.edition, "area", "direct")
    shares = dict(zip(NEW_CODES, values.conversion.split[:, 0].tolist(), strict=True))
    assert shares == {"01": 0.0, "02": 0.0, "05": 0.0, "06": 0.0, "4a": 1.0, "4b": 1.0}
    row = next(row for row in values.rows(conversion=True) if row[2] == "4a")
    assert row[-4:] == ("stadtteile@2010-01-01", "direct", "area", 1.0)


def test_a_hidden_figure_tells_no_share(world: World, new: Edition) -> None:
    way(world.edition, new)
    values = converted("arbeitslose", new)
    hidden = ~values.panel.has_value
    assert hidden.any()
    assert np.isnan(values.conversion.split[hidden]).all()


def test_deliveries_of_all_parts_are_behind_a_figure(world: World, new: Edition) -> None:
    way(world.edition, new)
    later = world.deliver([("EW", "03", DAY, 1600.0)], complete=False)
    values = converted("einwohner", new)
    assert values.used == {Delivery.objects.get(label=f"Jahr {year}").pk for year in (2022, 2023)} | {later.pk}
    area = values.panel.areas.index("02")
    assert values.deliveries[area].tolist()[1] == later.pk


def test_own_figures_stand_before_converted_ones(world: World, new: Edition) -> None:
    way(world.edition, new)
    world.deliver([("EW", code, AFTER, 100.0 + n) for n, code in enumerate(NEW_CODES)], edition=new)
    values = converted("einwohner", new)
    assert values.periods == (BEFORE, DAY, AFTER)
    assert set(values.conversion.origins) == {BEFORE, DAY}
    assert values.panel.cell("01", AFTER).status is Status.OK
    assert np.isnan(values.conversion.split[:, 2]).all()


def test_a_rate_takes_both_its_counts_from_one_place(world: World, new: Edition) -> None:
    """Inhabitants of the new areas there are, unemployed there are not: for that day both come from before."""
    way(world.edition, new)
    world.deliver([("EW", code, DAY, 1.0) for code in NEW_CODES], edition=new)
    assert cell("quote", new, "02") == (pytest.approx(100 * 99 / 3500), "converted")
    assert cell("einwohner", new, "02") == (1.0, "ok")


def test_a_change_may_begin_before_the_reform(world: World, new: Edition) -> None:
    way(world.edition, new)
    people = [("EW", code, AFTER, 1000.0) for code in NEW_CODES]
    world.deliver([*people, *(("ALO", code, AFTER, 100.0) for code in NEW_CODES)], edition=new)
    found = converted("wandel", new).panel.cell("01", AFTER)
    assert found.value == pytest.approx(10 - 8.8)
    assert found.status is Status.CONVERTED
    assert set(converted("wandel", new).conversion.origins) == {BEFORE, DAY, AFTER}


@pytest.mark.parametrize("code", ["transfer"])
def test_what_is_no_count_is_refused_with_the_reason(world: World, new: Edition, code: str) -> None:
    way(world.edition, new)
    values = converted(code, new)
    assert values.periods == ()
    (refused,) = values.conversion.refused
    assert (refused.reason, dict(refused.measures), refused.days) == ("not_counts", {"S1": "share"}, (DAY.end,))
    assert refused.editions == (world.edition,)


def test_without_a_way_the_series_breaks_visibly(world: World, new: Edition) -> None:
    values = converted("einwohner", new)
    assert values.periods == ()
    (refused,) = values.conversion.refused
    assert (refused.reason, refused.editions) == ("no_way", (world.edition,))
    assert refused.days == (BEFORE.end, DAY.end)


def test_a_withdrawn_way_is_gone_today_and_was_there_before(world: World, new: Edition) -> None:
    stored = way(world.edition, new)
    known = end_of(date.today())
    withdraw_correspondence(by=None, correspondence=stored, reason="falsche Grenzen")
    assert converted("einwohner", new).periods == ()
    stored.refresh_from_db()
    assert stored.reason == "falsche Grenzen"
    assert known is not None
    type(stored).objects.filter(pk=stored.pk).update(withdrawn_at=known.replace(year=known.year + 1))
    assert converted("einwohner", new, Span(known_on=known)).periods == (BEFORE, DAY)


def test_a_chain_is_taken_only_where_no_direct_way_is_and_says_so(world: World, new: Edition) -> None:
    halves = [
        NewArea("N", "Nord", None, MultiPolygon([square(0, 1000, 1000, 3000)])),
        NewArea("S", "Süd", None, MultiPolygon([square(0, 0, 1000, 3000)])),
    ]
    worlds.division("haelften", label_de="Hälften")
    halved = worlds.edition(halves, key="haelften")
    way(world.edition, new)
    way(new, halved)
    chained = converted("einwohner", halved)
    assert chained.conversion.origins[DAY][0].method == "chained"
    assert chained.panel.cell("S", DAY).value == pytest.approx(4500)
    way(world.edition, halved)
    assert converted("einwohner", halved).conversion.origins[DAY][0].method == "direct"


def test_where_nothing_was_converted_nothing_is_said(world: World) -> None:
    values = converted("einwohner", world.edition)
    assert not values.conversion
    assert values.conversion.refused == ()
    assert {row[-4:] for row in values.rows(conversion=True)} == {("", "", "", None)}


def test_a_figure_of_one_area_alone_is_the_same(world: World, new: Edition) -> None:
    """A selection of areas is cut from the whole, not converted by itself."""
    way(world.edition, new)
    quote = Indicator.objects.get(code="quote")
    alone = indicator_values(quote, new, only=["02"], ways=Conversions(new), granted=EVERYTHING)
    whole = converted("quote", new).panel.select(areas=["02"])
    assert alone.panel.equals(whole)
