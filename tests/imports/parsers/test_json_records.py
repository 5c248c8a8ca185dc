"""JSON by profile: lists of records, and objects in objects with lists at their ends."""

import json
from typing import Any

import pytest

from imports.parsers.profiles.loading import Profile, ProfileError
from imports.parsers.records import Place
from imports.parsers.tables import json_records
from tests.imports.parsers.building import figures, flat_profile, found, read, rules, table_profile, zipped

NESTED = {
    "area": {"column": "district", "division": "ortsteile", "codes": {"Zentrum": "00", "Zentrum-Ost": "01"}},
    "period": {"column": "Jahr", "type": "reference_date", "day": "12-31"},
    "columns": None,
    "long": {"measure": {"column": "Merkmal", "map": {"Einwohner": "EW"}}, "value": {"column": "value"}},
    "records": {"path": "data", "levels": ["Jahr", "Merkmal"]},
}
PLAIN = {"area": {"column": "id", "division": "d"}, "columns": {"EW": "EW"}, "period": {"fixed": "2023"}}
LISTED = {
    "area": {"column": "district_id", "division": "stadtteile", "pad": 2, "name_column": "district_name"},
    "period": {"given": True},
    "columns": {"residents": "EW", "age_groups.under_18": "EW_U18"},
    "records": {"path": "detail"},
}


def profile(spec: dict[str, Any], **changes: Any) -> Profile:
    return table_profile(**({"parser": "records", "read": {"decimal": "."}} | spec | changes))


def nested(**years: Any) -> dict[str, Any]:
    lists = {year.lstrip("y"): value for year, value in years.items()}
    return {"meta": {"title": "Einwohner insgesamt"}, "data": lists}


def items(*pairs: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"value": value, "district": district} for district, value in pairs]


def parsed(data: Any, spec: Profile, **how: Any) -> Any:
    return read(data if isinstance(data, str | bytes) else json.dumps(data), spec, **({"file_name": "a.json"} | how))


def test_year_indicator_list() -> None:
    data = nested(
        y2022={"Einwohner": items(("Zentrum", 1), ("Zentrum-Ost", 2)), "Quote": items(("Zentrum", 0.5))},
        y2023={"Einwohner": items(("Zentrum", 3.5))},
    )
    one = parsed(data, profile(NESTED))
    assert figures(one) == {
        ("EW", "00", "2022-12-31"): 1.0,
        ("EW", "01", "2022-12-31"): 2.0,
        ("EW", "00", "2023-12-31"): 3.5,
    }
    assert rules(one) == []
    assert one.records[1].place == Place("2022 / Einwohner", 2, "value")
    assert one.facts["header"] == ["Jahr", "Merkmal", "value", "district"]
    assert one.facts["measures_left_out"] == {"Quote": 1}
    assert (one.facts["title"], one.facts["layout"]) == ("Einwohner insgesamt", "records")


def test_a_list_of_records_with_objects_inside() -> None:
    data = {
        "detail": [{"district_id": 1, "district_name": "Altstadt", "residents": 3866, "age_groups": {"under_18": 360}}]
    }
    one = parsed(data, profile(LISTED, period={"fixed": "2018"}))
    assert figures(one) == {("EW", "01", "2018"): 3866.0, ("EW_U18", "01", "2018"): 360.0}
    assert one.records[0].place == Place(None, 1, "residents")
    assert one.records[0].area_name == "Altstadt"
    assert rules(parsed(data, profile(LISTED))) == ["period_not_given"]


def test_the_list_may_stand_at_the_top_or_in_a_zip() -> None:
    data = [{"id": "011", "EW": 5}, {"id": "012", "EW": 6}]
    spec = profile({"area": {"column": "id", "division": "d"}, "columns": {"EW": "EW"}, "period": {"fixed": "2023"}})
    expected = {("EW", "011", "2023"): 5.0, ("EW", "012", "2023"): 6.0}
    assert figures(parsed(data, spec)) == expected
    assert figures(parsed(zipped(("a.json", json.dumps(data).encode())), spec)) == expected
    assert figures(parsed(b"\xef\xbb\xbf" + json.dumps(data).encode(), spec)) == expected


def test_null_words_numbers_in_words_and_what_is_no_number() -> None:
    data = [{"id": f"{n}", "EW": value} for n, value in enumerate([None, ".", "1.5", float("nan"), True, [1], "k.A."])]
    area = {"column": "id", "division": "d"}
    spec = profile({"area": area, "columns": {"EW": "EW"}, "period": {"fixed": "2023"}})
    one = parsed(data, spec)
    assert [(str(r.status), r.value) for r in one.records] == [("missing", None), ("suppressed", None), ("ok", 1.5)]
    assert found(one) == [("unknown_word", Place(None, line, "EW")) for line in (4, 5, 6, 7)]
    kinds = [problem.params["kind"] for problem in one.problems]
    assert kinds == ["not_finite", "true_or_false", "word", "word"]
    unsaid = profile({"area": area, "columns": {"EW": "EW"}, "period": {"fixed": "2023"}, "missing": {}})
    assert rules(parsed(data[:1], unsaid)) == ["empty_cell"]


def test_a_field_that_some_records_lack_is_empty_there_and_one_that_all_lack_is_an_error() -> None:
    data = {"detail": [{"district_id": 1, "district_name": "a", "residents": 5, "age_groups": {"under_18": 1}}]}
    data["detail"].append({"district_id": 2, "district_name": "b", "residents": 6})
    one = parsed(data, profile(LISTED, period={"fixed": "2018"}))
    assert figures(one)["EW_U18", "02", "2018"] == "missing"
    gone = parsed({"detail": data["detail"][1:]}, profile(LISTED, period={"fixed": "2018"}))
    assert rules(gone) == ["column_missing"]
    assert gone.problems.kept[0].value == "age_groups.under_18"


def test_the_same_area_twice_in_a_list_stays_twice_for_the_check() -> None:
    one = parsed(nested(y2022={"Einwohner": items(("Zentrum", 1), ("Zentrum", 2))}), profile(NESTED))
    assert [(r.area_code, r.value, r.place.line) for r in one.records] == [("00", 1.0, 1), ("00", 2.0, 2)]


def test_a_name_without_a_code_goes_to_the_check_as_it_is() -> None:
    one = parsed(nested(y2022={"Einwohner": items(("Zentrum-Süd", 1))}), profile(NESTED))
    assert [r.area_code for r in one.records] == ["Zentrum-Süd"]


@pytest.mark.parametrize(
    "text", ['{"data": {"2022": {}, "2022": {}}}', '{"data": {"2022": {"Einwohner": [{"a": 1, "a": 2}]}}}']
)
def test_a_name_that_stands_twice_in_an_object_is_an_error(text: str) -> None:
    one = parsed(text, profile(NESTED))
    assert "json_key_twice" in rules(one)
    assert not one.records


def test_names_that_meet_when_they_are_joined() -> None:
    data = [{"id": "1", "a.b": 1, "a": {"b": 2}}]
    spec = profile({"area": {"column": "id", "division": "d"}, "columns": {"a.b": "X"}, "period": {"fixed": "2023"}})
    assert rules(parsed(data, spec)) == ["json_key_twice"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"date": {}}, ["json_path_missing"]),
        ([], ["json_path_missing"]),
        ({"data": []}, ["json_not_an_object"]),
        ({"data": {"2022": 5}}, ["json_not_an_object"]),
        ({"data": {"2022": {"Einwohner": {"Zentrum": 5}}}}, ["json_not_a_list"]),
        ({"data": {"2022": {"Einwohner": [5, [1]]}}}, ["json_not_a_record", "json_not_a_record"]),
        ({"data": {"2022": {"Einwohner": []}}}, ["header_only"]),
        ({"data": {}}, ["header_only"]),
    ],
)
def test_another_shape_than_the_profile_says(data: Any, expected: list[str]) -> None:
    assert rules(parsed(data, profile(NESTED))) == expected


def test_a_missing_path_says_what_there_is() -> None:
    (problem,) = parsed({"date": {}, "meta": {}}, profile(NESTED)).problems
    assert problem.params == {"found": ["date", "meta"], "step": "data"}


@pytest.mark.parametrize(
    "text",
    [
        '{"data": {"2022": ',
        '{"data": [' + "[" * 100_000,
        '{"data": 1' + "0" * 5000 + "}",
        '{"data": {}} und mehr',
    ],
)
def test_broken_json(text: str) -> None:
    assert rules(parsed(text, profile(NESTED))) == ["json_broken"]


def test_where_it_is_broken() -> None:
    assert found(parsed('{"data":\n {"2022" 5}}', profile(NESTED))) == [("json_broken", Place(None, 2, "10"))]


@pytest.mark.parametrize("word", ["\\u0000", "\\ud800", "a\\u0000b"])
def test_signs_that_no_database_takes(word: str) -> None:
    text = '{"data": {"2022": {"Einwohner": [{"district": "WORD", "value": 1}]}}}'.replace("WORD", word)
    one = parsed(text, profile(NESTED))
    assert rules(one) == ["json_letters"]
    one.problems.kept[0].value.encode()


def test_lost_letters_and_other_encodings() -> None:
    text = json.dumps(nested(y2022={"Einwohner": items(("Gr\ufffdnau", 1))}), ensure_ascii=False)
    assert rules(parsed(text, profile(NESTED))) == ["replacement_character"]
    latin = json.dumps(nested(y2022={"Einwohner": items(("Grünau", 1))}), ensure_ascii=False).encode("cp1252")
    assert rules(parsed(latin, profile(NESTED))) == ["undecodable"]
    declared = profile(NESTED, read={"encoding": "cp1252"})
    assert [r.area_code for r in parsed(latin, declared).records] == ["Grünau"]


def test_answers_of_an_interface_and_files_that_are_no_json() -> None:
    answer = {"Ident": {"Service": "data"}, "Status": {"Code": 104, "Content": "Es gibt keine Objekte"}}
    one = parsed(answer, profile(NESTED))
    assert (rules(one), one.problems.kept[0].params["code"]) == (["json_file"], 104)
    assert rules(parsed("a;b\n1;2\n", profile(NESTED))) == ["not_json"]
    assert rules(parsed(b"", profile(NESTED))) == ["empty_file"]
    records = nested(y2022={"Einwohner": items(("Zentrum", 1))})
    assert rules(parsed(records, table_profile())) == ["json_file"]
    assert rules(parsed(records, flat_profile())) == ["json_file"]


def test_a_file_too_large_to_be_read_as_a_whole() -> None:
    text = '{"data": {}' + " " * json_records.LARGEST + "}"
    assert rules(parsed(text, profile(NESTED))) == ["file_too_large"]


def test_records_that_share_no_names_are_no_table() -> None:
    wide = dict.fromkeys((f"field{n}" for n in range(9_000)), 1)
    one = parsed([{"id": "1", "EW": 5}, wide, *[{}] * 3_000], profile(PLAIN))
    assert [(p.rule, p.params) for p in one.problems] == [("too_many_columns", {"found": 9002, "most": 6662})]


def test_progress_is_told() -> None:
    ticks: list[tuple[int, int]] = []
    many = nested(y2022={"Einwohner": items(*[("Zentrum", 1)] * 4001)})
    parsed(many, profile(NESTED), tick=lambda done, total: ticks.append((done, total)))
    assert ticks == [(0, 4001), (2000, 4001), (4000, 4001), (4001, 4001)]


def test_registers_can_come_as_records() -> None:
    data = [{"id": "1", "age": age, "n": age + 1} for age in range(3)]
    sums = {"dimensions": {"age": {"range": "0-2"}}, "value": "n", "measures": {"EW": {}, "U2": {"age": "0-1"}}}
    spec = profile(
        {"area": {"column": "id", "division": "d"}, "columns": None, "period": {"fixed": "2023"}, "sums": sums}
    )
    assert figures(parsed(data, spec)) == {("EW", "1", "2023"): 6.0, ("U2", "1", "2023"): 3.0}


def test_what_a_profile_may_say() -> None:
    with pytest.raises(ProfileError) as caught:
        table_profile(records={"path": "data"})
    assert [problem.rule for problem in caught.value.problems] == ["only_records"]
    with pytest.raises(ProfileError):
        profile(NESTED, records={"levels": [""]})
