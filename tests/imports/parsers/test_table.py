from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.parsers.records import Place
from indicators.analysis.periods import Period
from indicators.analysis.status import Status
from tests.imports.parsers.building import figures, found, profile_dict, read, rules, table_profile

FILES = Path(__file__).parents[2] / "files"
WIDE = "Schlüssel;Jahr;Einwohner;Arbeitslose\n011;2023;1200;31\n012;2023;-;.\n"


def test_wide_table() -> None:
    parsed = read(WIDE, table_profile())
    assert figures(parsed) == {
        ("EW", "011", "2023-12-31"): 1200.0,
        ("ALO", "011", "2023-12-31"): 31.0,
        ("EW", "012", "2023-12-31"): 0.0,
        ("ALO", "012", "2023-12-31"): "suppressed",
    }
    assert [record.status for record in parsed.records] == ["ok", "ok", "zero", "suppressed"]
    assert parsed.records[3].place == Place(None, 3, "Arbeitslose")
    assert rules(parsed) == []


def test_facts_tell_how_it_was_read() -> None:
    facts = read("Titel\n" + WIDE.replace("\n", ";x\n"), table_profile(read={"skip_rows": 1})).facts
    assert (facts["layout"], facts["kind"], facts["encoding"], facts["delimiter"]) == ("table", "text", "utf-8", ";")
    assert (facts["rows"], facts["header_line"]) == (2, 2)
    assert facts["header"] == ["Schlüssel", "Jahr", "Einwohner", "Arbeitslose", "x"]
    assert facts["unused_columns"] == ["x"]


def test_an_office_file_in_cp1252_with_title_total_and_footer() -> None:
    parsed = read((FILES / "einwohner_cp1252.csv").read_bytes(), table_profile(
        read={"skip_rows": 3, "thousands": ".", "stop_at": "Quelle"},
        area={"column": "Schlüssel", "division": "stadtteile", "pad": 3, "name_column": "Stadtteil"},
        period={"fixed": "31.12.2023"},
        columns={"Einwohner insgesamt": "EW", "Anteil unter 18": "U18"},
        ignore_areas=["Stadt insgesamt"],
    ))  # fmt: skip
    assert rules(parsed) == []
    assert figures(parsed) == {
        ("EW", "011", "2023-12-31"): 12345.0,
        ("U18", "011", "2023-12-31"): 17.5,
        ("EW", "012", "2023-12-31"): 980.0,
        ("U18", "012", "2023-12-31"): "suppressed",
    }
    assert [record.area_name for record in parsed.records[1:3]] == ["Südvorstadt", "Höfe"]
    assert (parsed.facts["encoding"], parsed.facts["ignored_rows"]) == ("cp1252", 1)
    assert parsed.records[0].place.line == 5


def test_long_table() -> None:
    part = {"measure": {"column": "Merkmal", "map": {"Einwohner": "EW"}}, "value": {"column": "Wert"}}
    text = "Schlüssel;Jahr;Merkmal;Wert\n011;2023;Einwohner;12\n011;2023;Haushalte;7\n012;2022;Einwohner;.\n"
    parsed = read(text, table_profile(columns=None, long=part))
    expected = {("EW", "011", "2023-12-31"): 12.0, ("EW", "012", "2022-12-31"): "suppressed"}
    assert figures(parsed) == expected
    assert parsed.facts["measures_left_out"] == {"Haushalte": 1}
    part["measure"].pop("map")
    assert figures(read(text.replace("Einwohner", "EW"), table_profile(columns=None, long=part))) == {
        **expected,
        ("Haushalte", "011", "2023-12-31"): 7.0,
    }


def test_a_measure_of_the_map_that_never_comes_is_told() -> None:
    part = {"measure": {"column": "M", "map": {"Einwonner": "EW"}}, "value": {"column": "W"}}
    parsed = read("Schlüssel;Jahr;M;W\n1;2023;Einwohner;12\n1;2023;;3\n", table_profile(columns=None, long=part))
    assert found(parsed) == [("measure_missing", Place(None, 3, "M")), ("measure_not_in_file", Place())]
    assert parsed.problems.kept[1].params == {"found": ["Einwohner"]}


def test_periods_in_columns() -> None:
    text = "Schlüssel;Name;2021;2022;Bemerkung\n011;Mitte;1;2;x\n"
    profile = table_profile(
        columns=None, period={"type": "year"}, periods_in_columns={"measure": "EW"}, scale={"EW": 10}
    )
    parsed = read(text, profile)
    assert figures(parsed) == {("EW", "011", "2021"): 10.0, ("EW", "011", "2022"): 20.0}
    assert parsed.records[1].place == Place(None, 2, "2022")


def test_periods_in_columns_with_reference_day_pattern_and_measure_column() -> None:
    text = "Schlüssel;Merkmal;J 2021;J 2022\n011;Einwohner;1;2\n"
    spread = {"measure": {"column": "Merkmal", "map": {"Einwohner": "EW"}}, "pattern": r"^\d{4}$"}
    profile = table_profile(columns=None, period={"type": "reference_date", "day": "12-31"}, periods_in_columns=spread)
    assert figures(read(text.replace("J 20", "20"), profile)) == {
        ("EW", "011", "2021-12-31"): 1.0,
        ("EW", "011", "2022-12-31"): 2.0,
    }
    assert rules(read(text, profile)) == ["no_period_columns"]
    wider = table_profile(columns=None, period={"type": "year"}, periods_in_columns=spread | {"pattern": "20"})
    assert found(read(text, wider)) == [("period_unreadable", Place(None, 1, f"J 202{n}")) for n in (1, 2)]


@pytest.mark.parametrize(
    ("period", "given", "name", "label", "rule"),
    [
        ({"fixed": "2023-12-31"}, None, "a.csv", "2023-12-31", None),
        ({"fixed": "2023"}, None, "a.csv", "2023", None),
        ({"fixed": "gestern"}, None, "a.csv", None, "period_unreadable"),
        ({"given": True}, Period.year(2022), "a.csv", "2022", None),
        ({"given": True}, None, "a.csv", None, "period_not_given"),
        ({"file_name": r"_(\d{4}-\d{2})", "type": "month"}, None, "HH_2017-12.txt", "2017-12", None),
        ({"file_name": r"_(\d{4}-\d{2})", "type": "month"}, None, "HH.txt", None, "period_not_in_file_name"),
    ],
)
def test_one_period_for_the_whole_file(
    period: dict[str, Any], given: Period | None, name: str, label: str | None, rule: str | None
) -> None:
    parsed = read(WIDE, table_profile(period=period), period=given, file_name=name)
    assert rules(parsed) == ([rule] if rule else [])
    assert {record.period.label for record in parsed.records} == ({label} if label else set())


def test_rows_the_office_marks_invalid_have_no_zero() -> None:
    text = "Schlüssel;Jahr;gültig;Einwohner;Arbeitslose\n1;2023;0;0;5\n2;2023;1;0;5\n3;2023;0;.;-\n"
    parsed = read(text, table_profile(zero_is_missing_where={"column": "gültig", "equals": 0}))
    assert [str(record.status) for record in parsed.records] == ["missing", "ok", "ok", "ok", "suppressed", "missing"]


def test_scale_by_column_or_by_measure() -> None:
    for key in ("Einwohner", "EW"):
        parsed = read(WIDE.replace("1200", "156,7"), table_profile(scale={key: 1000}))
        assert figures(parsed)["EW", "011", "2023-12-31"] == 156700.0
        assert figures(parsed)["ALO", "011", "2023-12-31"] == 31.0
        assert figures(parsed)["EW", "012", "2023-12-31"] == 0.0


def test_two_header_rows_are_joined() -> None:
    text = "Schlüssel;Jahr;Einwohner;Einwohner\n;;männlich;weiblich\n011;2023;5;7\n"
    columns = {"Einwohner / männlich": "M", "Einwohner / weiblich": "W"}
    parsed = read(text, table_profile(read={"header_rows": 2}, columns=columns))
    assert figures(parsed) == {("M", "011", "2023-12-31"): 5.0, ("W", "011", "2023-12-31"): 7.0}


def test_codes_are_padded_only_where_the_profile_says_so() -> None:
    text = WIDE.replace("011", "11").replace("012", "0012")
    assert [record.area_code for record in read(text, table_profile()).records[::2]] == ["11", "0012"]
    padded = table_profile(area={"column": "Schlüssel", "division": "stadtteile", "pad": 3})
    assert [record.area_code for record in read(text, padded).records[::2]] == ["011", "0012"]
    assert read(text.replace("11;2023", "A1;2023"), padded).records[0].area_code == "A1"


def test_names_stand_for_codes_only_by_a_list() -> None:
    area = {"column": "Schlüssel", "division": "stadtteile", "codes": {"Neckarstadt-Ost": "021"}}
    text = WIDE.replace("011", " Neckarstadt-Ost ")
    assert {record.area_code for record in read(text, table_profile(area=area)).records} == {"021", "012"}


def test_blank_lines_and_empty_cells_at_the_end_mean_nothing() -> None:
    parsed = read(WIDE.replace("31\n", "31;;\n") + ";;;\n\n  \n\n", table_profile())
    assert len(parsed.records) == 4
    assert rules(parsed) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_and_line_ends_change_nothing(encoding: str, end: str) -> None:
    parsed = read(WIDE.replace("\n", end).encode(encoding), table_profile())
    assert figures(parsed) == figures(read(WIDE, table_profile()))
    assert parsed.records[3].place.line == 3


def test_comma_separated_with_decimal_point() -> None:
    text = 'Schlüssel,Jahr,Einwohner,Arbeitslose\n"011",2023,"1,200.5",3\n'
    read_part = {"delimiter": ",", "decimal": ".", "thousands": ","}
    assert figures(read(text, table_profile(read=read_part)))["EW", "011", "2023-12-31"] == 1200.5


def test_tick_goes_forward_and_ends_at_the_total() -> None:
    text = WIDE + "".join(f"{i:05d};2023;1;1\n" for i in range(9000))
    ticks: list[tuple[int, int]] = []
    read(text, table_profile(), tick=lambda done, total: ticks.append((done, total)))
    assert len(ticks) >= 5
    assert ticks == sorted(ticks)
    assert ticks[-1] == (len(text.encode()), len(text.encode()))


def test_what_tick_raises_ends_the_reading() -> None:
    def cancel(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read(WIDE, table_profile(), tick=cancel)


figure_texts = st.one_of(st.integers(0, 10**6).map(str), st.sampled_from([".", "-", ""]))


@given(st.lists(st.tuples(st.integers(0, 999), figure_texts, figure_texts), min_size=1, max_size=30))
def test_fast_reader_against_the_obvious_one(rows: list[tuple[int, str, str]]) -> None:
    text = "Schlüssel;Jahr;Einwohner;Arbeitslose\n" + "".join(f"{c:03d};2023;{e};{a}\n" for c, e, a in rows)
    signs = {".": (None, "suppressed"), "-": (0.0, "zero"), "": (None, "missing")}
    expected = [
        (measure, line.split(";")[0], *signs.get(cell, (float(cell) if cell.isdigit() else None, "ok")))
        for line in text.split("\n")[1:-1]
        for measure, cell in zip(["EW", "ALO"], line.split(";")[2:], strict=True)
    ]
    records = read(text, table_profile()).records
    assert [(r.measure, r.area_code, r.value, str(r.status)) for r in records] == expected


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    read(raw, table_profile())
    read("Schlüssel;Jahr;Einwohner;Arbeitslose\n".encode() + raw, table_profile())


def test_marks_survive_into_the_record() -> None:
    flags = {"()": "limited", "p": "provisional"}
    record = read(WIDE.replace("1200", "(1200)p"), table_profile(flags=flags)).records[0]
    assert (record.value, record.status, record.flags) == (1200.0, Status.LIMITED, {Status.PROVISIONAL})


def test_profile_helper_matches_the_contract() -> None:
    assert set(profile_dict()) == {"profile", "parser", "area", "period", "columns", "missing"}
