"""Berlin's Monitoring Soziale Stadtentwicklung 2017: the published classes out of the published shares and changes."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.analysis.typology import TypologyDefinition, TypologyInputs, TypologyResult, classify

REPOSITORY = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("SOZIALMONITOR_REALDATA", REPOSITORY.parent / "shared" / "data")) / "berlin-mss-2017"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"Real files are not here: set SOZIALMONITOR_REALDATA to their folder ({FOLDER})."
)

COLUMNS = {
    "s1": "s1_percentage_unemployed",
    "s2": "s2_percentage_long_term_unemployed",
    "s3": "s3_percentage_transfer_payments_recipients",
    "s4": "s4_percentage_transfer_payments_recipients_below_15_years",
    "d1": "d1_percentage_unemployed",
    "d2": "d2_percentage_long_term_unemployed",
    "d3": "d3_percentage_transfer_payments_recipients",
    "d4": "d4_percentage_transfer_payments_recipients_below_15_years",
}


def axis(key: str, codes: str, classes: list[dict[str, object]]) -> dict[str, object]:
    return {
        "key": key,
        "indicators": [{"code": code, "weight": 1} for code in codes.split()],
        "standardise": {"centre": "area_mean", "scale": "sd", "ddof": 0},
        "aggregate": "sum",
        "restandardise": True,
        "classes": classes,
    }


STATUS = [{"key": "1", "below": -1}, {"key": "2", "to": 1}, {"key": "3", "to": 1.5}, {"key": "4"}]
DYNAMIK = [{"key": "+", "below": -1}, {"key": "+/-", "to": 1}, {"key": "-"}]


def read(name: str, **types: type) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name, dtype={"id": str, **types}).set_index("id")


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return read("mss_2017_1-planning-areas.csv", status_index=str, dynamic_index=str)


@pytest.fixture(scope="module")
def result(published: pd.DataFrame) -> TypologyResult:
    figures = read("mss_2017_2-1-planning-areas.csv")
    assert list(figures.index) == list(published.index)
    # The office's class 0 says 'left out'; the zeros in the shares of these areas are no shares.
    left_out = published.index[published["status_index"] == "0"]
    definition = TypologyDefinition.model_validate(
        {
            "key": "mss",
            "version": 2017,
            "exclude": [{"area": area, "reason": "Klasse 0 im veröffentlichten Index"} for area in left_out],
            "axes": [axis("status", "s1 s2 s3 s4", STATUS), axis("dynamik", "d1 d2 d3 d4", DYNAMIK)],
        }
    )
    inputs = TypologyInputs(
        areas=tuple(figures.index),
        values={code: figures[column].to_numpy(dtype=np.float64) for code, column in COLUMNS.items()},
        higher_is=dict.fromkeys(COLUMNS, "worse"),
    )
    return classify(definition, inputs)


def test_436_of_447_areas_take_part(result: TypologyResult) -> None:
    assert len(result.areas) == 447
    assert sum(area.included for area in result.areas) == 436


@pytest.mark.parametrize(("axis_key", "column"), [("status", "status_index"), ("dynamik", "dynamic_index")])
def test_every_class_is_the_published_one(
    result: TypologyResult, published: pd.DataFrame, axis_key: str, column: str
) -> None:
    ours = {area.area: area.axes[axis_key].class_key for area in result.areas if area.included}
    theirs = published.loc[published[column] != "0", column].to_dict()
    assert len(theirs) == 436
    assert ours == theirs


def test_z_values_and_indices_to_the_sixth_digit(result: TypologyResult) -> None:
    expected = read("DERIVED_expected_2017.csv")
    included = [area for area in result.areas if area.included]
    assert list(expected.index) == [area.area for area in included]
    for key, codes in (("status", ("s1", "s2", "s3", "s4")), ("dynamik", ("d1", "d2", "d3", "d4"))):
        # The file has six digits: half of the last one is the most that may differ.
        ours = [area.axes[key].index for area in included]
        assert np.abs(ours - expected[f"{key}_index"].to_numpy()).max() < 0.6e-6
        for code in codes:
            z = [area.axes[key].indicators[code].z for area in included]
            assert np.abs(z - expected[f"z_{code}"].to_numpy()).max() < 0.6e-6


def test_taking_the_left_out_areas_for_zeros_would_change_classes(result: TypologyResult) -> None:
    """The trap of these files: without the exclusions the eleven areas enter as the city's best."""
    figures = read("mss_2017_2-1-planning-areas.csv")
    naive = classify(
        TypologyDefinition.model_validate(
            {"key": "mss", "version": 1, "axes": [axis("status", "s1 s2 s3 s4", STATUS)]},
        ),
        TypologyInputs(
            areas=tuple(figures.index),
            values={code: figures[column].to_numpy(dtype=np.float64) for code, column in COLUMNS.items()},
            higher_is=dict.fromkeys(COLUMNS, "worse"),
        ),
    )
    pairs = zip(result.areas, naive.areas, strict=True)
    moved = [
        right.area
        for right, wrong in pairs
        if right.included and right.axes["status"].class_key != wrong.axes["status"].class_key
    ]
    assert len(moved) == 14
