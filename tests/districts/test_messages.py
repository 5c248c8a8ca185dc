"""Every rule of the area files has its sentences, in both languages, and they say what was really found."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polib
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from districts.actions.editions import CannotActivate
from districts.geometry import rules
from districts.geometry.findings import examine
from districts.geometry.reading import read_areas
from districts.geometry.rules import Refusal
from districts.geometry.staging import Limits
from districts.messages import refusal, said, texts, words
from districts.messages.on_page import found_on_page
from sozialmonitor.web.wording import PLACEHOLDER
from tests.districts.geometry.world import EAST, NORTH, areas, feature, geojson, square

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
GEOMETRY = sorted((ROOT / "districts" / "geometry").glob("*.py"))
OWN_TABLES = (texts.REFUSALS, texts.HINTS, texts.FINDINGS, texts.TITLES, texts.CANNOT_ACTIVATE)
WORD_TABLES = (words.ROLES, words.FOUND, words.ORIGINS, words.LOOKS, words.FAULTS)
ALWAYS = {"codes", "area_m2"}  # every finding has these beside its params


def german_texts() -> dict[str, str]:
    """Source text → German, of the catalogue in the repository."""
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE)) if not entry.fuzzy}


@pytest.fixture
def german(tmp_path: Path, settings: Any) -> Iterator[None]:
    """German from the catalogue as it stands in the repository, whether or not it has been compiled."""
    compiled = tmp_path / "de" / "LC_MESSAGES"
    compiled.mkdir(parents=True)
    polib.pofile(str(CATALOGUE)).save_as_mofile(str(compiled / "django.mo"))
    settings.LOCALE_PATHS = [str(tmp_path)]
    with translation.override("de"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def sources(entry: Any) -> list[str]:
    """The English source texts in an entry of a table: sentences, alone or in tuples, but not the keys of hints."""
    with translation.override("en"):
        if isinstance(entry, tuple | list):
            return [text for one in entry for text in sources(one)]
        return [] if isinstance(entry, str) else [str(entry)]


def placeholders(entry: Any) -> set[str]:
    return {name for text in sources(entry) for name in PLACEHOLDER.findall(text)}


def strings(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def spread(call: ast.Call, inside: ast.AST, functions: Mapping[str, ast.AST]) -> set[str]:
    """Names that may be in a `**params` or a dictionary handed over: those written in the function that makes it."""
    values = [keyword.value for keyword in call.keywords if keyword.arg is None]
    values += [argument for argument in call.args[1:] if getattr(call.func, "id", "") == "Trouble"]
    makers = [functions[n.id] for v in values for n in ast.walk(v) if isinstance(n, ast.Name) and n.id in functions]
    return set().union(*map(strings, (*makers, inside))) if values else set()


def raised(files: list[Path], calls: set[str], known: set[str]) -> dict[str, set[str]]:
    """Which parameters each rule is raised with, by the source. `*` has those whose rule is not written there."""
    found: dict[str, set[str]] = defaultdict(set)
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    functions = {node.name: node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for tree in trees:
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and node.args):
                if (getattr(call.func, "attr", None) or getattr(call.func, "id", "")) in calls:
                    given = {keyword.arg for keyword in call.keywords if keyword.arg}
                    for rule in strings(call.args[0]) & known or {"*"}:
                        found[rule] |= given | spread(call, function, functions)
    return found


RAISED = raised(GEOMETRY, {"Refusal", "finding", "_refuse"}, set(rules.RULES))


def hints_raised() -> set[tuple[str, str]]:
    pairs = set()
    for file in GEOMETRY:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refusal" and len(call.args) == 2:
                rule, hint = map(strings, call.args)
                pairs |= {(r, h) for r in rule & set(rules.REFUSALS) for h in hint & set(rules.HINTS)}
    return pairs


def test_every_rule_and_every_hint_has_its_sentences_and_none_is_left_over() -> None:
    assert set(texts.REFUSALS) == set(rules.REFUSALS)
    assert set(texts.FINDINGS) == set(rules.FINDINGS)
    assert set(rules.HINTS) <= set(texts.HINTS)
    used = set(rules.HINTS) | {hint for _text, hint in texts.FINDINGS.values()}
    assert used == set(texts.HINTS)


def test_every_error_that_keeps_an_edition_from_coming_into_force_has_a_title() -> None:
    assert set(texts.TITLES) == {rule for rule, severity in rules.FINDINGS.items() if severity == "error"}


def test_every_reason_against_an_edition_has_its_sentences() -> None:
    reasons = {"findings", "same_day"}
    found = raised([ROOT / "districts" / "actions/editions.py"], {"CannotActivate"}, reasons)
    assert set(found) == set(texts.CANNOT_ACTIVATE) == reasons
    for reason, params in found.items():
        assert placeholders(texts.CANNOT_ACTIVATE[reason]) <= params


@pytest.mark.parametrize("rule", sorted(rules.RULES))
def test_sentences_name_only_what_the_rule_is_raised_with(rule: str) -> None:
    text = texts.REFUSALS.get(rule) or texts.FINDINGS[rule][0]
    own_hint = texts.HINTS[texts.FINDINGS[rule][1]] if rule in texts.FINDINGS else ()
    given = RAISED.get(rule, set()) | RAISED["*"] | (ALWAYS if rule in texts.FINDINGS else set())
    assert placeholders((text, own_hint)) <= given


def test_the_collector_of_params_reads_the_source() -> None:
    assert RAISED["crs-inexact"] == {"crs", "accuracy_m", "missing_grids"}
    assert {"stated", "candidates", "share_of_smaller", "shares"} <= RAISED["*"]
    assert "moon" not in {name for given in RAISED.values() for name in given}


def test_hints_name_only_what_their_refusals_are_raised_with() -> None:
    pairs = hints_raised()
    assert len(pairs) > 25
    for rule, hint in pairs:
        assert placeholders(texts.HINTS[hint]) <= RAISED.get(rule, set()) | RAISED["*"], (rule, hint)


def test_all_texts_have_a_german_translation_with_the_same_placeholders() -> None:
    german = german_texts()
    for table in (*OWN_TABLES, *WORD_TABLES):
        for source in sources(list(table.values())):
            assert german.get(source), f"locale/de lacks: {source}"
            assert set(PLACEHOLDER.findall(german[source])) == set(PLACEHOLDER.findall(source))
            assert "Sie" in german[source] or not source.startswith("Please")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("rule", sorted(rules.RULES))
def test_nothing_is_raised_without_params_and_no_placeholder_stays_open(rule: str, language: str, german: None) -> None:
    with translation.override(language):
        for hint in rules.HINTS if rule in rules.REFUSALS else ("",):
            one = said(rule, {}, hint=hint)
            assert one.text
            assert one.hint
            assert "%(" not in one.text + one.hint


TEXT = st.text("aß 1.%()s\n", max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted({name for given in RAISED.values() for name in given})


@given(
    st.sampled_from(sorted(rules.RULES)), st.dictionaries(st.sampled_from(NAMES), JSON), st.sampled_from(rules.HINTS)
)
def test_params_of_any_shape_become_sentences(rule: str, params: dict[str, Any], hint: str) -> None:
    one = said(rule, params, hint=hint, codes=["01"], area_m2=3.0)
    assert one.text
    assert one.hint


def test_an_unknown_rule_is_shown_by_its_name() -> None:
    assert said("moon-phase", {"file": "x"}) == ("moon-phase", "")
    assert refusal(CannotActivate("moon")) == ("moon", "")


def refused(path: Path, **options: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_areas(path, **options)
    return caught.value


def test_a_web_page_in_place_of_areas(tmp_path: Path, german: None) -> None:
    page = tmp_path / "viertel.geojson"
    page.write_text("<html><head><title>Anmeldung</title></head></html>", encoding="utf-8")
    text, hint = refusal(refused(page))
    assert text == "viertel.geojson ist eine Webseite und keine Datei mit Gebieten. Ihr Titel lautet „Anmeldung“."
    assert hint.startswith("Bitte laden Sie die Datei erneut herunter")


def test_a_limit_of_entries_is_a_number_and_a_limit_of_bytes_a_size(tmp_path: Path, english: None) -> None:
    many = geojson(tmp_path / "many.geojson", [feature(square(n, 0), code=f"{n}") for n in range(3)])
    assert refusal(refused(many, limits=Limits(features=2))).text == "The file has 3 entries; up to 2 are read."
    assert "up to 10\u202fB are read" in refusal(refused(many, limits=Limits(file_bytes=10))).text


def test_fields_to_choose_from_are_shown_with_samples(tmp_path: Path, german: None) -> None:
    plain = geojson(tmp_path / "f.geojson", [feature(square(n, 0), farbe="rot", wert=f"{n}") for n in range(2)])
    text, hint = refusal(refused(plain))
    assert text == "Es ist nicht klar, welches Feld die Schlüssel der Gebiete enthält."
    assert "farbe (rot), wert (0, 1)" in hint


def test_metres_without_a_coordinate_system_name_the_candidates(tmp_path: Path, german: None) -> None:
    swapped = Polygon([(NORTH, EAST), (NORTH + 100, EAST), (NORTH + 100, EAST + 100), (NORTH, EAST + 100)])
    text, hint = refusal(refused(geojson(tmp_path / "s.geojson", [feature(swapped, code="1")])))
    assert "5480000 / 460000" in text
    assert "Nordwert vor Ostwert" in text
    assert "x vor y" in hint
    metres = geojson(tmp_path / "m.geojson", [feature(square(0, 0), code="1")])
    assert refusal(refused(metres)).hint == (
        "Bitte nennen Sie das Koordinatensystem (Option --crs). "
        "Möglich sind: EPSG:25832 (1\u202fkm von Ludwigshafen am Rhein), EPSG:25833 (123\u202fkm von Passau)."
    )


def told(shapes: list[Any], rule: str) -> str:
    found = next(one for one in examine(areas(shapes)) if one.rule == rule)
    return said(found.rule, found.params, codes=found.codes, area_m2=found.area_m2).text


def test_what_is_found_in_areas_is_said_with_codes_sizes_and_places(german: None) -> None:
    overlapping = [square(0, 0), square(90, 0)]
    assert (
        told(overlapping, "overlap")
        == "Die Gebiete 001, 002 überlappen sich um 1.000\u202fm² (10\u202f% des kleineren)."
    )
    bow_tie = Polygon([(EAST, NORTH), (EAST + 10, NORTH + 10), (EAST + 10, NORTH), (EAST, NORTH + 10)])
    assert told([bow_tie], "geometry-invalid") == (
        "Die Fläche des Gebiets 001 ist ungültig: der Umriss kreuzt sich selbst. Stelle: 460005 / 5480005."
    )


def test_the_entry_with_damaged_letters_counts_from_one(german: None) -> None:
    text = said("mojibake", {"row": 0, "field": "name", "value": "KÃ¤fertal", "encoding": "utf-8"}).text
    assert "(Feld „name“, Eintrag 1)" in text


def test_an_edition_with_errors_names_them_in_words(german: None) -> None:
    error = CannotActivate("findings", edition="stadtteile@2024-01-01", rules=["code-duplicate", "overlap"])
    assert refusal(error).text.endswith("mehrfach vorkommende Schlüssel, sich überlappende Gebiete.")


@pytest.mark.parametrize(
    ("square_metres", "expected"), [(0.5, "0,50 m²"), (99.6, "100 m²"), (25_000, "2,5 ha"), (3_210_000, "3,21 km²")]
)
def test_areas_are_written_in_the_unit_that_reads_well(square_metres: float, expected: str, german: None) -> None:
    assert words.area(square_metres) == expected.replace(" ", "\u202f")


def test_pages_never_speak_of_options_of_commands() -> None:
    """What a finding says on the page; a refusal may have hints for the page as well, and those are all there."""
    for rule in rules.FINDINGS:
        told = found_on_page(rule, {}, codes=["01"], area_m2=1.0)
        assert "--" not in told.hint, rule
