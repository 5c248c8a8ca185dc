"""Source, as of, licence and footnotes stand beside every figure: on all pages, in the interface, in the workbook."""

import io

import openpyxl
import pytest
from django.test import Client

from indicators.actions.catalogue import load_catalogue
from indicators.catalogue import read_catalogue
from tests.indicators.outputs import page, plain
from tests.indicators.test_sources import SOURCES
from tests.world import CODES, DAY, READ, World, give, person

QUOTE = {"indicator": "quote", "division": "stadtteile", "period": DAY.label}
LICENCE = "Datenlizenz Deutschland – Namensnennung – Version 2.0"
ADDRESS = 'href="https://www.govdata.de/dl-de/by-2-0"'
ENGLISH = {"accept-language": "en"}
NOTE = "Gebietsstand <01.01.2024>"


@pytest.fixture
def reader(world: World) -> Client:
    load_catalogue(by=None, catalogue=read_catalogue(SOURCES))
    figures = [("EW", code, DAY, 1000.0) for code in CODES] + [("ALO", code, DAY, 50.0) for code in CODES]
    world.deliver(
        figures, label="Landesdatei", source="Landesamt", stand="Stand: 31.12.2023", footnotes=[NOTE, "gerundet"]
    )
    world.deliver([("ALO", "01", DAY, 60.0)], label="Nachtrag", complete=False, source="Bürgeramt")
    give("arbeit", *READ)
    client = Client(headers={"accept-language": "de"})
    client.force_login(person("anna", "arbeit"))
    return client


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", QUOTE),
        ("/tabelle/", QUOTE),
        ("/gebiet/stadtteile/02/", {}),
        ("/indikatoren/quote/", {}),
    ],
)
def test_every_page_names_source_licence_and_notes(reader: Client, path: str, words: dict[str, str]) -> None:
    html = page(reader, path, **words)
    said = plain(html)
    for text in ("Statistisches Landesamt", "© Statistisches Landesamt", LICENCE, "31.12.2023", "gerundet"):
        assert text in said, text
    assert ADDRESS in html
    assert 'href="https://www.example.org/daten"' in html
    assert "Gebietsstand &lt;01.01.2024&gt;" in html, "a footnote is text, whatever it looks like"


def test_the_sheet_beside_the_map_names_them_too(reader: Client) -> None:
    response = reader.get("/gebiet/stadtteile/02/", headers={"hx-request": "true"})
    assert ADDRESS in response.content.decode()


def test_what_is_not_known_is_not_said(world: World) -> None:
    world.deliver([("EW", code, DAY, 1000.0) for code in CODES], label="namenlos")
    give("arbeit", *READ)
    client = Client()
    client.force_login(person("anna", "arbeit"))
    html = plain(page(client, "/tabelle/", indicator="einwohner"))
    assert "namenlos" in html
    assert "Licence" not in html
    assert "Lizenz" not in html


def test_the_interface_gives_the_deliveries_behind_a_selection(reader: Client) -> None:
    first, second = reader.get("/api/v1/values/deliveries/", QUOTE).json()
    assert {name: first[name] for name in ("label", "source", "source_label", "licence", "licence_url", "stand")} == {
        "label": "Landesdatei",
        "source": "Landesamt",
        "source_label": "Statistisches Landesamt",
        "licence": "dl-de/by-2-0",
        "licence_url": "https://www.govdata.de/dl-de/by-2-0",
        "stand": "Stand: 31.12.2023",
    }
    assert first["footnotes"] == [NOTE, "gerundet"]
    assert (second["source"], second["licence"], second["licence_url"], second["footnotes"]) == (
        "Bürgeramt",
        "",
        "",
        [],
    )
    (only,) = reader.get("/api/v1/values/deliveries/", QUOTE | {"indicator": "einwohner"}).json()
    assert only["label"] == "Landesdatei"
    behind = {row["delivery"] for row in reader.get("/api/v1/values/", QUOTE).json()}
    assert behind == {first["id"], second["id"]}


def test_the_workbook_has_a_second_sheet_and_the_csv_the_same_columns(reader: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(reader.get("/api/v1/values.xlsx", QUOTE, headers=ENGLISH).content))
    values, sources = book.worksheets
    assert sources.title == "Sources"
    header, *rows = sources.iter_rows(values_only=True)
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [one["label"] for one in told] == ["Landesdatei", "Nachtrag"]
    assert told[0]["footnotes"] == f"{NOTE}\ngerundet"
    assert told[0]["licence_url"] == "https://www.govdata.de/dl-de/by-2-0"
    ids = {row[-1] for row in list(values.iter_rows(values_only=True))[1:]}
    assert ids == {one["delivery"] for one in told}


def test_closed_figures_have_closed_sources(reader: Client) -> None:
    stranger = Client()
    stranger.force_login(person("eve"))
    assert stranger.get("/api/v1/values/deliveries/", QUOTE).status_code == 404


def test_where_the_catalogue_names_no_source_the_offices_are_named(reader: Client) -> None:
    words = {"indicator": "einwohner", "division": "stadtteile", "period": DAY.label}
    for path in ("/tabelle/", "/"):
        line = plain(page(reader, path, **words).partition('class="source"')[2].partition("<details")[0])
        assert "Statistisches Landesamt · Stand" in line
    assert "Statistisches Landesamt" in plain(page(reader, "/indikatoren/einwohner/"))


def test_a_typology_names_the_sources_of_all_its_figures(world: World, reader: Client) -> None:
    world.deliver([("S1", code, DAY, 4.0 + n) for n, code in enumerate(CODES)], source="Landesamt")
    run = world.run()
    (told,) = reader.get("/api/v1/typologies/lage/runs/").json()
    assert [one["id"] for one in told["sources"]] == told["deliveries"]
    assert {one["source"] for one in told["sources"]} == {"Landesamt", "Bürgeramt"}
    assert run.deliveries.count() == len(told["sources"])
    assert LICENCE in plain(page(reader, "/", typology="lage"))
