"""Every rule of files, figures, profiles and decisions has its sentences, in both languages, fed by real findings."""

import ast
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from imports.checks.figures import check
from imports.errors import Refused
from imports.messages import TEXTS, VARIED_BY, check_texts, profile_said, refusal, said, words
from imports.parsers.profiles.loading import PROFILE_RULES, Profile, ProfileError, load_profile
from imports.parsers.records import Parsed, Problem, Record, Records
from imports.parsers.reference import EditionReference, MeasureReference, Reference
from imports.parsers.rules import RULES
from indicators import messages as of_indicators
from indicators.analysis.formula import FormulaError
from indicators.analysis.periods import Period
from indicators.analysis.standardise import TypologyError
from indicators.analysis.status import Status
from indicators.errors import NotPossible
from sozialmonitor.web.wording import PLACEHOLDER
from tests.districts.test_messages import JSON, english, german, german_texts, placeholders, raised, sources
from tests.imports.parsers.building import flat_profile, read, table_profile, zipped

__all__ = ["english", "german"]  # fixtures

ROOT = Path(__file__).resolve().parents[2]
PARSERS = [path for room in ("parsers", "checks") for path in sorted((ROOT / "imports" / room).rglob("*.py"))]
ACTIONS = sorted((ROOT / "imports" / "actions").glob("*.py"))
FIGURES = sorted((ROOT / "indicators" / "actions").glob("*.py"))
ANALYSIS = sorted((ROOT / "indicators" / "analysis").glob("*.py"))

FILE_RULES = set(RULES)
RAISED = raised([*PARSERS, *ACTIONS], {"add", "Trouble"}, FILE_RULES)
OF_A_PROFILE = {"value", "path", "line", "allowed", "suggestion"}


def reasons(files: list[Path], name: str) -> set[str]:
    """The first argument of every `name(…)` in the files."""
    found = set()
    for file in files:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == name and call.args:
                assert isinstance(call.args[0], ast.Constant), f"{file.name}:{call.lineno} hides its reason"
                found.add(str(call.args[0].value))
    return found


RAISERS: dict[str, tuple[list[Path], dict[str, Any]]] = {
    "Refused": (ACTIONS, check_texts.REASONS),
    "NotPossible": (FIGURES, of_indicators.NOT_POSSIBLE),
    "TypologyError": (ANALYSIS, of_indicators.TYPOLOGY),
    "FormulaError": (ANALYSIS, of_indicators.FORMULA),
}


def test_every_rule_of_files_and_profiles_has_its_sentences_and_none_is_left_over() -> None:
    assert not FILE_RULES & PROFILE_RULES
    assert {rule.partition(":")[0] for rule in TEXTS} == FILE_RULES | PROFILE_RULES


@pytest.mark.parametrize("name", RAISERS)
def test_every_reason_that_is_raised_has_its_sentences_and_none_is_left_over(name: str) -> None:
    files, table = RAISERS[name]
    assert reasons(files, name) == set(table)


def test_the_texts_for_typologies_and_formulas_are_those_the_analysis_knows() -> None:
    assert set(of_indicators.TYPOLOGY) == set(TypologyError.TEXTS)
    assert set(of_indicators.FORMULA) == set(FormulaError.TEXTS)


@pytest.mark.parametrize("rule", sorted(TEXTS))
def test_sentences_name_only_what_the_rule_is_raised_with(rule: str) -> None:
    plain = rule.partition(":")[0]
    given = OF_A_PROFILE if plain in PROFILE_RULES else RAISED.get(plain, set()) | RAISED["*"] | {"value"}
    assert placeholders(TEXTS[rule]) <= given


@pytest.mark.parametrize("name", RAISERS)
def test_refusals_name_only_what_they_are_raised_with(name: str) -> None:
    files, table = RAISERS[name]
    given = raised(files, {name}, set(table))
    for reason, texts in table.items():
        assert placeholders(texts) <= given[reason], reason


def test_the_collector_of_params_reads_the_source() -> None:
    assert RAISED["ragged_row"] == {"expected", "found", "row"}
    assert {"decimal", "thousands"} <= RAISED["point_not_comma"]
    assert {"count", "codes", "measures"} <= RAISED["missing_areas"]
    assert "limit_mb" in raised(ACTIONS, {"Refused"}, {"file_too_large"})["file_too_large"]


def test_all_texts_have_a_german_translation_with_the_same_placeholders() -> None:
    german = german_texts()
    tables: list[Mapping[str, Any]] = [
        TEXTS,
        check_texts.REASONS,
        of_indicators.TEXTS,
        of_indicators.DENIED,
        of_indicators.KINDS,
    ]
    tables += [of_indicators.LEFT_OUT, words.TYPES, words.KINDS, words.DELIMITERS, words.FAULTS, words.MISTAKES]
    for table in tables:
        for source in sources(list(table.values())):
            assert german.get(source), f"locale/de lacks: {source}"
            assert set(PLACEHOLDER.findall(german[source])) == set(PLACEHOLDER.findall(source))
            assert "Sie" in german[source] or not source.startswith("Please")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("rule", sorted(TEXTS))
def test_nothing_is_raised_without_params_and_no_placeholder_stays_open(rule: str, language: str, german: None) -> None:
    plain, _colon, variant = rule.partition(":")
    params = {VARIED_BY[plain]: variant} if variant else {}
    with translation.override(language):
        one = said(plain, "", params)
    assert one.text
    assert one.hint
    assert "%(" not in one.text + one.hint
    assert "None" not in one.text + one.hint


NAMES = sorted({name for given in RAISED.values() for name in given if name.isidentifier()})


@given(st.sampled_from(sorted(TEXTS)), st.dictionaries(st.sampled_from(NAMES), JSON, max_size=5))
def test_params_of_any_shape_become_sentences(rule: str, params: dict[str, Any]) -> None:
    one = said(rule.partition(":")[0], "1,5 %(x)s", params)
    assert one.text
    assert one.hint


def test_an_unknown_rule_is_shown_by_its_name() -> None:
    assert said("moon_phase", "full", {}) == ("moon_phase", "")
    assert refusal(Refused("moon")) == ("moon", "")
    assert refusal(NotPossible("moon")) == ("moon", "")


def only(problems: Iterable[Problem], rule: str) -> Problem:
    return next(problem for problem in problems if problem.rule == rule)


def told(problems: Any, rule: str) -> tuple[str, str]:
    """As the page tells it: from what is stored of a finding."""
    problem = only(problems, rule)
    return said(problem.rule, problem.value or "", problem.params)


def parsed(content: str | bytes, **changes: Any) -> Parsed:
    return read(content, table_profile(**changes))


def test_a_point_where_the_profile_expects_a_comma(german: None) -> None:
    text, hint = told(parsed("Schlüssel;Jahr;Einwohner;Arbeitslose\n011;2023;1234.5;7\n").problems, "point_not_comma")
    assert text == "„1234.5“ hat einen Punkt, das Profil erwartet ein Komma."
    assert hint.startswith("Bitte schreiben Sie die Zahl mit Komma.")
    assert 'decimal: "."' in hint


def test_a_missing_column_names_the_nearest_and_all_there_are(german: None) -> None:
    text, hint = told(parsed("Schlüssel;Jahr;Einwohnr;Arbeitslose\n").problems, "column_missing")
    assert text == "Die Spalte „Einwohner“ ist nicht vorhanden. Die Datei hat: Schlüssel, Jahr, Einwohnr, Arbeitslose."
    assert hint.startswith("Meinten Sie „Einwohnr“? Bitte berichtigen Sie")
    _text, hint = told(parsed("Schlüssel,Jahr,Einwohner,Arbeitslose\n").problems, "column_missing")
    assert "Die Datei scheint durch Kommas getrennt zu sein" in hint


def test_a_word_in_a_cell_says_what_kind_of_word_it_is(english: None) -> None:
    problems = parsed("Schlüssel;Jahr;Einwohner;Arbeitslose\n011;2023;viele;1,2E+05\n").problems
    plain, power = [said(p.rule, p.value or "", p.params).text for p in problems]
    assert plain == "“viele” is neither a number nor a sign that the profile knows."
    assert power == "“1,2E+05” is written with powers of ten; digits may be lost."


def test_a_period_that_cannot_be_read_says_which_kind_is_expected(german: None) -> None:
    rows = "Schlüssel;Jahr;Einwohner;Arbeitslose\n011;Winter;1;2\n"
    assert told(parsed(rows).problems, "period_unreadable")[0] == (
        "„Winter“ ist nicht als Zeitraum zu lesen; erwartet wird ein Stichtag (2023-12-31)."
    )


def test_sizes_and_members_of_a_zip(german: None) -> None:
    two = zipped(("a.csv", b"x"), ("b.csv", b"y"))
    assert told(parsed(two).problems, "zip_members")[0].endswith("die Zahl der Dateien: 2. Es sind: a.csv, b.csv.")
    assert said("zip_too_large", "a.csv", {"bytes": 3 * 1024**3, "limit": 200 * 1024**2}).text == (
        "Die Datei wäre ausgepackt mindestens 3,0\u202fGB groß; gelesen werden höchstens 200\u202fMB."
    )


def test_the_answer_of_an_interface_is_passed_on(german: None) -> None:
    answer = b'{"Status": {"Code": 104, "Content": "Es gibt keine Objekte"}}'
    problems = read(answer, flat_profile()).problems
    assert "Sie lautet: „Es gibt keine Objekte“. Ihr Code ist 104." in told(problems, "json_file")[0]
    assert "…" not in told(read(b'{"other": 1}', flat_profile()).problems, "json_file")[0]


OLD = EditionReference(1, "stadtteile", date(2010, 1, 1), date(2020, 1, 1), {"011": (1, "Ost"), "099": (9, "Hafen")})
NEW = EditionReference(2, "stadtteile", date(2020, 1, 1), None, {"011": (11, "Ost"), "012": (12, "West")})
MEASURES = {"EW": MeasureReference(1, "count"), "Q": MeasureReference(2, "share")}
REFERENCE = Reference([OLD, NEW], MEASURES, date(2025, 6, 30))


def record(measure: str = "EW", code: str = "011", *, year: int = 2023, value: float = 1.0) -> Record:
    return Record(measure, code, "", Period.year(year), value, Status.OK)


def checked(*records: Record, **changes: Any) -> Any:
    profile: Profile = table_profile(**changes)
    return check(Parsed(Records(records)), REFERENCE, profile).problems


def test_areas_are_held_against_their_editions(german: None) -> None:
    problems = checked(record(code="099"), record(code="11"), record(code="013"), record(year=2005))
    assert told(problems, "dissolved_area")[0] == (
        "Das Gebiet „099“ gehört nicht zum Gebietsstand dieses Zeitraums (seit 01.01.2020). "
        "Bekannt ist es im Gebietsstand 01.01.2010 – 31.12.2019: Hafen."
    )
    assert "gemeint ist 011" in told(problems, "leading_zero_lost")[0]
    assert "pad: 3" in told(problems, "leading_zero_lost")[1]
    assert told(problems, "unknown_area")[1].startswith("Meinten Sie 012 West / 011 Ost?")
    assert told(problems, "no_edition")[0] == (
        "Kein Gebietsstand der Gliederung „stadtteile“ ist in Kraft für: 31.12.2005 (betroffene Zahlen: 1). "
        "In Kraft sind: 01.01.2010 – 31.12.2019, seit 01.01.2020."
    )


def test_figures_that_contradict_each_other_are_shown_with_their_places(german: None) -> None:
    rows = "Schlüssel;Jahr;Einwohner;Arbeitslose\n011;2023;1234,5;\n011;2023;.;\n"
    only_one = {"columns": {"Einwohner": "EW"}}
    problems = check(parsed(rows, **only_one), REFERENCE, table_profile(**only_one)).problems
    text, hint = told(problems, "duplicate_key")
    assert text == (
        "Die Zahl zu EW für das Gebiet 011, 31.12.2023, kommt zweimal vor: 1.234,5 (Zeile 2, Spalte Einwohner) und "
        "geheim gehalten, weil die Zahl klein ist (Zeile 3, Spalte Einwohner)."
    )
    assert hint.startswith("Bitte fragen Sie das Amt")
    assert told(checked(record(), record()), "duplicate_key")[1].startswith("Beide sagen dasselbe.")


def test_figures_out_of_range_are_written_as_numbers(german: None) -> None:
    problems = checked(record(value=-1234.5), record("Q", value=101.25), record("Q", "012", value=3))
    assert told(problems, "negative_count")[0] == "−1.234,5 ist kleiner als null, aber EW ist eine Anzahl."
    assert told(problems, "share_out_of_range")[0].startswith("101,25 liegt nicht zwischen 0 und 100")


def test_missing_areas_are_counted_in_full_though_the_list_is_cut(german: None) -> None:
    assert told(checked(record(), complete=True), "missing_areas")[0] == (
        "In der Datei fehlen Gebiete (1): 012. Merkmale: EW. Zeiträume: 2023."
    )
    many = {"count": 900, "codes": [f"{n:03d}" for n in range(500)], "measures": ["EW"]}
    assert "010, 011 und 888 weitere" in said("missing_areas", "2023-12-31", many).text


def test_per_cent_signs_come_through(german: None) -> None:
    assert "Excel zeigt 12 %, gespeichert ist 0,12" in said("percent_format", "Quote", {}).text
    assert "„100 %(n)s“" in said("unknown_word", "100 %(n)s", {"kind": "word"}).text


def test_a_wrong_profile_is_told_with_what_is_possible(german: None) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile(
            {"profile": "x", "parser": "tabel", "area": {"column": "A", "division": "d", "pda": 3}, "version": "a"}
        )
    by_rule = {problem.rule: profile_said(problem) for problem in caught.value.problems}
    assert by_rule["unknown_key"] == (
        "„pda“ ist kein Eintrag eines Profils (area.pda).",
        "Meinten Sie „pad“? Möglich ist: column, joined, fixed, band, division, pad, name_column, codes.",
    )
    assert by_rule["not_allowed"].hint.startswith("Meinten Sie „table“? Möglich ist: table, genesis-flat")
    assert by_rule["wrong_type"].text.endswith("„a“. Die Prüfung meldet: erwartet wird eine ganze Zahl.")


def test_refused_decisions_and_rights(german: None) -> None:
    assert refusal(Refused("file_too_large", limit_mb=200)).text == "Die Datei ist größer als 200\u202fMB."
    assert (
        "Einwohnerzahl liegt nicht vor (3), too odd (1)"
        in refusal(TypologyError("too_few_areas", included=1, areas=5, reasons="no_population 3, too odd 1")).text
    )
    assert "Nicht dabei" not in refusal(TypologyError("too_few_areas", included=1, areas=1, reasons="none")).text
    assert "das ist ein Anteil" in refusal(FormulaError("only_counts_add_up", code="S1", kind="share")).text
    assert refusal(NotPossible("no_figures", period="2023/24", edition="e", typology="mss")).text.startswith(
        "Für 2023/24 und e"
    )
    assert refusal(PermissionDenied("publish EW, ALO")).text.startswith("Ihr Fachbereich darf nicht alle Merkmale")
    assert "EW" not in " ".join(refusal(PermissionDenied("publish EW, ALO")))
    assert refusal(PermissionDenied()).text == "Mit Ihrem Konto ist das nicht möglich."


def test_the_state_of_a_batch_is_told_in_words(english: None) -> None:
    assert refusal(Refused("batch_state", state="ready")).text.endswith("present state: checked, ready to publish.")
