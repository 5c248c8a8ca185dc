"""Mannheim's mean ages by the names of the 23 old districts: refused for the new ones, wherever one comes from."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.test import Client

from districts.actions.editions import NewArea, activate_edition, draft_edition
from districts.models import Division, Edition
from imports.models import Batch
from indicators.analysis.periods import Period
from indicators.models import Delivery, Indicator, Observation
from indicators.queries.conversion import Conversions
from indicators.queries.panels import Span
from indicators.queries.values import indicator_values
from sozialmonitor.access.permissions import EVERYTHING
from tests.indicators.outputs import plain
from tests.realdata.places import FOLDER, needs
from tests.world import READ, Ran, command, give, person

FILE = FOLDER / "mannheim-stadtteile/mean-age-2013-2017-old-districts.csv"
SHAPES = FOLDER / "mannheim-stadtteile/stadtteile-25832.geojson"
pytestmark = [pytest.mark.django_db, needs("mannheim-stadtteile")]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    catalogue = {
        "departments": [{"key": "arbeit", "label": {"de": "Arbeit"}}],
        "measures": [{"code": "ALTER", "label": {"de": "Durchschnittsalter"}, "kind": "mean", "unit": "Jahre"}],
        "indicators": [
            {"code": "alter", "label": {"de": "Mittleres Alter"}, "formula": {"value": "ALTER"}, "owner": "arbeit"}
        ],
    }
    (tmp_path / "catalogue.yaml").write_text(yaml.safe_dump(catalogue), encoding="utf-8")
    assert command("load_catalogue", tmp_path / "catalogue.yaml", "--commit").code == 0
    spec = {
        "profile": "durchschnittsalter",
        "parser": "table",
        "read": {"delimiter": ",", "decimal": "."},
        "area": {"column": "gemeindeteilname", "division": "stadtteile"},
        "period": {"column": "jahr", "type": "reference_date", "day": "12-31"},
        "columns": {"Alter": "ALTER"},
        "ignore_areas": ["Mannheim"],
    }
    path = tmp_path / "profile.yaml"
    path.write_text(yaml.safe_dump(spec), encoding="utf-8")
    return path


def new_districts(since: str) -> Edition:
    words = ("--division", "stadtteile", "--valid-from", since, "--activate", "--commit")
    assert command("import_areas", SHAPES, *words).code == 0
    return Edition.objects.get(division__key="stadtteile", valid_from=since)


def old_names() -> list[str]:
    with FILE.open(encoding="utf-8") as source:
        return sorted({row["gemeindeteilname"] for row in csv.DictReader(source)} - {"Mannheim"})


def arrive(profile: Path) -> Ran:
    return command("import_file", FILE, "--profile", profile, "--publish")


def test_without_the_old_districts_the_file_is_refused_with_the_reason(profile: Path) -> None:
    new_districts("2010-01-01")
    ran = arrive(profile)
    assert ran.code == 1
    said = ran.out + ran.error
    assert "Innenstadt/Jungbusch" in said
    assert "ALTER ist keine Anzahl" in said or "ALTER is not a count" in said
    assert not Delivery.objects.exists()
    assert not Observation.objects.exists()
    assert Batch.objects.get().problems.filter(rule="unknown_area").count() > 0


def test_on_their_own_edition_they_are_shown_and_stay_there(profile: Path, tmp_path: Path, client: Client) -> None:
    """Though an office's table leads to the new districts: names that stayed, and 1/n of what was divided."""
    new = new_districts("2020-01-01")
    names = old_names()
    assert len(names) == 23
    division = Division.objects.get(key="stadtteile")
    areas = [NewArea(name, name) for name in names]
    old = activate_edition(
        by=None, edition=draft_edition(by=None, division=division, valid_from=date(2010, 1, 1), areas=areas)
    )
    table = tmp_path / "umsteiger.csv"
    table.write_text(a_table(names), encoding="utf-8")
    ran = command("import_correspondence", table, "stadtteile@2010-01-01", "stadtteile@2020-01-01", "--commit")
    assert ran.code == 0, ran
    assert arrive(profile).code == 0
    assert Observation.objects.count() == 23 * 5  # the city's own row is no area
    indicator = Indicator.objects.get(code="alter")
    assert indicator_values(indicator, old, granted=EVERYTHING).panel.cell("Neckarau", _last(old)).value is not None
    values = indicator_values(indicator, new, Span(), ways=Conversions(new), granted=EVERYTHING)
    assert values.periods == ()
    (refused,) = values.conversion.refused
    assert (refused.reason, refused.measures, len(refused.days)) == ("not_counts", {"ALTER": "mean"}, 5)
    give("arbeit", *READ)
    client.force_login(person("anna", "arbeit"))
    asked = {"indicator": "alter", "division": "stadtteile", "date": "2020-01-01"}
    html = plain(client.get("/", asked).content.decode())
    assert "Nicht umrechenbar: Zahlen für 31.12.2013 bis 31.12.2017 auf „Stadtteile“, Gebietsstand 01.01.2010" in html
    assert "Durchschnittsalter (ein Mittelwert)" in html
    assert client.get("/api/v1/values/", asked).json() == []
    assert len(client.get("/api/v1/values/", asked | {"date": "2015-01-01"}).json()) == 115


def _last(edition: Edition) -> Period:
    return indicator_values(Indicator.objects.get(code="alter"), edition, granted=EVERYTHING).periods[-1]


def a_table(names: list[str]) -> str:
    """Each old district with one new one, which is enough of a way; whether it is true does not matter to a mean."""
    features = json.loads(SHAPES.read_text(encoding="utf-8"))["features"]
    codes = sorted(feature["properties"]["code"] for feature in features)
    return "source,target,weight\n" + "".join(f"{name},{code},1\n" for name, code in zip(names, codes, strict=False))
