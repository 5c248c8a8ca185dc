"""The ramps hold what they promise: order by lightness, borders 3:1, neighbours apart also for colour-blind readers."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sozialmonitor.web import palette

# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
VISIONS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
RAMPS = [(ramp, theme, count) for ramp in ("k", "s") for theme in ("light", "dark") for count in range(2, 8)]
INK = "#10121f"


def linear(colour):
    shares = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one, other):
    light = sorted((TO_XYZ[1] @ linear(colour) for colour in (one, other)), reverse=True)
    return (light[0] + 0.05) / (light[1] + 0.05)


def ramp_of(ramp, theme, count):
    return [palette.colour(name, theme) for name in palette.class_names(count, ramp)]


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("ramp", "theme", "count"), RAMPS)
def test_neighbouring_classes_are_apart_for_every_eye(ramp, theme, count, vision):
    seen = [lab(VISIONS[vision] @ linear(colour)) for colour in ramp_of(ramp, theme, count)]
    assert min(np.linalg.norm(a - b) for a, b in pairwise(seen)) >= 7


@pytest.mark.parametrize(("ramp", "theme", "count"), RAMPS)
def test_the_order_holds_without_colour(ramp, theme, count):
    lightness = [lab(linear(colour))[0] for colour in ramp_of(ramp, theme, count)]
    steps = -np.diff(lightness)
    assert (steps > 6).all()
    assert steps.max() / steps.min() < 1.25


@pytest.mark.parametrize(("ramp", "theme", "count"), RAMPS)
def test_borders_and_arrows_stand_out_from_every_fill(ramp, theme, count):
    for colour in ramp_of(ramp, theme, count):
        assert contrast(colour, palette.BORDER[theme]) >= 3
        assert contrast(colour, INK) >= 3


def test_class_names_say_position_and_count():
    assert palette.class_names(5) == ["k1of5", "k2of5", "k3of5", "k4of5", "k5of5"]
    assert palette.class_name(4, 4, "s") == "s4of4"


@pytest.mark.parametrize(("position", "count"), [(0, 5), (6, 5), (1, 1), (1, 8)])
def test_classes_without_a_colour_are_refused(position, count):
    with pytest.raises(ValueError, match=f"class {position} of {count}"):
        palette.class_name(position, count)


def test_the_matrix_puts_colour_by_status_and_arrows_by_dynamic():
    assert palette.matrix_class(1, 4, 1, 3) == "s1of4 better"
    assert palette.matrix_class(3, 4, 2, 3) == "s3of4 same"
    assert palette.matrix_class(4, 4, 3, 3) == "s4of4 worse"
    assert palette.matrix_class(2, 4, 1, 1) == "s2of4 same"
    assert palette.colour("s4of4 worse") == palette.colour("s4of4")
    with pytest.raises(ValueError, match="no dynamic 4 of 3"):
        palette.matrix_class(1, 4, 4, 3)


def test_patterns_belong_to_what_has_no_value_or_a_direction():
    assert palette.pattern("k2of5") is None
    assert palette.pattern("s2of4 same") is None
    assert palette.pattern("missing") == palette.Pattern("fill-missing", "", "missing")
    assert palette.pattern("s2of4 worse") == palette.Pattern("fill-s2of4-worse", "s2of4", "worse")


def test_the_style_sheet_on_disk_is_the_one_made_here():
    path = Path(__file__).resolve().parents[2] / "static" / "css" / "palette.css"
    assert path.read_text() == palette.stylesheet(), "write palette.stylesheet() to static/css/palette.css"
