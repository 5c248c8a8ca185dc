"""Berlin's Monitoring Soziale Stadtentwicklung 2017 from the public files to the classes, through the commands alone.

The table marks areas left out by class 0 and writes zeros for them: the file imported here carries that mark in a
column of its own.
"""

import csv
from pathlib import Path

import pytest
import yaml

from indicators.models import Run
from tests.realdata.places import FOLDER, needs
from tests.world import command

pytestmark = [needs("berlin-mss-2017"), pytest.mark.django_db]
BERLIN = FOLDER / "berlin-mss-2017"
S = {"s1": "unemployed", "s2": "long_term_unemployed", "s3": "transfer_payments_recipients"}
S["s4"] = "transfer_payments_recipients_below_15_years"
COLUMNS = {f"{kind}{key[1]}_percentage_{name}": f"{kind.upper()}{key[1]}" for key, name in S.items() for kind in "sd"}

STATUS = [
    {"key": "1", "label": {"de": "hoch"}, "below": -1},
    {"key": "2", "label": {"de": "mittel"}, "to": 1},
    {"key": "3", "label": {"de": "niedrig"}, "to": 1.5},
    {"key": "4", "label": {"de": "sehr niedrig"}},
]
DYNAMIC = [{"key": "plus", "below": -1}, {"key": "stabil", "to": 1}, {"key": "minus"}]
PUBLISHED = {"+": "plus", "+/-": "stabil", "-": "minus"}


def axis(key: str, letter: str, classes: list[dict[str, object]]) -> dict[str, object]:
    return {
        "key": key,
        "indicators": [{"code": f"{letter}{n}", "weight": 1} for n in range(1, 5)],
        "standardise": {"centre": "area_mean", "scale": "sd", "ddof": 0},
        "aggregate": "sum",
        "restandardise": True,
        "classes": classes,
    }


def write_catalogue(path: Path) -> None:
    codes = list(COLUMNS.values())
    catalogue = {
        "measures": [{"code": code, "kind": "share", "unit": "%"} for code in codes],
        "indicators": [
            {"code": c.lower(), "formula": {"value": c}, "higher_is": "worse", "decimals": 5} for c in codes
        ],
        "typologies": [
            {"key": "mss", "version": 1, "axes": [axis("status", "s", STATUS), axis("dynamik", "d", DYNAMIC)]}
        ],
    }
    path.write_text(yaml.safe_dump(catalogue, allow_unicode=True), encoding="utf-8")


def write_profile(path: Path) -> None:
    profile = {
        "profile": "mss-2017",
        "parser": "table",
        "read": {"delimiter": ",", "decimal": "."},
        "area": {"column": "id", "division": "planungsraeume"},
        "period": {"fixed": "2016-12-31"},
        "columns": COLUMNS,
        "zero_is_missing_where": {"column": "gueltig", "equals": "0"},
    }
    path.write_text(yaml.safe_dump(profile), encoding="utf-8")


def write_table(path: Path) -> None:
    """The shares beside the published class: 0 where the office left the area out."""
    classes = {row["id"]: row["status_index"] for row in rows("mss_2017_1-planning-areas.csv")}
    shares = rows("mss_2017_2-1-planning-areas.csv")
    with path.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, ["id", "gueltig", *COLUMNS], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "gueltig": "0" if classes[row["id"]] == "0" else "1"} for row in shares)


def rows(name: str) -> list[dict[str, str]]:
    with (BERLIN / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


AREAS = ("--division", "planungsraeume", "--valid-from", "2006-01-01")
GEOMETRY = BERLIN / "berlin-lor-planning-areas-until-2020.geojson"


def test_a_code_used_twice_is_told_and_keeps_the_edition_out() -> None:
    told = command("import_areas", GEOMETRY, *AREAS, "--activate", "--commit")
    assert told.code == 1
    assert "06010102" in told.out
    assert "124, 205" in told.out


def test_all_published_classes_come_out(tmp_path: Path) -> None:
    for write, name in ((write_catalogue, "catalogue.yaml"), (write_profile, "mss.yaml"), (write_table, "mss.csv")):
        write(tmp_path / name)
    # Entry 124 lies in Charlottenburg: the table knows it as 04030417, the geometry file gives it another area's code.
    done = command("import_areas", GEOMETRY, *AREAS, "--recode", "124=04030417", "--activate", "--commit")
    assert done.code == 0, done
    assert command("load_catalogue", tmp_path / "catalogue.yaml", "--commit").code == 0
    imported = command("import_file", tmp_path / "mss.csv", "--profile", tmp_path / "mss.yaml", "--publish")
    assert imported.code == 0, imported
    ran = command("run_typology", "mss", "--division", "planungsraeume", "--period", "2016-12-31", "--publish")
    assert ran.code == 0, ran
    assert command("export_typology", "mss", "--run", "latest", "--csv", tmp_path / "out.csv").code == 0

    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as source:
        found = {row["area_code"]: row for row in csv.DictReader(source)}
    expected = {
        row["id"]: row for row in rows("DERIVED_expected_2017.csv") if row["status_class_published"] not in ("", "0")
    }
    assert len(expected) == 436
    assert sum(row["included"] == "true" for row in found.values()) == 436
    assert sum(found[code]["status_class"] == row["status_class_published"] for code, row in expected.items()) == 436
    dynamic = {code: PUBLISHED[row["dynamik_class_published"]] for code, row in expected.items()}
    assert sum(found[code]["dynamik_class"] == word for code, word in dynamic.items()) == 436
    for code, row in expected.items():
        assert float(found[code]["status_index"]) == pytest.approx(float(row["status_index"]), abs=2e-6)
    assert Run.objects.get().results.count() == 448
