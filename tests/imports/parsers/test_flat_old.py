"""The old layout of flat files: one row for each combination of attributes, one column for each value."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.parsers.genesis.flat_old import is_old
from imports.parsers.records import Place
from indicators.analysis.status import Status
from tests.imports.parsers.building import FLAT_END, FLAT_START, figures, flat, flat_profile, found, read, rules, zipped

START = "Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit"
BLOCK = "{n}_Merkmal_Code;{n}_Merkmal_Label;{n}_Auspraegung_Code;{n}_Auspraegung_Label"
ENGLISH = "statistics_code;statistics_label;time_code;time_label;time"
ENGLISH_BLOCK = "{n}_variable_code;{n}_variable_label;{n}_variable_code;{n}_variable_code"
VALUE = "BEVSTD__Bevoelkerungsstand__Anzahl"
KREIS = "KREISE;Kreise und kreisfreie Städte;08222;      Mannheim, Stadtkreis"
TOTAL, MEN, WOMEN = "GES;Geschlecht;;Insgesamt", "GES;Geschlecht;GESM;männlich", "GES;Geschlecht;GESW;weiblich"
KEY = ("EW", "08222", "2022-12-31")


def header(*values: str, blocks: int = 2, start: str = START, block: str = BLOCK) -> str:
    return ";".join([start, *(block.format(n=n) for n in range(1, blocks + 1)), *(values or (VALUE,))])


def row(*cells: str, time: str = "31.12.2022") -> str:
    return ";".join(["12411;Fortschreibung des Bevölkerungsstandes;STAG;Stichtag", time, *cells])


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def test_one_profile_reads_both_layouts() -> None:
    profile = flat_profile(columns={"BEVSTD": "EW", "BEVSTD|Anzahl[GES=GESW]": "EW_W"})
    old = lines(header(), row(KREIS, TOTAL, "315554"), row(KREIS, MEN, "157000"), row(KREIS, WOMEN, "158554"))
    kreis, men, women, total = (tuple(text.split(";")) for text in (KREIS, MEN, WOMEN, TOTAL))
    numbers = ((total, "315554"), (men, "157000"), (women, "158554"))
    new = flat(*(("2022-12-31", [kreis, sex], number, "Anzahl", "BEVSTD") for sex, number in numbers))
    one, two = read(old, profile), read(new, profile)
    assert (rules(one), rules(two)) == ([], [])
    assert figures(one) == figures(two) == {KEY: 315554.0, ("EW_W", *KEY[1:]): 158554.0}
    assert (one.facts["layout"], two.facts["layout"]) == ("genesis-flat-old", "genesis-flat")
    assert one.records[0].place == Place(None, 2, VALUE)
    assert {r.area_name for r in one.records} == {"Mannheim, Stadtkreis"}
    assert one.facts["units"] == {"BEVSTD": ["Anzahl"]}
    assert one.facts["statistic"] == ["12411", "Fortschreibung des Bevölkerungsstandes"]


def test_the_english_header_names_columns_twice_and_positions_count() -> None:
    top = header(start=ENGLISH, block=ENGLISH_BLOCK)
    assert top.split(";").count("1_variable_code") == 3
    content = lines(top, row(KREIS, "GES;Geschlecht;;Total", "315554", time="2022-12-31"))
    parsed = read(content, flat_profile())
    assert (figures(parsed), rules(parsed)) == ({KEY: 315554.0}, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1"])
def test_any_encoding_of_the_years(encoding: str) -> None:
    content = lines(header(), row("KREISE;Kreise;09564;Nürnberg", TOTAL, "5")).encode(encoding)
    for raw in (content, zipped(("a.csv", content))):
        parsed = read(raw, flat_profile())
        assert ([r.area_name for r in parsed.records], rules(parsed)) == (["Nürnberg"], [])


@pytest.mark.parametrize(
    ("names", "old"),
    [
        (header(), True),
        (header(start=ENGLISH, block=ENGLISH_BLOCK), True),
        (header(blocks=0), True),
        (header("Wert"), False),
        (START, False),
        (f"Kreis;Jahr;{VALUE}", False),
        (";".join([*FLAT_START, "1_variable_code", *FLAT_END]), False),
    ],
)
def test_it_is_told_by_its_columns(names: str, old: bool) -> None:
    assert is_old(names.split(";")) is old


def test_a_header_without_values_is_no_layout_at_all() -> None:
    assert rules(read(lines(header("Wert"), row(KREIS, TOTAL, "1")), flat_profile())) == ["layout_unknown"]


UNITS = ["FOR002__Forderungen__Tsd._EUR", "SUB003_______Guetersubventionen__jew._ME", "HH001__HH__Haeuser"]


def test_codes_and_units_whatever_the_underscores() -> None:
    content = lines(header(*UNITS, blocks=1), row(KREIS, "1", "2", "3"))
    columns = {"FOR002|Tsd. EUR": "A", "SUB003|jew. ME": "B", "HH001|Häuser": "C"}
    parsed = read(content, flat_profile(columns=columns))
    assert rules(parsed) == []
    assert [(r.measure, r.value) for r in parsed.records] == [("A", 1.0), ("B", 2.0), ("C", 3.0)]
    assert parsed.facts["values"] == ["FOR002|Tsd. EUR", "HH001|Häuser", "SUB003|jew. ME"]
    scaled = flat_profile(columns={"FOR002": "A"}, scale={"FOR002": 1000})
    assert [r.value for r in read(content, scaled).records] == [1000.0]
    wrong = read(content, flat_profile(columns={"FOR002|EUR": "A"}))
    assert rules(wrong) == ["value_not_in_file"]


PRICES = ["PREIS1__Preisindex__2020=100", "PREIS1__Preisindex__q", "Preisindex__CH0004", "Preisindex__CH0004__q"]


def test_a_rate_without_a_code_is_called_by_its_number() -> None:
    profile = flat_profile(columns={"PREIS1|2020=100": "INDEX", "PREIS1|%": "RATE", "CH0004": "RATE"})
    first, second = row(KREIS, "61,9", "e", ".", ""), row(KREIS, "65,0", "e", "5,0", "e", time="1992")
    content = lines(header(*PRICES, blocks=1), first, second)
    parsed = read(content, profile)
    assert rules(parsed) == []
    assert [(r.measure, r.value, str(r.status)) for r in parsed.records] == [
        ("INDEX", 61.9, "ok"),
        ("RATE", None, "suppressed"),
        ("INDEX", 65.0, "ok"),
        ("RATE", 5.0, "ok"),
    ]
    new = flat(
        ("1992", [tuple(KREIS.split(";"))], "65,0", "2020=100", "PREIS1"),
        ("1992", [tuple(KREIS.split(";"))], "5,0", "%", "PREIS1"),
    )
    assert (rules(read(new, profile)), len(read(new, profile).records)) == ([], 2)
    lone = flat_profile(columns={"CH0004": "RATE"})
    assert rules(read(new, lone)) == ["value_not_in_file"]


def test_two_rates_with_one_number_are_told_apart_by_their_whole_names() -> None:
    content = lines(header("Preisindex__CH0004", "Mietindex__CH0004", blocks=1), row(KREIS, "1,0", "2,0"))
    profile = flat_profile(columns={"Preisindex__CH0004": "A", "Mietindex__CH0004": "B"})
    assert [(r.measure, r.value) for r in read(content, profile).records] == [("A", 1.0), ("B", 2.0)]


def test_marks_of_quality_stand_behind_their_value() -> None:
    values = [VALUE, "BEVSTD__Bevoelkerungsstand__q"]
    rows = [("7", "e"), ("8", "()"), ("9", "p"), (".", ""), ("0", "/"), ("/", "")]
    content = lines(header(*values, blocks=1), *(row(KREIS, *pair, time=f"{2000 + n}") for n, pair in enumerate(rows)))
    parsed = read(content, flat_profile())
    assert rules(parsed) == []
    assert [(r.value, str(r.status)) for r in parsed.records] == [
        (7.0, "ok"),
        (8.0, "limited"),
        (9.0, "provisional"),
        (None, "suppressed"),
        (None, "unreliable"),
        (None, "unreliable"),
    ]
    assert parsed.facts["symbols"] == {"()": 1, ".": 1, "/": 2, "p": 1}
    unknown = read(lines(header(*values, blocks=1), row(KREIS, "7", "Q")), flat_profile())
    assert found(unknown) == [("unknown_quality", Place(None, 2, "q"))]


JUNK = "KREISE;Kreise und kreisfreie Städte;08222;      Mannheim, Stadtkreis" + ";" * 7


def test_rows_that_stand_in_wrong_columns_are_counted_and_block_the_file() -> None:
    content = lines(header(VALUE, "A__A__Anzahl", blocks=1), *[JUNK] * 3, row(KREIS, "5", "6"))
    parsed = read(content, flat_profile())
    assert found(parsed) == [("shifted_rows", Place(None, 2))]
    assert parsed.problems.kept[0].params == {"count": 3, "from_line": 2, "to_line": 4}
    assert parsed.problems.has_errors
    assert [r.value for r in parsed.records] == [5.0]


def test_a_column_that_is_empty_throughout_is_one_finding() -> None:
    values = ["ISV006__Insolvenzverfahren__MeasureUnitNotFound!", "ISVNW1__Arbeitnehmer__Anzahl"]
    content = lines(header(*values, blocks=1), *(row(KREIS, "", "5", time=str(year)) for year in range(2000, 2009)))
    parsed = read(content, flat_profile(columns={"ISV006": "ISV", "ISVNW1": "AN"}))
    column = values[0]
    assert found(parsed) == [("unit_not_stated", Place(None, 1, column)), ("column_empty", Place(None, 2, column))]
    assert parsed.problems.kept[1].params == {"count": 9}
    assert len(parsed.records) == 9
    declared = flat_profile(columns={"ISV006": "ISV"}, missing={"": "missing"})
    assert "column_empty" in rules(read(content, declared))
    only_other = read(content, flat_profile(columns={"ISVNW1": "AN"}))
    assert rules(only_other) == []


def test_single_empty_cells_are_each_an_error_unless_the_profile_explains_them() -> None:
    years = [("", 2000), ("", 2001), ("5", 2002), ("", 2003)]
    content = lines(header(blocks=1), *(row(KREIS, value, time=str(year)) for value, year in years))
    parsed = read(content, flat_profile())
    assert sorted(found(parsed)) == [("empty_cell", Place(None, line, VALUE)) for line in (2, 3, 5)]
    explained = read(content, flat_profile(missing={"": "missing"}))
    assert (rules(explained), [str(r.status) for r in explained.records]) == ([], ["missing"] * 2 + ["ok", "missing"])


def test_signs_and_dashes_as_in_the_new_layout() -> None:
    content = lines(header(blocks=1), *(row(KREIS, sign, time=f"{2000 + n}") for n, sign in enumerate("-./x")))
    statuses = [r.status for r in read(content, flat_profile()).records]
    assert statuses == [Status.MISSING, Status.SUPPRESSED, Status.UNRELIABLE, Status.BLOCKED]
    gone = read(content, flat_profile(missing={"-": "not_existing"}))
    assert gone.records[0].status is Status.NOT_EXISTING


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ([KREIS, TOTAL, "1.5"], "point_not_comma"),
        ([KREIS, TOTAL, "viele"], "unknown_word"),
        ([KREIS, TOTAL, "1", "2"], "ragged_row"),
        (["KREISE;Kreise;;Insgesamt", TOTAL, "1"], "area_missing"),
        ([KREIS, "NAT;Nationalität;;Insgesamt", "1"], "overlapping_dimensions"),
    ],
)
def test_what_is_wrong_with_a_row(cells: list[str], rule: str) -> None:
    parsed = read(lines(header(), row(KREIS, TOTAL, "1"), row(*cells)), flat_profile())
    assert rules(parsed) == [rule]


def test_times_that_cannot_be_read_are_not_guessed() -> None:
    parsed = read(lines(header(blocks=1), row(KREIS, "1", time=""), row(KREIS, "1", time="Winter")), flat_profile())
    assert found(parsed) == [("period_missing", Place(None, 2, "Zeit")), ("period_unreadable", Place(None, 3, "Zeit"))]


def test_quarters_as_a_dimension_and_empty_blocks() -> None:
    quarter, year = "QUARTG;Quartale;QUART2;2. Quartal", "QUARTG;Quartale;;Insgesamt"
    profile: Any = flat_profile(period={"dimension": "QUARTG"})
    content = lines(header(), row(KREIS, quarter, "1", time="2023"), row(KREIS, year, "4", time="2023"))
    assert [(r.period.label, r.value) for r in read(content, profile).records] == [("2023-Q2", 1.0)]
    empty = read(lines(header(), row(KREIS, ";;;", "1")), flat_profile())
    assert (figures(empty), rules(empty)) == ({KEY: 1.0}, [])


def test_regions_named_by_the_profile_and_areas_to_ignore() -> None:
    land = "DLAND;Bundesländer;08;Baden-Württemberg"
    content = lines(header(blocks=1), row(KREIS, "1"), row(land, "2"), row("KREISE;Kreise;DG;Deutschland", "3"))
    parsed = read(content, flat_profile(ignore_areas=["Deutschland"]))
    assert [r.area_code for r in parsed.records] == ["08222"]
    assert (parsed.facts["ignored_rows"], parsed.facts["other_regions"]) == (1, {"DLAND": 1})
    everything = read(content, flat_profile(area={"division": "regionen"}))
    assert [r.area_code for r in everything.records] == ["08222", "08", "DG"]


def test_a_header_alone() -> None:
    assert rules(read(header() + "\n", flat_profile())) == ["header_only"]


WORDS = [
    "",
    ";",
    ";;;;",
    "KREISE",
    "08222",
    ".",
    "-",
    "x",
    "__",
    "__q",
    "\n",
    '"',
    "31.12.2022",
    "12411",
    "BEVSTD__A__B",
    "e",
]


@given(st.integers(0, 60), st.lists(st.sampled_from(WORDS), max_size=10))
def test_no_file_however_mangled_raises(cut: int, words: list[str]) -> None:
    content = lines(header(VALUE, "BEVSTD__B__q"), row(KREIS, TOTAL, "5", "e"), row(KREIS, MEN, "3", "e"))
    at = cut * len(content) // 60
    parsed = read(content[:at] + "".join(words) + content[at:], flat_profile())
    assert all(record.measure == "EW" for record in parsed.records)
