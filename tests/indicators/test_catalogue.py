"""Loading a catalogue: what it creates and changes, that it may be loaded again, and what it refuses."""

from pathlib import Path

import pytest
from django.utils.translation import override

from districts.models import Area, Division
from indicators.actions.catalogue import Loaded, load_catalogue
from indicators.catalogue import CatalogueError, read_catalogue
from indicators.models import Indicator, IndicatorSet, Measure, Typology
from sozialmonitor.access.models import AuditEvent, Department
from tests.world import CATALOGUE, World, command

pytestmark = pytest.mark.django_db

COUNTED = {"departments": 2, "measures": 5, "indicators": 8, "sets": 2, "typologies": 1}
SMALL = """
measures:
  - {code: EW, label: {de: Einwohner}, kind: count, unit: Personen}
  - {code: S1, kind: share}
indicators:
  - {code: einwohner, label: {de: Einwohner}, formula: {value: EW}}
"""
REGIONS = """
divisions:
  - {key: regionen, label: {de: Vergleichsregionen}, kind: regions, valid_from: 1990-01-01,
     areas: [{code: "08222", name: Mannheim}, {code: DG, name: Deutschland}]}
  - {key: bezirke, label: {de: Stadtbezirke, en: Boroughs}, rank: 20}
"""


def load(text: str) -> Loaded:
    return load_catalogue(by=None, catalogue=read_catalogue(text))


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Department, Measure, Indicator, IndicatorSet, Typology))


def test_the_example_of_the_documentation_loads_as_it_stands_there(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs/interface.md").read_text(encoding="utf-8")
    examples = [part.partition("```")[0] for part in text.split("```yaml\n")[1:]]
    for number, example in enumerate(examples):
        path = tmp_path / f"{number}.yaml"
        path.write_text(example, encoding="utf-8")
        ran = command("load_catalogue", path, "--commit")
        assert ran.code == 0, ran
    assert (Indicator.objects.count(), Typology.objects.count(), len(examples)) == (1, 1, 2)


def test_everything_is_created_once() -> None:
    loaded = load(CATALOGUE)
    assert (dict(loaded.created), dict(loaded.changed), dict(loaded.same)) == (COUNTED, {}, {})
    assert counts() == tuple(COUNTED.values())
    quote = Indicator.objects.get(code="quote")
    assert quote.formula == {"share": {"numerator": "ALO", "denominator": "EW"}}
    assert (quote.label_de, quote.label_en, quote.unit, quote.decimals) == ("Arbeitslosenquote", "Unemployment", "%", 2)
    assert (quote.owner, quote.minimum_cell, quote.higher_is) == (Department.objects.get(key="arbeit"), 3, "worse")
    assert (quote.definition_de, quote.source) == ("Anteil der Arbeitslosen", "Arbeitsagentur")
    assert list(IndicatorSet.objects.get(code="kern").members.values_list("indicator__code", flat=True)) == [
        "quote", "transfer", "einwohner",
    ]  # fmt: skip
    assert Typology.objects.get().definition["minimum_population"] == {"measure": "EW", "at_least": 100}


def test_a_second_load_changes_nothing_at_all() -> None:
    load(CATALOGUE)
    events = AuditEvent.objects.count()
    loaded = load(CATALOGUE)
    assert (dict(loaded.created), dict(loaded.changed), dict(loaded.same)) == ({}, {}, COUNTED)
    assert AuditEvent.objects.count() == events


def test_changes_are_written_and_counted() -> None:
    load(CATALOGUE)
    number = Indicator.objects.get(code="quote").pk
    changed = CATALOGUE.replace("Arbeitslosenquote", "Quote der Arbeitslosen").replace(
        "[arbeitslose, quote]", "[quote, arbeitslose]"
    )
    loaded = load(changed.replace("{de: Fachbereich Bildung, en: Education}", "{de: Bildung}"))
    assert dict(loaded.changed) == {"departments": 1, "indicators": 1, "sets": 1}
    assert Indicator.objects.get(pk=number).label_de == "Quote der Arbeitslosen"
    assert list(IndicatorSet.objects.get(code="arbeit").members.values_list("indicator__code", flat=True)) == [
        "quote", "arbeitslose",
    ]  # fmt: skip
    assert AuditEvent.objects.filter(verb="load catalogue").count() == 2


def test_what_a_catalogue_leaves_out_stays() -> None:
    load(CATALOGUE)
    load(SMALL)
    assert counts() == tuple(COUNTED.values())


def test_regions_and_divisions() -> None:
    for outcome in ("created", "same"):
        loaded = load(REGIONS)
        assert getattr(loaded, outcome)["divisions"] + loaded.changed["divisions"] == 2
    assert dict(Area.objects.values_list("code", "name")) == {"08222": "Mannheim", "DG": "Deutschland"}
    assert Division.objects.get(key="bezirke").rank == 20


def test_a_division_with_outlines_does_not_become_one_of_comparison_regions(world: World) -> None:
    found = refused("divisions: [{key: stadtteile, label: {de: Stadtteile}, kind: regions}]")
    assert len(found) == 1
    assert found[0].startswith("divisions.stadtteile: ")
    assert world.edition.division.kind == Division.Kind.AREAS


def refused(text: str) -> list[str]:
    before = counts()
    with pytest.raises(CatalogueError) as caught:
        load(text)
    assert counts() == before
    return caught.value.findings


def test_a_version_of_a_typology_is_never_edited() -> None:
    load(CATALOGUE)
    other = CATALOGUE.replace("at_least: 100", "at_least: 300")
    (told,) = refused(other)
    assert "lage" in told
    assert "raise the version" in told
    assert Typology.objects.get().definition["minimum_population"]["at_least"] == 100
    load(other.replace("version: 1", "version: 2"))
    assert list(Typology.objects.values_list("version", flat=True)) == [2, 1]


TWO_AXES = """
      - key: dynamik
        indicators: [{code: wandel}]
        classes: [{key: "1", below: 0}, {key: "2"}]
    combine: {by: matrix, label: "{status}"}
"""


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("key: lage", "key: " + "l" * 61, "more than 60 letters"),
        ("    version: 1\n", "    version: 32768\n", "higher than 32767"),
        ("de: Soziale Lage", "de: " + "L" * 201, "more than 200 letters"),
        ('{key: "1", label', '{key: "' + "1" * 41 + '", label', "more than 40 letters"),
        ("        restandardise: true\n", "        standardise: {centre: population_mean}\n", ""),
        ("label: {de: niedrig, en: low}}]\n", "label: {de: niedrig, en: low}}]" + TWO_AXES, "1 occurs twice"),
    ],
)
def test_a_typology_that_could_not_be_stored_or_run_is_refused_with_its_line(
    before: str, after: str, told: str
) -> None:
    text = CATALOGUE.replace(before, after)
    assert text != CATALOGUE
    if not told:
        load(text)
        text = text.replace("    minimum_population: {measure: EW, at_least: 100}\n", "")
        told = "population_mean weighs by the measure of minimum_population"
    (finding,) = refused(text)
    assert told in finding
    assert finding.startswith("line ")


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (
            "indicators:\n  - {code: x, formula: {value: NICHTDA}}",
            "indicators.x: The formula uses the measure NICHTDA, which",
        ),
        ("indicators:\n  - {code: x, formula: {change: {indicator: nichtda, years: 1}}}", "nichtda"),
        ("indicators:\n  - {code: x, formula: {change: {indicator: x, years: 1}}}", "x"),
        ("indicators:\n  - {code: x, formula: {value: EW}, owner: nichtda}", "department nichtda is not declared"),
        ("indicators:\n  - {code: x, formula: {ratio: {numerator: [S1, EW], denominator: EW}}}", "Only counts"),
        ("indicator_sets:\n  - {code: x, indicators: [nichtda]}", "unknown indicators nichtda"),
        ("indicators:\n  - {code: x, formula: {value: S1}}\nmeasures:\n  - {code: EW, kind: mean}", "indicators.summe"),
    ],
)
def test_references_into_the_void_are_refused(added: str, told: str) -> None:
    load(SMALL.replace("measures:", "measures:\n  - {code: ALO, kind: count}"))
    load("indicators:\n  - {code: summe, formula: {ratio: {numerator: [EW, ALO], denominator: EW}}}")
    with override("en"):
        assert told in "\n".join(refused(added))


def test_a_formula_that_does_not_fit_is_refused_in_the_readers_language(tmp_path: Path) -> None:
    load(CATALOGUE)
    file = tmp_path / "catalogue.yaml"
    file.write_text("indicators:\n  - {code: x, formula: {ratio: {numerator: [S1, EW], denominator: NICHTDA}}}")
    with override("de"):
        told = command("load_catalogue", file)
    assert told.code == 1
    assert "Die Formel" in told.error
    assert "NICHTDA" in told.error
    assert "The formula" not in told.error


def test_a_measure_cannot_change_its_kind_under_a_formula_that_adds_it_up() -> None:
    load(CATALOGUE)
    (told,) = refused("measures:\n  - {code: FORT, kind: share}")
    assert "indicators.verhaeltnis" in told
    assert Measure.objects.get(code="FORT").kind == "count"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (SMALL.replace("kind: count", "kind: anzahl"), 3, "measures.0.kind"),
        (SMALL + "    farbe: rot\n", 6, "farbe"),
        (SMALL.replace("{value: EW}", "{wert: EW}"), 6, "formula"),
        (SMALL.replace("code: einwohner", "code: Einwohner insgesamt"), 6, "indicators.0.code"),
        (SMALL.replace("code: einwohner", "code: 011"), 6, "indicators.0.code"),
        (SMALL.replace("code: S1", "code: EW"), 3, "occurs twice"),
        (SMALL.replace("Einwohner}, kind", f"{'E' * 201}}}, kind"), 3, "measures.0.label.de"),
        ("measures:\n  - kind: count\n", 2, "measures.0.code"),
        ("divisions:\n  - {key: teile, label: {de: x}, areas: [{code: a, name: b}]}", 2, "import_areas"),
        ("planeten: []", 1, "planeten"),
    ],
)
def test_errors_name_line_and_entry(text: str, line: int, told: str) -> None:
    findings = refused(text.replace("formula: {value: EW}}\n    farbe", "formula: {value: EW}, farbe: rot}\n#"))
    assert any(finding.startswith(f"line {line}:") and told in finding for finding in findings), findings


@pytest.mark.parametrize("text", ["", "- a\n- b", "nur Text", "a: [", "a: b: c", "\tx: 1"])
def test_what_is_no_catalogue_is_said_so(text: str) -> None:
    (told,) = refused(text)
    assert "not YAML" in told or "holds no entries" in told


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "katalog.yaml"
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_the_command_is_a_dry_run_until_commit(file: Path) -> None:
    dry = command("load_catalogue", file)
    assert dry.code == 0
    assert "created: departments 2, indicators 8" in dry.out
    assert "--commit" in dry.out
    assert counts() == (0, 0, 0, 0, 0)
    assert not AuditEvent.objects.exists()
    assert command("load_catalogue", file, "--commit").code == 0
    assert counts() == tuple(COUNTED.values())
    again = command("load_catalogue", file, "--commit")
    assert "created: –\nchanged: –\n" in again.out


def test_the_command_says_what_is_wrong_and_where(file: Path) -> None:
    file.write_text(CATALOGUE.replace("kind: share", "kind: anteil"), encoding="utf-8")
    ran = command("load_catalogue", file, "--commit")
    assert ran.code == 1
    assert "line 10: measures.4.kind" in ran.error
    assert counts() == (0, 0, 0, 0, 0)
    file.write_bytes(CATALOGUE.encode("cp1252"))
    assert "UTF-8" in command("load_catalogue", file).error
    assert command("load_catalogue", file.with_name("nicht-da.yaml")).code == 2
    assert command("load_catalogue").code == 2
