"""Addresses found as people type them, one by one, in the interface and as lists."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from districts.actions.registers import activate_register, store_register
from districts.addressing.numbers import readings
from districts.addressing.register import read_register
from districts.models import Register
from districts.queries.address_search import Directory, search
from tests.districts.addressing.writing import csv_file
from tests.districts.registers import register

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "found", "quality"),
    [
        ("Hauptstr. 12a", "Hauptstraße 12a", "exact"),
        ("HAUPTSTRASSE 12 A", "Hauptstraße 12a", "exact"),
        ("hauptstrase 12", "Hauptstraße 12", "exact"),
        ("12a hauptstraße", "Hauptstraße 12a", "exact"),
        ("Hauptstr. 12, 68159 Musterstadt", "Hauptstraße 12", "exact"),
        ("Hauptstr. 12 Musterstadt", "Hauptstraße 12", "exact"),
        ("Huaptstr 12", "Hauptstraße 12", "similar"),
        ("Mühlnweg 2", "Mühlenweg 2", "similar"),
        ("Muhlenweg 2", "Mühlenweg 2", "similar"),
        ("muehlenweg 2", "Mühlenweg 2", "exact"),
        ("Teodor Heus Str. 7", "Theodor-Heuss-Straße 7", "similar"),
        ("heuss 7", "Theodor-Heuss-Straße 7", "similar"),
        ("Bahnhofstr 5b", "Bahnhofstraße 5", "suffix"),
        ("Q7,24", "Q 7, 24", "exact"),
        ("q 7 24", "Q 7, 24", "exact"),
        ("Straße des 17. Juni 135", "Straße des 17. Juni 135", "exact"),
        ("Strasse des 17 Juni 135", "Straße des 17. Juni 135", "exact"),
    ],
)
def test_the_best_match(city: Register, typed: str, found: str, quality: str) -> None:
    best = search(typed)[0]
    assert (best.words, best.quality) == (found, quality)


def test_while_one_types_streets_are_proposed(city: Register) -> None:
    assert [one.words for one in search("haup")] == ["Haupstraße", "Hauptstraße", "Hauptmannweg"]
    assert search("hauptm")[0].words == "Hauptmannweg"
    assert [one.words for one in search("17. juni")] == ["Straße des 17. Juni"]
    assert {one.quality for one in search("haup")} == {"street"}


def test_a_house_of_another_suffix_comes_before_one_in_another_street(city: Register) -> None:
    assert [one.words for one in search("Hauptstr 12")][:3] == ["Hauptstraße 12", "Hauptstraße 12a", "Hauptstraße 12b"]
    unknown = search("Hauptstr 99")[0]
    assert (unknown.words, unknown.quality) == ("Hauptstraße", "street")


def test_nothing_is_found_for_nothing(city: Register) -> None:
    for text in ("", "   ", "###", "xyzzyplugh 3", "' OR 1=1 --", "%", "_", "\\"):
        assert search(text) == []
    assert len(search("haup", limit=1)) == 1
    assert search("Hauptstr. 12" + " x" * 5000)[0].words.startswith("Haupt")


def test_without_a_register_nothing_is_found() -> None:
    assert search("Hauptstr. 12") == []


def test_only_the_register_of_the_day_is_searched(city: Register, tmp_path: Path) -> None:
    register(tmp_path, rows=[("Neue Straße", "1", "", 5, 5, "")], valid_from=date(2020, 1, 1))
    assert search("Neue Str. 1")[0].quality == "exact"
    assert search("Mühlenweg 2") == []
    assert search("Mühlenweg 2", date(2015, 1, 1))[0].quality == "exact"


def test_a_list_is_told_line_by_line(city: Register) -> None:
    lines = [
        "Hauptstr. 12a",
        "Mühlenwg 2",
        "Hauptstr. 12c",
        "Bahnhofstr. 5z",
        "Mühlenweg 99",
        "Mühlenweg",
        "Nirgendsweg 1",
    ]
    looked = Directory(city).look_up([readings(line) for line in lines])
    assert [(one.match.words, one.match.quality) if one.match else one.reason for one in looked] == [
        ("Hauptstraße 12a", "exact"),
        ("Mühlenweg 2", "similar"),
        "several-suffixes",
        ("Bahnhofstraße 5", "suffix"),
        "number-unknown",
        "number-missing",
        "street-unknown",
    ]
    assert looked[2].possible == ("Hauptstraße 12", "Hauptstraße 12a", "Hauptstraße 12b")


@pytest.fixture
def blocks_of_flats(tmp_path: Path) -> Register:
    """Houses listed with several numbers; 23 is a house of its own."""
    rows = [("Ring", number, "", 5, 5, "") for number in ("12-14", "21-25", "23", "31-40", "50")]
    return register(tmp_path, rows=rows)


@pytest.mark.parametrize(
    ("typed", "found", "quality"),
    [
        ("Ring 12-14", "Ring 12-14", "exact"),
        ("Ring 12", "Ring 12-14", "suffix"),
        ("Ring 13", "Ring 12-14", "within"),
        ("Ring 14a", "Ring 12-14", "within"),
        ("Ring 23", "Ring 23", "exact"),
        ("Ring 25", "Ring 21-25", "within"),
        ("Ring 15", "Ring", "street"),
        ("Ring 49", "Ring", "street"),
    ],
)
def test_a_number_inside_a_house_of_several(blocks_of_flats: Register, typed: str, found: str, quality: str) -> None:
    best = search(typed)
    assert [(one.words, one.quality) for one in best] == [(found, quality)]


def test_in_a_list_a_number_across_the_street_is_not_taken_for_part_of_the_house(blocks_of_flats: Register) -> None:
    lines = ["Ring 14", "Ring 13", "Ring 36", "Ring 23", "Ring 45"]
    looked = Directory(blocks_of_flats).look_up([readings(line) for line in lines])
    assert [(one.match.words, one.match.quality) if one.match else one.reason for one in looked] == [
        ("Ring 12-14", "within"),
        "number-unknown",
        ("Ring 31-40", "within"),
        ("Ring 23", "exact"),
        "number-unknown",
    ]
    assert [one.possible for one in looked if not one.match] == [("Ring 12-14",), ("Ring",)]


def test_two_streets_of_one_name_are_told_apart_by_nobody(tmp_path: Path) -> None:
    rows = ["1;Ringstr.;1;460100;5480100", "2;Ringstr.;1;460200;5480100", "2;Ringstr.;2;460200;5480100"]
    from_keys = csv_file(tmp_path, *rows, header="strschl;Strasse;hsnr;x;y")
    made = register_of(from_keys)
    looked = Directory(made).look_up([readings("Ringstraße 1"), readings("Ringstraße 2")])
    assert [one.reason for one in looked] == ["several-streets", ""]
    assert looked[0].possible == ("Ringstr. 1 (1)", "Ringstr. 1 (2)")


def register_of(path: Path) -> Register:
    file = read_register(path, crs="EPSG:25832")
    return activate_register(by=None, register=store_register(by=None, valid_from=date(2010, 1, 1), file=file))


# The interface


def test_the_interface_tells_areas_and_never_who_lives_there(reader: Client) -> None:
    answer = reader.get("/api/v1/addresses/", {"q": "Q7,24", "date": "2015-06-01"}).json()
    assert (answer["date"], answer["register"]["label"]) == ("2015-06-01", "Vermessungsamt")
    assert answer["matches"][0] == {
        "quality": "exact",
        "address": "Q 7, 24",
        "street": "Q 7",
        "number": 24,
        "suffix": "",
        "areas": [
            {
                "division": "stadtteile",
                "label": "Stadtteile",
                "edition": "2010-01-01",
                "code": "05",
                "name": "Viertel 05",
            }
        ],
        "schools": [],
    }
    assert "inhabitants" not in json.dumps(answer)


def test_the_interface_says_what_it_cannot_read(reader: Client) -> None:
    for asked in ({"date": "gestern"}, {"limit": "0"}, {"limit": "x"}, {"limit": "51"}):
        assert reader.get("/api/v1/addresses/", {"q": "haupt", **asked}).status_code == 400
    for body in ({}, {"addresses": []}, {"addresses": "Hauptstr. 1"}, {"addresses": ["x"] * 1001}, []):
        assert post(reader, body).status_code == 400
    assert Client().get("/api/v1/addresses/", {"q": "haupt"}).status_code in (401, 403)


def post(client: Client, body: Any) -> Any:
    return client.post("/api/v1/addresses/", json.dumps(body), content_type="application/json")


def test_a_list_through_the_interface_comes_back_in_its_order(reader: Client) -> None:
    lines = [
        "Hauptstr. 12a",
        {"street": "Q 7", "number": 24},
        "",
        {"street": "Hauptstr.", "number": "12", "suffix": "b"},
        None,
    ]
    answer = post(reader, {"addresses": lines, "date": "2015-06-01"}).json()
    told = [(one["address"], one["quality"], one["reason"]) for one in answer["matches"]]
    assert told == [
        ("Hauptstraße 12a", "exact", ""),
        ("Q 7, 24", "exact", ""),
        (None, "none", "empty"),
        ("Hauptstraße 12b", "exact", ""),
        (None, "none", "street-unknown"),
    ]
    assert [[area["code"] for area in one["areas"]] for one in answer["matches"]] == [["02"], ["05"], [], ["02"], []]
