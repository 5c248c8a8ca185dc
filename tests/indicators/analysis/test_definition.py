from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from indicators.analysis.typology import TypologyDefinition
from tests.indicators.analysis.typologies import DYNAMIK, STATUS, axis, definition

CATALOGUE = """
key: mss
version: 1
label: {de: Status und Dynamik}
minimum_population: {measure: EW, at_least: 300}
exclude: [{area: "10100205", reason: Ausreißer}]
axes:
  - key: status
    indicators: [{code: s1, weight: 1}, {code: s4, weight: 1}]
    standardise: {centre: area_mean, scale: sd, ddof: 0}
    aggregate: sum
    restandardise: true
    classes: [{key: "1", label: {de: hoch}, below: -1}, {key: "2", label: {de: mittel}, to: 1},
              {key: "3", label: {de: niedrig}, to: 1.5}, {key: "4", label: {de: sehr niedrig}}]
  - key: dynamik
    indicators: [{code: d1}]
    classes: [{key: "+", below: -1}, {key: "", to: 1}, {key: "-"}]
combine: {by: matrix}
"""


def test_the_catalogues_entry_is_read() -> None:
    entry = yaml.safe_load(CATALOGUE.replace('key: ""', 'key: "o"'))
    made = TypologyDefinition.model_validate(entry)
    assert made.indicator_codes == ("s1", "s4", "d1")
    assert made.axes[0].label == {}
    assert made.combined({"status": "2", "dynamik": "-"}) == "2-"
    assert TypologyDefinition.model_validate_json(made.model_dump_json()) == made


def test_a_class_without_a_key_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"axes\.1\.classes\.1\.key"):
        TypologyDefinition.model_validate(yaml.safe_load(CATALOGUE))


def test_a_label_may_follow_a_pattern() -> None:
    both = axis(), axis("dynamik", "d1", classes=DYNAMIK)
    made = definition(*both, combine={"by": "matrix", "label": "{dynamik} bei Status {status}"})
    assert made.combined({"status": "2", "dynamik": "+/-"}) == "+/- bei Status 2"


@pytest.mark.parametrize("label", ["{statu}", "{status", "{}", "{0}"])
def test_a_pattern_may_only_name_the_axes(label: str) -> None:
    with pytest.raises(ValidationError, match=r"only hold the axes in braces: \{status\}"):
        definition(combine={"label": label})


@pytest.mark.parametrize(
    ("index", "key"),
    [
        (-9, "1"),
        (-1.0000000000000002, "1"),
        (-1, "2"),
        (1, "2"),
        (1.0000000000000002, "3"),
        (1.5, "3"),
        (1.5000000000000002, "4"),
        (99, "4"),
    ],
)
def test_the_upper_bound_belongs_to_the_lower_class_unless_below(index: float, key: str) -> None:
    assert definition().axes[0].class_of(index).key == key


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"standardize": {}}, "Did you mean 'standardise'"),
    ({"standardise": {"center": "area_mean"}}, "Did you mean 'centre'"),
    ({"standardise": {"centre": "median"}}, "'area_mean', 'city_value' or 'population_mean'"),
    ({"standardise": {"scale": "mad"}}, "'sd', 'minmax', 'rank' or 'none'"),
    ({"standardise": {"ddof": 2}}, "Input should be 0 or 1"),
    ({"standardise": {"scale": "rank", "centre": "city_value"}}, "Ranks have only the centre area_mean"),
    ({"aggregate": "product"}, "'sum' or 'mean'"),
    ({"indicators": []}, "at least 1 item"),
    ({"indicators": [{"code": "s1"}, {"code": "s1"}]}, "The indicator s1 occurs twice"),
    ({"indicators": [{"code": "s1", "weight": 0}]}, "greater than 0"),
    ({"indicators": [{"code": "s1", "weight": float("nan")}]}, "finite number"),
    ({"classes": STATUS[:1]}, "at least 2 items"),
    ({"classes": [STATUS[1], STATUS[0], STATUS[3]]}, "Class 1 must end higher"),
    ({"classes": [STATUS[0], {"key": "2", "to": -1}, STATUS[3]]}, "Class 2 must end higher"),
    ({"classes": STATUS[:3]}, r"The last class \(3\) is open"),
    ({"classes": [STATUS[3], STATUS[2]]}, "Class 4 needs exactly one of below and to"),
    ({"classes": [{"key": "1", "below": 1, "to": 2}, STATUS[3]]}, "Class 1 needs exactly one"),
    ({"classes": [STATUS[0], {**STATUS[3], "key": "1"}]}, "The class 1 occurs twice"),
    ({"classes": [{"key": "1", "upto": 1}, STATUS[3]]}, "'upto' is not known here. .*Known: key, label, below, to"),
    ({"key": "Status!"}, "String should match pattern"),
]


@pytest.mark.parametrize(("change", "message"), WRONG, ids=[message for _, message in WRONG])
def test_an_axis_with_a_mistake_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        definition({**axis(), **change})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"exclude": [{"area": "011"}]}, "reason\n  Field required"),
        ({"exclude": [{"area": 11, "reason": "x"}]}, "valid string"),
        ({"exclude": [{"area": "1", "reason": "x"}, {"area": "1", "reason": "y"}]}, "excluded area 1 occurs twice"),
        ({"minimum_population": {"measure": "EW", "at_least": 0}}, "greater than 0"),
        ({"combine": {"by": "sum"}}, "Input should be 'matrix'"),
        ({"version": 0}, "greater than or equal to 1"),
        ({"axis": []}, "Did you mean 'axes'"),
        ({"label": {"deutsch": "x"}}, "String should match pattern"),
    ],
)
def test_a_definition_with_a_mistake_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        definition(axis(), **change)


def test_axes_are_told_apart_and_agree_on_a_shared_indicator() -> None:
    with pytest.raises(ValidationError, match="The axis status occurs twice"):
        definition(axis(), axis())
    assert definition(axis(), axis("zwei", "s1")).indicator_codes == ("s1",)
    with pytest.raises(ValidationError, match="Indicator s1 is on two axes with different standardise rules"):
        definition(axis(), axis("zwei", "s1", standardise={"scale": "minmax"}))


def test_a_definition_cannot_be_changed_after_reading() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        definition().version = 2  # type: ignore[misc]
