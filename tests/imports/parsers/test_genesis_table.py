from typing import Any

import pytest

from imports.parsers.records import Place
from indicators.analysis.periods import Period
from tests.imports.parsers.building import figures, found, read, rules
from tests.imports.parsers.genesis_files import AREAS, POPULATION, Line, csv_export, genesis_profile

DAY = "2023-12-31"


def test_figures_codes_and_signs() -> None:
    parsed = read(csv_export(*POPULATION), genesis_profile())
    assert figures(parsed) == {
        ("EW", "DG", DAY): 300.0,
        ("EW_W", "DG", DAY): 160.0,
        ("EW", "08222", DAY): 12.0,
        ("EW_W", "08222", DAY): "suppressed",
        ("EW", "03152", DAY): 0.0,
        ("EW_W", "03152", DAY): 0.0,
    }
    assert rules(parsed) == []
    assert parsed.records[3].area_name == "Mannheim, Stadtkreis"
    assert parsed.records[3].place == Place(None, 9, "Stichtag / 31.12.2023 / weiblich")


def test_what_the_file_says_about_itself() -> None:
    facts = read(csv_export(*POPULATION).encode("cp1252"), genesis_profile()).facts
    assert (facts["layout"], facts["encoding"], facts["table_code"]) == ("genesis-table", "cp1252", "12411-01-01-4")
    assert (facts["title"], facts["statistic"]) == ("Bevölkerung nach Geschlecht", "Fortschreibung")
    assert facts["stand"] == "04.05.2024 / 21:37:13"
    assert facts["licence"] == "© Amt, 2024"
    assert facts["footnotes"] == ['zu "Bevölkerung":', "Baden-Württemberg: Gebietsstand 01.01.2009"]
    assert facts["columns"] == ["Bevölkerung|Anzahl", "Bevölkerung / weiblich|Anzahl"]
    assert facts["units"] == {"EW": "Anzahl", "EW_W": "Anzahl"}
    assert facts["symbols"] == {".": 1, "-": 2}
    assert (facts["rows"], facts["header_line"]) == (3, 7)


def test_a_dash_means_nothing_unless_the_profile_says_what() -> None:
    parsed = read(csv_export(*POPULATION), genesis_profile(missing=None))
    assert [(rule, place.line) for rule, place in found(parsed)] == [("unknown_word", 10)] * 2


def test_a_whole_row_of_dashes_may_mean_something_else_than_one() -> None:
    rows = [*POPULATION, ("01002", "Kiel", 5, "-")]
    parsed = read(csv_export(*rows), genesis_profile(missing_rows={"-": "not_existing"}))
    values = figures(parsed)
    assert (values["EW", "03152", DAY], values["EW_W", "03152", DAY]) == ("not_existing", "not_existing")
    assert (values["EW", "01002", DAY], values["EW_W", "01002", DAY]) == (5.0, 0.0)


def test_a_row_counts_as_a_whole_with_the_columns_nobody_wanted() -> None:
    rows: list[Line] = [("", "", "Pkw", "Lkw"), ("08222", "Mannheim", "-", 5), ("03152", "Göttingen", "-", "-")]
    profile = genesis_profile(
        head=["dimension"], columns={"Bevölkerung / Pkw": "PKW"}, missing_rows={"-": "not_existing"},
        period={"fixed": "2023"},
    )  # fmt: skip
    assert figures(read(csv_export(*rows), profile)) == {
        ("PKW", "08222", "2023"): 0.0,
        ("PKW", "03152", "2023"): "not_existing",
    }


@pytest.mark.parametrize("key", ["Bevölkerung", "Bevölkerung / Insgesamt", "Bevölkerung / Insgesamt|Anzahl"])
def test_the_total_may_be_written_or_left_out(key: str) -> None:
    assert figures(read(csv_export(*POPULATION), genesis_profile(columns={key: "EW"})))["EW", "DG", DAY] == 300.0


def test_other_words_for_totals() -> None:
    rows = [tuple("Zusammen" if cell == "Insgesamt" else cell for cell in row) for row in POPULATION]
    assert rules(read(csv_export(*rows), genesis_profile())) == ["column_missing"]
    assert rules(read(csv_export(*rows), genesis_profile(total=["Zusammen"]))) == []


def test_the_leading_columns_are_the_fewest_empty_cells_of_any_header_line() -> None:
    """A total that spans several lines stands in the first of them, so that others begin with more empty cells."""
    rows: list[Line] = [
        ("", "", "", "Boden", "Boden", "Boden"),
        ("", "", "", "Insgesamt", "Wald", "Wald"),
        ("", "", "", "", "Insgesamt", "Nadelwald"),
        ("", "", "", "ha", "ha", "ha"),
        ("31.12.2021", "DG", "Deutschland", 100, 40, 30),
    ]
    profile = genesis_profile(
        above=["title", "statistic"], statistic="Fortschreibung", head=["measure", "dimension", "dimension", "unit"],
        rows=["period", "code", "name"],
        columns={"Boden|ha": "B", "Boden / Wald|ha": "W", "Boden / Wald / Nadelwald": "N"},
    )  # fmt: skip
    parsed = read(csv_export(*rows, above=("Titel", "Fortschreibung")), profile)
    assert [(r.measure, r.value) for r in parsed.records] == [("B", 100.0), ("W", 40.0), ("N", 30.0)]
    assert {r.period.label for r in parsed.records} == {"2021-12-31"}
    assert parsed.facts["units"] == {"B": "ha", "W": "ha", "N": "ha"}


UNITS: list[Line] = [
    ("", "", "Investitionen", "Investitionen"),
    ("", "", "Tsd. EUR", "Prozent"),
    (*AREAS[1], "12,5", "3,3"),
]
OF_UNITS: dict[str, Any] = {
    "above": ["title", "statistic"], "statistic": "Fortschreibung", "head": ["measure", "unit"],
    "period": {"fixed": "2022", "type": "year"},
}  # fmt: skip


def test_one_measure_in_two_units() -> None:
    columns = {"Investitionen|Tsd. EUR": "INV", "Investitionen|Prozent": "QUOTE"}
    text = csv_export(*UNITS, above=("T", "Fortschreibung"))
    parsed = read(text, genesis_profile(columns=columns, scale={"INV": 1000}, **OF_UNITS))
    assert figures(parsed) == {("INV", "08222", "2022"): 12_500.0, ("QUOTE", "08222", "2022"): 3.3}
    assert parsed.facts["units"] == {"INV": "Tsd. EUR", "QUOTE": "Prozent"}


def test_a_key_without_unit_must_not_take_two() -> None:
    text = csv_export(*UNITS, above=("T", "Fortschreibung"))
    parsed = read(text, genesis_profile(columns={"Investitionen": "INV"}, **OF_UNITS))
    assert set(rules(parsed)) == {"column_twice", "two_units"}
    assert len(parsed.records) == 0


def test_another_unit_than_the_profile_knows_is_told_with_what_there_is() -> None:
    columns = {"Investitionen|Mill. EUR": "INV"}
    problem = read(
        csv_export(*UNITS, above=("T", "Fortschreibung")), genesis_profile(columns=columns, **OF_UNITS)
    ).problems.kept[0]
    assert problem.rule == "column_missing"
    assert problem.params["found"] == ["Investitionen|Tsd. EUR", "Investitionen|Prozent"]


def test_regions_in_columns_and_further_dimensions_in_rows() -> None:
    rows: list[Line] = [
        ("", "", "", "Länder", "Länder"),
        ("", "", "", "Hessen", "Baden-Württemberg"),
        ("09.05.2011", "weiblich", "unter 3 Jahre", 1, 2),
        ("09.05.2011", "weiblich", "Insgesamt", 3, 4),
        ("09.05.2011", "Insgesamt", "Insgesamt", 5, 6),
    ]
    codes = {"Hessen": "06", "Baden-Württemberg": "08"}
    profile = genesis_profile(
        head=["label", "name"], rows=["period", "dimension", "dimension"],
        area={"division": "regionen", "codes": codes},
        columns={
            "Bevölkerung": "EW", "Bevölkerung / weiblich": "EW_W", "Bevölkerung / weiblich / unter 3 Jahre": "EW_W_U3",
        },
    )  # fmt: skip
    parsed = read(csv_export(*rows), profile)
    day = "2011-05-09"
    assert figures(parsed) == {
        ("EW_W_U3", "06", day): 1.0, ("EW_W_U3", "08", day): 2.0, ("EW_W", "06", day): 3.0, ("EW_W", "08", day): 4.0,
        ("EW", "06", day): 5.0, ("EW", "08", day): 6.0,
    }  # fmt: skip
    assert parsed.records[0].area_name == "Hessen"
    missing = read(csv_export(*rows), genesis_profile(**{
        "head": ["label", "name"], "rows": ["period", "dimension", "dimension"],
        "area": {"division": "regionen", "codes": codes}, "columns": {"Bevölkerung / divers": "EW_D"},
    }))  # fmt: skip
    assert found(missing) == [("column_missing", Place(None, 6, "Bevölkerung / divers"))]


def test_names_without_codes_are_told_once_each() -> None:
    rows: list[Line] = [
        ("", "Stichtag"),
        ("", "31.12.2023"),
        ("Hessen", 1),
        ("Bayern", 2),
        ("Insgesamt", 3),
        ("Bayern", 2),
    ]
    area = {"division": "regionen", "codes": {"Hessen": "06", "Insgesamt": "DG"}}
    profile = genesis_profile(head=["label", "period"], rows=["name"], area=area, columns={"Bevölkerung": "EW"})
    parsed = read(csv_export(*rows), profile)
    assert figures(parsed) == {("EW", "06", DAY): 1.0, ("EW", "DG", DAY): 3.0}
    assert [(problem.rule, problem.place.line, problem.value) for problem in parsed.problems] == [
        ("name_without_code", 8, "Bayern")
    ]
    ignoring = genesis_profile(
        head=["label", "period"], rows=["name"], area=area, columns={"Bevölkerung": "EW"}, ignore_areas=["Bayern"]
    )
    parsed = read(csv_export(*rows), ignoring)
    assert (rules(parsed), parsed.facts["ignored_rows"]) == ([], 2)


def test_a_school_year_is_named_by_its_end() -> None:
    rows: list[Line] = [("", "", "", "Insgesamt"), ("2024", *AREAS[1], 7)]
    period = {"type": "school_year", "named_by": "end"}
    profile = genesis_profile(
        head=["dimension"], rows=["period", "code", "name"], period=period, columns={"Bevölkerung": "EW"}
    )
    assert figures(read(csv_export(*rows), profile)) == {("EW", "08222", "2023/24"): 7.0}


def test_years_in_rows_and_months_in_columns() -> None:
    rows: list[Line] = [
        ("", "Monate", "Monate"), ("", "Januar (31.)", "Februar (28. bzw. 29.)"), ("2014", 5, 6), ("2013", 7, "..."),
    ]  # fmt: skip
    profile = genesis_profile(
        above=["title", "statistic", "measure", "name"], head=["label", "period"], rows=["period"],
        period={"type": "month"}, columns={"Bevölkerung": "EW"},
        area={"division": "regionen", "codes": {"Köln, krfr. Stadt": "05315"}},
    )  # fmt: skip
    parsed = read(csv_export(*rows, above=("T", "S", "Bevölkerung\xa0(Anzahl)", "Köln, krfr. Stadt")), profile)
    assert figures(parsed) == {
        ("EW", "05315", "2014-01"): 5.0, ("EW", "05315", "2014-02"): 6.0, ("EW", "05315", "2013-01"): 7.0,
        ("EW", "05315", "2013-02"): "pending",
    }  # fmt: skip
    assert parsed.facts["filters"] == ["Köln, krfr. Stadt"]
    assert parsed.facts["units"] == {"EW": "Anzahl"}


def test_a_day_above_the_header_holds_for_all() -> None:
    rows: list[Line] = [("", "", "Insgesamt"), (*AREAS[1], 5)]
    profile = genesis_profile(
        above=["title", "statistic", "measure", "period"], head=["dimension"], columns={"Bevölkerung": "EW"}
    )
    parsed = read(csv_export(*rows, above=("T", "S", "Bevölkerung (Anzahl)", "Stichtag: 09.05.2011")), profile)
    assert figures(parsed) == {("EW", "08222", "2011-05-09"): 5.0}


def test_the_period_of_the_upload() -> None:
    rows: list[Line] = [("", "", "Insgesamt"), (*AREAS[1], 5)]
    profile = genesis_profile(head=["dimension"], period={"given": True}, columns={"Bevölkerung": "EW"})
    assert figures(read(csv_export(*rows), profile, period=Period.year(2020))) == {("EW", "08222", "2020"): 5.0}
    assert rules(read(csv_export(*rows), profile)) == ["period_not_given"]


def test_what_was_chosen_above_the_header_takes_part_in_the_name() -> None:
    """The same table for women only has one line more and the same header: its figures must not pass for all."""
    lines = ("T", "S", "Bevölkerung (Anzahl)", "weiblich")
    rows: list[Line] = [("", "", "31.12.2023"), (*AREAS[1], 5)]
    plain = genesis_profile(head=["period"], columns={"Bevölkerung": "EW"})
    assert figures(read(csv_export(*rows), plain)) == {("EW", "08222", DAY): 5.0}
    refused = read(csv_export(*rows, above=lines), plain)
    assert (rules(refused), refused.problems.kept[0].params["found"]) == (["column_missing"], ["weiblich"])
    women = genesis_profile(
        above=["title", "statistic", "measure", "dimension"],
        head=["period"],
        columns={"Bevölkerung / weiblich": "EW_W"},
    )
    assert figures(read(csv_export(*rows, above=lines), women)) == {("EW_W", "08222", DAY): 5.0}


def test_subsets_are_told_and_nothing_is_summed() -> None:
    rows: list[Line] = [
        ("", "", "mit Mittlerem Abschluss", "dar. schulischer Teil der Fachhochschulreife"), (*AREAS[1], 9, 4),
    ]  # fmt: skip
    columns = {"Bevölkerung / mit Mittlerem Abschluss": "MITTEL"}
    parsed = read(csv_export(*rows), genesis_profile(head=["dimension"], period={"fixed": "2023"}, columns=columns))
    assert figures(parsed) == {("MITTEL", "08222", "2023"): 9.0}
    assert parsed.facts["subsets"] == ["Bevölkerung / dar. schulischer Teil der Fachhochschulreife|Anzahl"]
