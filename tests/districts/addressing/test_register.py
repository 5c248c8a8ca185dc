import time

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from districts.addressing.register import read_register
from districts.addressing.rules import Unreadable
from districts.geometry.rules import Refusal
from tests.districts.addressing.writing import HEADER, ROWS, csv_file, geojson_file, zipped

CITY = shapely.box(460000, 5480000, 463000, 5483000)


def addresses(register):
    return [
        f"{register.streets[street].name} {number}{suffix}"
        for street, number, suffix in zip(register.street, register.number, register.suffix, strict=True)
    ]


def listed(register):
    return [(one.rule, one.line) for one in register.findings]


def test_houses_stand_in_the_order_of_streets_and_numbers(tmp_path):
    register = read_register(csv_file(tmp_path, *reversed(ROWS)), city=CITY)
    # The first spelling met is the one shown; the other is the same street.
    assert addresses(register) == ["Hauptstr. 1", "Hauptstr. 3", "Hauptstr. 3a", "Mühlenweg 2"]
    assert register.place[0].tolist() == [461000.5, 5481000.5]
    assert register.inhabitants.tolist() == [4, 2, 0, 7]
    assert not register.findings
    assert len(register) == register.rows == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_any_usual_writing_of_csv(tmp_path, encoding, delimiter):
    rows = [row.replace(";", delimiter) for row in ROWS]
    path = csv_file(tmp_path, *rows, header=HEADER.replace(";", delimiter), encoding=encoding)
    register = read_register(path, city=CITY)
    assert "Mühlenweg 2" in addresses(register)
    assert register.delimiter == delimiter


def test_commas_between_cells_and_points_in_numbers(tmp_path):
    rows = [row.replace(",", ".").replace(";", ",") for row in ROWS]
    register = read_register(csv_file(tmp_path, *rows, header=HEADER.replace(";", ",")), city=CITY)
    assert register.place[:, 0].tolist() == [461000.5, 461020.5, 461025.5, 461100.5]


def test_a_zip_with_a_note_beside_the_table(tmp_path):
    note = tmp_path / "hinweis.txt"
    note.write_text("dl-de/by-2-0")
    assert len(read_register(zipped(csv_file(tmp_path, *ROWS), note), city=CITY)) == 4


def test_every_row_that_is_no_address_is_listed_with_its_line_and_what_was_read(tmp_path):
    junk = [
        "### Straßenname unbekannt;5;;461000;5481000;",
        "Hauptstraße;;;461000;5481000;",
        "Hauptstraße;Haus am Wald;;461000;5481000;",
        "Hauptstraße;9;;;;",
        "Hauptstraße;11;;eins;zwei;",
        "Hauptstraße;13;;1;1;",
        "Hauptstraße;1;;461500;5481500;",
        "Hauptstraße;15;;470000;5481000;",
        "Hauptstraße;17;;461000;5481000,25;viele",
    ]
    register = read_register(csv_file(tmp_path, *ROWS, *junk), city=CITY)
    assert listed(register) == [
        ("street-unknown", 6),
        ("number-missing", 7),
        ("number-unreadable", 8),
        ("coordinates-missing", 9),
        ("coordinates-unreadable", 10),
        ("coordinates-impossible", 11),
        ("address-duplicate", 12),
        ("address-outside", 13),
        ("inhabitants-unreadable", 14),
    ]
    assert "Haus am Wald" in register.findings[2].read
    assert register.findings[6].read.endswith("= 2")  # the line that has the same address
    # Errors leave the row out; what is only doubtful stays. Nothing goes without a word.
    assert len(register) == 6
    left_out = {one.line for one in register.findings if not one.keeps}
    assert len(register) + len(left_out) == register.rows


def test_a_row_may_have_several_faults(tmp_path):
    register = read_register(csv_file(tmp_path, *ROWS, "unbekannt;;;461000;5481000;"), city=CITY)
    assert listed(register) == [("street-unknown", 6), ("number-missing", 6)]


def test_houses_at_a_point_that_is_taken_are_counted(tmp_path):
    rows = [f"Hauptstraße;{number};;461000;5481000;1" for number in (1, 3, 5)]
    register = read_register(csv_file(tmp_path, *rows), city=CITY)
    assert register.counts == {"place-shared": 2}
    assert len(register) == 3


def test_short_rows_are_read_as_far_as_they_go(tmp_path):
    register = read_register(csv_file(tmp_path, *ROWS, "Mühlenweg;4"), city=CITY)
    assert listed(register) == [("coordinates-missing", 6)]


@pytest.mark.parametrize("crs", ["EPSG:25832", "EPSG:25833", "EPSG:4647", "EPSG:31467", "EPSG:4326"])
def test_the_coordinate_system_is_recognised(tmp_path, crs):
    to = Transformer.from_crs("EPSG:25832", crs, always_xy=True)
    at = [to.transform(461000 + 20 * number, 5481000) for number in range(30)]
    rows = [f"Hauptstr.;{number + 1};;{x!r};{y!r};1" for number, (x, y) in enumerate(at)]
    header = HEADER if crs != "EPSG:4326" else HEADER.replace("Rechtswert;Hochwert", "lon;lat")
    register = read_register(csv_file(tmp_path, *rows, header=header), city=CITY)
    assert register.crs == crs
    assert np.allclose(register.place, [[461000 + 20 * number, 5481000] for number in range(30)], atol=3)


def test_a_system_nobody_knows_is_refused_and_may_be_given(tmp_path):
    rows = [f"Hauptstr.;{number};;{-900000 + number};{3000000};1" for number in range(1, 9)]
    with pytest.raises(Refusal) as refused:
        read_register(csv_file(tmp_path, *rows), city=CITY)
    assert refused.value.rule == "crs-missing"
    with pytest.raises(Refusal, match="crs-contradicted"):
        read_register(csv_file(tmp_path, *rows), city=CITY, crs="EPSG:25832")


def test_geojson_points_with_text_columns(tmp_path):
    features = [
        ({"strname": "Hauptstr.", "hsnr": "5", "hsnrzu": "A", "x": "32461000"}, (8.4631, 49.4813)),
        ({"strname": "Hauptstr.", "hsnr": 7}, (8.4633, 49.4813)),
        ({"strname": None, "hsnr": "7"}, (8.4633, 49.4813)),
    ]
    path = geojson_file(tmp_path, features, crs="urn:ogc:def:crs:OGC:1.3:CRS84")
    register = read_register(path)
    assert addresses(register) == ["Hauptstr. 5a", "Hauptstr. 7"]
    assert listed(register) == [("street-unknown", 3)]
    assert 461000 < register.place[0, 0] < 462000


def test_one_column_with_the_whole_address(tmp_path):
    header, rows = "Anschrift;x;y", ["Hauptstr. 12 a;461000;5481000", "Q7,24;461010;5481000", "Postfach;461010;5481000"]
    register = read_register(csv_file(tmp_path, *rows, header=header), city=CITY)
    assert addresses(register) == ["Hauptstr. 12a", "Q 7 24"]
    assert listed(register) == [("number-missing", 4)]


def test_suffixes_that_are_figures(tmp_path):
    register = read_register(
        csv_file(tmp_path, "Hauptstr.;12;1;461000;5481000;", "Hauptstr.;12;1/2;461001;5481000;"), city=CITY
    )
    assert register.suffix == ["1/2", "/1"]


def test_columns_may_be_named(tmp_path):
    path = csv_file(tmp_path, *ROWS, header="A;B;C;D;E;F")
    with pytest.raises(Unreadable) as refused:
        read_register(path, city=CITY)
    assert refused.value.params["missing"] == ["street", "number", "x", "y"]
    given = {"street": "A", "number": "B", "suffix": "C", "x": "D", "y": "E"}
    assert len(read_register(path, city=CITY, given=given)) == 4
    with pytest.raises(Unreadable, match="register-column-unknown"):
        read_register(path, city=CITY, given={"street": "Z"})


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "register-empty"),
        (b"Strasse;Hausnummer;x;y\r\n", "register-empty"),
        (b"\x00\x01\x02\x03 binary", "register-no-text"),
        (b'{"type": "FeatureCollection"', "register-json"),
        (b'{"type": "Feature"}', "register-json"),
        (b"Strasse;Hausnummer;x;y\r\nunbekannt;1;461000;5481000\r\n", "register-no-addresses"),
        (b"Stra\x81e;Hausnummer;x;y\r\n", "register-encoding"),
        ("Lage;Nr;x;y\r\nKäfertaler Straße;1;461000;5481000\r\n".encode("cp850"), "register-encoding"),
        ("Lage;Nr;x;y\r\nHauptstraße;1;461000;5481000\r\n".encode("cp850"), "register-encoding"),
    ],
)
def test_files_that_cannot_be_used_say_why(tmp_path, content, rule):
    path = tmp_path / "register.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        read_register(path, city=CITY)
    assert refused.value.rule == rule


def test_limits_hold_for_what_comes_out_of_a_zip_and_for_rows(tmp_path):
    path = csv_file(tmp_path, *ROWS * 1000)
    with pytest.raises(Refusal, match="archive-too-large"):
        read_register(zipped(path), city=CITY, max_bytes=10_000)
    with pytest.raises(Unreadable, match="register-too-large"):
        read_register(path, city=CITY, max_bytes=10_000)
    with pytest.raises(Unreadable, match="register-too-many"):
        read_register(path, city=CITY, max_rows=100)


def test_a_zip_with_two_tables_is_not_guessed_at(tmp_path):
    path = zipped(csv_file(tmp_path, *ROWS), csv_file(tmp_path, *ROWS, name="other.csv"))
    with pytest.raises(Unreadable) as refused:
        read_register(path, city=CITY)
    assert refused.value.params["tables"] == ["register.csv", "other.csv"]


def test_a_hundred_thousand_rows_take_seconds(tmp_path):
    rows = [
        f"Straße am Feld {chr(97 + n // 500 % 26)}{n // 13000};{n % 500 + 1};;{461000 + n % 997};{5481000 + n // 997};2"
        for n in range(100_000)
    ]
    path, ticks = csv_file(tmp_path, *rows), []
    start = time.process_time()
    register = read_register(path, city=CITY, tick=ticks.append)
    assert time.process_time() - start < 15
    assert len(register) == 100_000 - register.counts["address-duplicate"]
    assert ticks[-1] == 100_000
