from collections import Counter

import numpy as np
import pytest

from indicators.analysis.formula import dump_formula
from indicators.analysis.typology import TypologyInputs, classify
from indicators.catalogue import Catalogue, read_catalogue
from sozialmonitor.demo.figures import City
from sozialmonitor.demo.generate import CATALOGUE, DemoFiles
from sozialmonitor.demo.places import LABELS
from sozialmonitor.demo.state_office import REGIONS


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(CATALOGUE.read_text(encoding="utf-8"))


def words(formula: object) -> set[str]:
    if isinstance(formula, dict):
        return {word for key, part in formula.items() if key != "years" for word in words(part)}
    if isinstance(formula, list | tuple):
        return {word for part in formula for word in words(part)}
    return {str(formula)}


def test_every_kind_of_formula_is_there(catalogue: Catalogue) -> None:
    kinds = {next(iter(dump_formula(indicator.formula))) for indicator in catalogue.indicators}
    assert kinds == {"value", "share", "per_1000", "ratio", "difference", "change"}
    assert len(catalogue.indicators) >= 12


def test_formulas_and_sets_name_what_exists(catalogue: Catalogue) -> None:
    measures = {measure.code for measure in catalogue.measures}
    indicators = {indicator.code for indicator in catalogue.indicators}
    for indicator in catalogue.indicators:
        assert words(dump_formula(indicator.formula)) <= measures | indicators, indicator.code
    for entry in catalogue.indicator_sets:
        assert set(entry.indicators) <= indicators
    assert {axis.code for t in catalogue.typologies for a in t.axes for axis in a.indicators} <= indicators


def test_every_measure_is_delivered_and_every_delivered_one_known(catalogue: Catalogue, demo: DemoFiles) -> None:
    delivered = {measure for delivery in demo.deliveries for measure in delivery.truth["measure"]}
    assert delivered == {measure.code for measure in catalogue.measures}


def test_everything_has_two_languages_an_owner_and_a_source(catalogue: Catalogue) -> None:
    departments = {department.key for department in catalogue.departments}
    for indicator in catalogue.indicators:
        assert indicator.label is not None
        assert indicator.label.en
        assert not isinstance(indicator.definition, str)
        assert indicator.definition.en
        assert indicator.owner in departments
        assert indicator.source
        assert indicator.minimum_cell == 3
    named = [*catalogue.measures, *catalogue.departments, *catalogue.indicator_sets, *catalogue.divisions]
    assert all(entry.label is not None and entry.label.en for entry in named)


def test_every_department_owns_an_indicator_and_a_set(catalogue: Catalogue) -> None:
    departments = {department.key for department in catalogue.departments} - {
        "datenschutz"
    }  # reads the trail, owns nothing
    assert {indicator.owner for indicator in catalogue.indicators} == departments
    assert {entry.code for entry in catalogue.indicator_sets} == departments | {"gemeinsam"}


def test_divisions_are_those_of_the_files(catalogue: Catalogue) -> None:
    divisions = {division.key: division for division in catalogue.divisions}
    assert set(divisions) == set(LABELS) | {"regionen"}
    assert {key: divisions[key].label.de for key in LABELS} == LABELS
    regions = divisions["regionen"]
    assert regions.kind == "regions"
    assert [(area.code, area.name) for area in regions.areas] == [(region.code, region.name) for region in REGIONS]


def shares(city: City, division: str) -> dict[str, np.ndarray]:
    """The typology's shares computed by hand, shape (years, areas)."""
    parts = {
        "arbeitslosenanteil": ("ALO", "EW_15_64"),
        "langzeitarbeitslosenanteil": ("ALO_LANG", "EW_15_64"),
        "sgb2-quote": ("SGB2_15_64", "EW_15_64"),
        "kinderarmut": ("SGB2_U15", "EW_0_14"),
    }
    count = {code: city.people.per_area(city.places, division, code) for pair in parts.values() for code in pair}
    return {name: 100 * count[part] / np.maximum(count[whole], 1) for name, (part, whole) in parts.items()}


@pytest.mark.parametrize("division", ["stadtteile", "statistische-bezirke"])
def test_the_typology_tells_areas_apart_in_every_year(catalogue: Catalogue, full: City, division: str) -> None:
    (definition,) = catalogue.typologies
    shown = shares(full, division)
    people = full.people.per_area(full.places, division, "EW").astype(float)
    codes = tuple(full.places.areas[division]["code"])
    for year in range(2, 10):
        values = {name: rows[year] for name, rows in shown.items()}
        values |= {f"{name}-2j": rows[year] - rows[year - 2] for name, rows in shown.items()}
        inputs = TypologyInputs(codes, values, dict.fromkeys(values, "worse"), population=people[year])
        groups = Counter(area.combined or "none" for area in classify(definition, inputs).areas)
        assert groups["none"] == 1, "only the harbour is too small"
        assert {group[0] for group in groups} >= {"1", "2", "4"}
        assert {group[1] for group in groups} >= {"+", "±", "-"}
        assert groups.most_common(1)[0][0] == "2±"
