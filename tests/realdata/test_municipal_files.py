"""Files of cities, of the labour agency and of registers, as they came."""

import io
from pathlib import Path
from typing import Any

from imports.parsers.profile import Profile, load_profile
from imports.parsers.records import Parsed
from imports.parsers.registry import parse_file
from tests.realdata.places import FOLDER, needs

PROFILES = Path(__file__).parents[2] / "imports" / "profiles"
MUNICIPAL = "formats/municipal"
GLAUBURG = f"{MUNICIPAL}/BA_Arbeitsmarkt-kommunal_06440010_Glauburg.xlsx"
ALTENSTADT = f"{MUNICIPAL}/BA_Arbeitsmarkt-kommunal_06440001_Altenstadt.xlsx"


def shipped(name: str) -> Profile:
    return load_profile((PROFILES / f"{name}.yaml").read_bytes())


def read(path: str, profile: Profile, **how: Any) -> Parsed:
    with (FOLDER / path).open("rb") as stream:
        return parse_file(stream, profile, **({"file_name": Path(path).name} | how))


def rules(parsed: Parsed) -> list[str]:
    return [problem.rule for problem in parsed.problems]


def figures(parsed: Parsed) -> dict[tuple[str, str, str], float | str]:
    return {
        (r.measure, r.area_code, r.period.label): str(r.status) if r.value is None else r.value for r in parsed.records
    }


@needs(GLAUBURG)
def test_glauburg_has_eight_hidden_figures_and_one_zero() -> None:
    parsed = read(GLAUBURG, shipped("ba-arbeitsmarkt-kommunal"))
    assert rules(parsed) == []
    assert len(parsed.records) == 18 * 5
    hidden = [r for r in parsed.records if r.status == "suppressed"]
    assert {(r.place.line, r.place.column) for r in hidden} == {
        (line, str(year)) for line in (18, 20) for year in range(2020, 2024)
    }
    assert len(hidden) == 8
    (zero,) = [r for r in parsed.records if r.value == 0]
    assert (zero.measure, zero.period.label, zero.place) == ("SVB_AO_A", "2024-06-30", ("Daten", 18, "2024"))
    values = figures(parsed)
    assert values["ALO_JD", "06440010", "2021"] == 74.91666666666667
    assert values["ALO_JD", "06440010", "2024"] == 70.5
    assert values["SVB_WO", "06440010", "2024-06-30"] == 1213
    assert parsed.facts["territory"] == "2024"
    assert parsed.facts["stand"] == "03. Januar 2025"
    assert len(parsed.facts["header"]) == 33


@needs(ALTENSTADT)
def test_altenstadt_hides_other_rows() -> None:
    parsed = read(ALTENSTADT, shipped("ba-arbeitsmarkt-kommunal"))
    hidden = [r for r in parsed.records if r.value is None]
    assert len(hidden) == 10
    assert {r.measure for r in hidden} == {"SVB_AO_A", "SVB_AO_BF"}
    assert figures(parsed)["ALO_JD", "06440001", "2020"] == 323.4166666666667


@needs(GLAUBURG)
def test_glauburg_under_the_name_of_another_municipality() -> None:
    content = io.BytesIO((FOLDER / GLAUBURG).read_bytes())
    parsed = parse_file(content, shipped("ba-arbeitsmarkt-kommunal"), file_name="kommunal_06440001.xlsx")
    (problem,) = parsed.problems
    assert (problem.rule, problem.place, problem.value) == (
        "area_contradicts_file_name",
        ("Daten", 4, "A"),
        "06440010",
    )
