"""Charts are well-formed, say what they show, leave gaps where nothing is, and escape what they are given."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.web import charts


def svg(text):
    return ElementTree.fromstring(text)


def line(values, city=None, **more):
    points = [
        charts.Point(
            str(2019 + i), value, f"{value} %" if value is not None else "suppressed", "" if value is not None else "·"
        )
        for i, value in enumerate(values)
    ]
    series = [charts.Series("Käferbruch", points)]
    if city:
        series.append(
            charts.Series("City", [charts.Point(str(2019 + i), value) for i, value in enumerate(city)], "city")
        )
    return charts.line_chart(
        series, name="c1", title="Rate", description="Rises.", tick_text=lambda tick: f"{tick:g}", **more
    )


def by_class(root, css):
    return [element for element in root.iter() if css in element.get("class", "").split()]


def test_a_chart_has_a_name_and_a_description():
    root = svg(line([1.0, 2.0]))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c1-title c1-desc"
    assert {element.get("id"): element.text for element in root if element.get("id")} == {
        "c1-title": "Rate",
        "c1-desc": "Rises.",
    }


def test_a_period_without_value_is_a_gap_with_its_sign():
    root = svg(line([6.2, 6.9, None, 8.4, 8.1]))
    lines = [element for element in by_class(root, "line") if element.tag == "path"]
    assert [element.get("d").count("L") for element in lines] == [1, 1]  # two pieces of two points each
    assert len(by_class(root, "dot")) == 4
    (sign,) = by_class(root, "sign")
    assert "".join(sign.itertext()) == "2021: suppressed·"


def test_a_single_value_between_gaps_is_still_a_dot():
    root = svg(line([None, 3.0, None]))
    assert len(by_class(root, "dot")) == 1
    assert not [element for element in by_class(root, "line") if element.tag == "path"]


def test_the_city_line_is_drawn_beneath():
    root = svg(line([1.0, 2.0], city=[1.5, 1.6]))
    assert [element.get("class") for element in by_class(root, "line") if element.tag == "path"] == [
        "line city",
        "line main",
    ]


def test_breaks_stand_between_the_periods():
    root = svg(line([1.0, 2.0, 3.0], breaks=[2]))
    (broken,) = by_class(root, "break")
    dots = [float(dot.get("cx")) for dot in by_class(root, "dot")]
    assert dots[1] < float(broken.get("x1")) < dots[2]


def test_no_values_draw_nothing():
    assert line([None, None]) == ""


def test_series_of_other_periods_are_refused():
    one = charts.Series("a", [charts.Point("2019", 1.0)])
    other = charts.Series("b", [charts.Point("2020", 1.0)])
    with pytest.raises(ValueError, match="same periods"):
        charts.line_chart([one, other], name="c", title="", description="", tick_text=str)


def test_texts_are_escaped():
    nasty = '<script>alert("1")</script>'
    points = [charts.Point(nasty, 1.0, nasty), charts.Point("2", None, nasty, nasty)]
    text = charts.line_chart(
        [charts.Series(nasty, points)], name='c"', title=nasty, description=nasty, tick_text=lambda _: nasty
    )
    assert "<script" not in text
    assert nasty in "".join(svg(text).itertext())


def test_no_inline_style_anywhere():
    bars = [charts.Bar("a", 3, "3", "k1of2"), charts.Bar("b", None, "·")]
    drawn = [
        line([1.0, None]),
        charts.bar_chart(bars, name="b", title="", description=""),
        charts.histogram(bars, name="h", title="", description=""),
        charts.contribution_bar(1.0, 2.0),
    ]
    for text in drawn:
        svg(text)
        assert "style" not in text


def test_bars_are_as_long_as_their_values():
    root = svg(
        charts.bar_chart(
            [charts.Bar("a", 2, "2"), charts.Bar("b", 4, "4"), charts.Bar("c", None, "·")],
            name="b",
            title="",
            description="",
        )
    )
    widths = [float(bar.get("width")) for bar in by_class(root, "bar")]
    assert widths[1] == pytest.approx(2 * widths[0])
    assert widths[2] == 0


def test_columns_are_as_high_as_their_counts_and_keep_their_class():
    root = svg(
        charts.histogram(
            [charts.Bar("low", 10, "10", "k1of2"), charts.Bar("high", 5, "5", "k2of2")],
            name="h",
            title="",
            description="",
        )
    )
    columns = by_class(root, "column")
    assert float(columns[0].get("height")) == pytest.approx(2 * float(columns[1].get("height")))
    assert columns[1].get("class") == "column k2of2"


@pytest.mark.parametrize(("value", "left", "right"), [(1.0, 60, 90), (-1.0, 30, 60), (9.0, 60, 119)])
def test_a_contribution_goes_to_its_side_and_never_over_the_edge(value, left, right):
    (bar,) = by_class(svg(charts.contribution_bar(value, 2.0)), "bar")
    x, width = float(bar.get("x")), float(bar.get("width"))
    assert (x, x + width) == pytest.approx((left, right), abs=1)


@pytest.mark.parametrize("value", [None, 0.0])
def test_no_contribution_has_no_length(value):
    bars = by_class(svg(charts.contribution_bar(value, 2.0)), "bar")
    assert all(float(bar.get("width")) == 0 for bar in bars)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, [0, 5, 10]),
        (6.0, 8.4, [6, 7, 8, 9]),
        (2, 9, [0, 5, 10]),
        (-3, 4, [-4, -2, 0, 2, 4]),
        (5, 5, [2, 4, 6, 8]),
    ],
)
def test_ticks_are_round(low, high, ticks):
    assert charts.nice_ticks(low, high) == pytest.approx(ticks)


def test_ticks_are_no_finer_than_their_texts_can_say():
    assert charts.nice_ticks(0, 2, smallest_step=1) == [0, 1, 2]
    assert charts.nice_ticks(6.0, 6.3, smallest_step=1) == [6, 7]
    assert charts.nice_ticks(0, 2) == [0, 0.5, 1, 1.5, 2]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_enclose_the_values_in_equal_steps(low, spread):
    ticks = charts.nice_ticks(low, low + spread)
    slack = (ticks[1] - ticks[0]) * 1e-6
    assert ticks[0] <= low + slack
    assert ticks[-1] >= low + spread - slack
    assert 2 <= len(ticks) <= 12
    steps = {round((b - a) / (ticks[1] - ticks[0]), 3) for a, b in pairwise(ticks)}
    assert steps == {1.0}
