import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.parsers.genesis.footer import SEPARATOR, footer_facts, joined, paragraphs, text_lines
from imports.parsers.genesis.frame import split_unit


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Geschlecht und Abschlussarten - Schuljahr - regionale Tiefe:", "Kreise"], "… regionale Tiefe: Kreise"),
        (["auf das Liegenschaftskatas-", "ter-Informationssystem"], "auf das Liegenschaftskataster-Informationssystem"),
        (["in Baden-", "Württemberg"], "in Baden-Württemberg"),
        (["Kreis-", "und Gemeindegebiete"], "Kreis- und Gemeindegebiete"),
        (["Berichtsjahr 1995-", "2010"], "Berichtsjahr 1995-2010"),
        (["Stichtag 31.12. -", "regionale Tiefe"], "Stichtag 31.12. - regionale Tiefe"),
        (["nach Geschlecht", "- Gemeinden"], "nach Geschlecht - Gemeinden"),
        (["D" + "o" * 59, "nau"], "D" + "o" * 59 + "nau"),
        (["  zwei   Blanks ", "", "hier"], "zwei Blanks hier"),
        ([], ""),
    ],
)  # fmt: skip
def test_lines_become_one(lines: list[str], text: str) -> None:
    assert joined(lines).endswith(text.removeprefix("…").strip())


def test_a_line_goes_on_where_the_next_word_had_no_room() -> None:
    lines = [
        "Baden-Württemberg (Berichtsjahr 1995-2010): Gebietsstand",
        "01.01.1979",
        "Baden-Württemberg (ab Berichtsjahr 2011): Gebietsstand",
        "01.01.2011",
        "Sachsen (2008 bis 2014): Auswertungsstand August 2015, Ge-",
        "bietsstand 01.01.2015",
        "",
        "Korrekturen.",
    ]
    assert paragraphs(lines) == [
        "Baden-Württemberg (Berichtsjahr 1995-2010): Gebietsstand 01.01.1979",
        "Baden-Württemberg (ab Berichtsjahr 2011): Gebietsstand 01.01.2011",
        "Sachsen (2008 bis 2014): Auswertungsstand August 2015, Gebietsstand 01.01.2015",
        "Korrekturen.",
    ]


def test_a_note_about_a_land_begins_anew_even_after_a_full_line() -> None:
    full = "Berlin (1995 bis 2000): bezogen auf den Gebietsstand 01.2001"
    assert len(full) == 60
    assert paragraphs([full, "Saarland: ohne", full, "deutsch"]) == [full, "Saarland: ohne", f"{full} deutsch"]


def test_quoted_texts_of_several_lines() -> None:
    lines = ['"zu ""Gebiet"":\n', "Stand; 2011\n", 'Ende"\n', "(C)opyright Amt;;;\n", "Stand: 1.2.2024\n"]
    assert text_lines(lines, ";") == ['zu "Gebiet":', "Stand; 2011", "Ende", "(C)opyright Amt", "Stand: 1.2.2024"]


def test_quotes_that_are_never_closed_lose_nothing() -> None:
    assert text_lines(['"offen\n', "Stand: 1.2.2024\n"], ";") == ["offen", "Stand: 1.2.2024"]


@pytest.mark.parametrize(
    ("lines", "licence", "stand", "notes"),
    [
        (["Note", "© Amt, 2024", "Stand: 04.05.2023 / 21:08:51"], "© Amt, 2024", "04.05.2023 / 21:08:51", ["Note"]),
        (["(C)opyright Amt", "Ort, 2014", "Stand: 21.07.2014"], "(C)opyright Amt Ort, 2014", "21.07.2014", None),
        (["© Amt", "Version 2.0. | Stand: 04.05.2023"], "© Amt Version 2.0.", "04.05.2023", None),
        (["Der Stand: gut", "und mehr"], None, None, ["Der Stand: gut", "und mehr"]),
        (["Auswertungsstand: März 2016"], None, None, ["Auswertungsstand: März 2016"]),
        ([], None, None, None),
    ],
)
def test_licence_and_stand(lines: list[str], licence: str | None, stand: str | None, notes: list[str] | None) -> None:
    facts = footer_facts(lines)
    assert (facts.get("licence"), facts.get("stand"), facts.get("footnotes")) == (licence, stand, notes)


@pytest.mark.parametrize(
    ("text", "is_end"), [("_____", True), ("______________ ", True), ("____", False), ("_____;", False)]
)
def test_the_line_of_underscores(text: str, is_end: bool) -> None:
    assert bool(SEPARATOR.fullmatch(text)) is is_end


@pytest.mark.parametrize(
    ("text", "measure", "unit"),
    [
        ("Bevölkerungsstand (Anzahl)", "Bevölkerungsstand", "Anzahl"),
        ("Arbeitslose\xa0(Anzahl)", "Arbeitslose", "Anzahl"),
        ("Bevölkerung (Zensus) (Anzahl)", "Bevölkerung (Zensus)", "Anzahl"),
        ("Umsatz (Tsd. EUR (netto))", "Umsatz", "Tsd. EUR (netto)"),
        ("Ohne Einheit", "Ohne Einheit", ""),
        ("(nur Klammern)", "(nur Klammern)", ""),
        ("offen) (x", "offen) (x", ""),
        ("", "", ""),
    ],
)
def test_the_unit_in_the_last_brackets(text: str, measure: str, unit: str) -> None:
    assert split_unit(text) == (measure, unit)


LINES = st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=80), max_size=12)


@given(LINES)
def test_no_letter_of_a_note_is_lost_but_hyphens(lines: list[str]) -> None:
    def letters(texts: list[str]) -> str:
        return "".join("".join(texts).replace("-", "").split())

    assert letters(paragraphs(lines)) == letters(lines)
