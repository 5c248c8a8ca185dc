"""What pages, files and interface say about converted figures: the same number everywhere, with where it comes from."""

import csv
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from districts.models import Edition
from indicators.analysis.periods import Period
from indicators.queries.values import COLUMNS, CONVERSION_COLUMNS
from tests import world as worlds
from tests.indicators.reform import reformed, way
from tests.world import READ, World, command, give, person

pytestmark = pytest.mark.django_db
QUOTE = f"{100 * 99 / 3500:.12g}"
NOW = {"indicator": "quote", "division": "stadtteile", "date": "2024-01-01"}


@pytest.fixture
def world() -> World:
    return worlds.build_filled()


@pytest.fixture
def new(world: World) -> Edition:
    found = reformed()
    way(world.edition, found)
    return found


@pytest.fixture
def reader() -> Client:
    give("lesende", *READ)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person("lena", "lesende"))
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, address: str, **words: str) -> str:
    answer = client.get(address, words)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode())))


def test_the_same_number_in_every_output(reader: Client, new: Edition, tmp_path: Path) -> None:
    json = reader.get("/api/v1/values/", NOW | {"period": "2023-12-31", "area": "02"}).json()
    text = rows_of(b"".join(reader.get("/api/v1/values.csv", NOW | {"period": "2023-12-31", "area": "02"})))
    sheet = load_workbook(BytesIO(reader.get("/api/v1/values.xlsx", NOW | {"area": "02"}).content)).worksheets[0]
    ran = command(
        "export_values", "--division", "stadtteile@2024-01-01", "--indicator", "quote", "--csv", tmp_path / "x.csv"
    )
    exported = [row for row in rows_of((tmp_path / "x.csv").read_bytes()) if row["area_code"] == "02"]
    assert ran.code == 0
    numbers = [json[0]["value"], text[0]["value"], next(row[7] for row in sheet.iter_rows(min_row=3, values_only=True))]
    numbers.append(exported[1]["value"])
    assert {f"{float(number):.12g}" for number in numbers} == {QUOTE}
    assert {json[0]["status"], text[0]["status"], exported[1]["status"]} == {"converted"}


def test_files_say_from_where_how_and_how_much_was_split(reader: Client, new: Edition) -> None:
    found = rows_of(b"".join(reader.get("/api/v1/values.csv", NOW | {"indicator": "einwohner", "area": "4a"})))
    assert list(found[0]) == [*COLUMNS, *CONVERSION_COLUMNS]
    assert [found[0][name] for name in CONVERSION_COLUMNS] == ["stadtteile@2010-01-01", "direct", "area", "1"]


def test_a_file_without_converted_figures_has_the_fifteen_columns(reader: Client, new: Edition) -> None:
    before = rows_of(b"".join(reader.get("/api/v1/values.csv", NOW | {"date": "2023-12-31"})))
    assert list(before[0]) == list(COLUMNS)
    assert b"".join(reader.get("/api/v1/values.csv", NOW | {"convert": "no"})).count(b"\n") == 1
    assert list(reader.get("/api/v1/values/", NOW | {"date": "2023-12-31"}).json()[0]) == list(COLUMNS)


def test_an_unreadable_word_is_told(reader: Client, new: Edition) -> None:
    assert reader.get("/api/v1/values/", NOW | {"convert": "perhaps"}).status_code == 400


def test_the_map_says_where_its_figures_come_from(reader: Client, new: Edition) -> None:
    shown = page(reader, "/", **NOW)
    assert "31 Dec 2023: converted from “Districts” as of 1 Jan 2010 by plain area." in shown
    assert "No area had to be split" in shown  # of the shares that may be shown none is of a split area
    assert "converted" not in page(reader, "/", **NOW | {"date": "2023-12-31"}).replace("converted-", "")


def test_the_boundaries_are_a_choice_where_there_are_several(reader: Client, new: Edition) -> None:
    shown = page(reader, "/", **NOW)
    assert '<option value="2024-01-01" selected>' in shown
    assert '<option value="2010-01-01">' in shown
    assert '<input type="hidden" name="date"' not in shown


def test_the_day_of_one_division_finds_the_nearest_of_another(reader: Client, world: World, new: Edition) -> None:
    worlds.division("spaet", label_de="Spät")
    late = worlds.edition(key="spaet", valid_from=date(2030, 1, 1))
    way(world.edition, late)
    assert "converted from" in page(reader, "/", **NOW | {"division": "spaet", "date": "2010-01-01"})


def test_the_table_of_all_periods_names_each_way(reader: Client, new: Edition) -> None:
    shown = page(reader, "/tabelle/", **NOW | {"indicator": "einwohner", "period": ""})
    assert "31 Dec 2022 to 31 Dec 2023: converted from" in shown
    assert "Up to 100.0" in shown


def test_the_area_sheet_breaks_its_line_where_the_areas_change(reader: Client, world: World, new: Edition) -> None:
    people = [("EW", code, Period.parse("2024-12-31"), 1000.0) for code in ("01", "02", "05", "06", "4a", "4b")]
    world.deliver(people, edition=new)
    shown = page(reader, "/gebiet/stadtteile/01/", date="2024-01-01")
    assert "converted from “Districts” as of 1 Jan 2010" in shown
    assert 'class="break"' in shown


def test_what_cannot_be_converted_is_refused_in_words(reader: Client, new: Edition) -> None:
    shown = page(reader, "/", **NOW | {"indicator": "transfer"})
    assert (
        "Only counts can be moved to other areas, but this is made of Anteil Transferbezug (a share as delivered)."
        in shown
    )
    german = Client()
    german.force_login(person("gerd", "lesende"))
    assert "Nur Anzahlen lassen sich auf andere Gebiete umrechnen" in page(
        german, "/", **NOW | {"indicator": "transfer"}
    )


def test_a_series_without_a_way_says_so(reader: Client, world: World) -> None:
    reformed()
    shown = page(reader, "/", **NOW)
    assert "No correspondence leads from there to these areas" in shown


def test_files_and_interface_name_what_cannot_be_converted_and_why(
    reader: Client, new: Edition, tmp_path: Path
) -> None:
    asked = {"indicator": "transfer", "division": "stadtteile", "date": "2024-01-01"}
    told = "transfer;reason=not_counts;on=stadtteile@2010-01-01"
    for path in ("values/", "values.csv", "values.xlsx"):
        answer = reader.get(f"/api/v1/{path}", asked)
        assert answer.status_code == 200
        assert answer["X-Not-Converted"] == told, path
    book = load_workbook(BytesIO(reader.get("/api/v1/values.xlsx", asked).content))
    assert book.sheetnames[2:] == ["Not converted"]
    rows = list(book.worksheets[2].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["transfer"]
    assert "Only counts can be moved to other areas" in str(rows[1][1])
    ran = command(
        "export_values", "--division", "stadtteile@2024-01-01", "--indicator", "transfer", "--csv", tmp_path / "a.csv"
    )
    assert "transfer: " in ran.out
    assert "S1" in ran.out or "Transferbezug" in ran.out


def test_nothing_is_said_to_be_refused_where_nothing_was(reader: Client, new: Edition) -> None:
    for words in (NOW, {**NOW, "indicator": "transfer", "convert": "no"}):
        assert "X-Not-Converted" not in reader.get("/api/v1/values/", words)
    assert len(load_workbook(BytesIO(reader.get("/api/v1/values.xlsx", NOW).content)).sheetnames) == 2
