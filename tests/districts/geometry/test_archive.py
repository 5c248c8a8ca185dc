import warnings
import zipfile
from pathlib import Path

import pytest

from districts.geometry.archive import unpack
from districts.geometry.reading import read_areas
from districts.geometry.rules import Refusal
from tests.districts.geometry.world import frame, grid, shapefile, square, write, zipped


def made(path: Path, members: dict[str, bytes]) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns about a name given twice, which is the point of one test
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    return path


def refused(path: Path, layer: str | None = None, max_bytes: int = 10**6) -> Refusal:
    folder = path.parent / "out"
    folder.mkdir(exist_ok=True)
    with pytest.raises(Refusal) as caught:
        unpack(path, folder, layer=layer, max_bytes=max_bytes)
    return caught.value


@pytest.mark.parametrize("inside", ["", "Stadtteile 2024/", "a/b/c/"])
def test_shapefile_in_any_folder(tmp_path: Path, inside: str) -> None:
    shapefile(tmp_path / "shape")
    found = read_areas(zipped(tmp_path / "x.zip", tmp_path / "shape", inside=inside))
    assert list(found.areas["code"]) == ["001", "002", "003", "004"]
    assert (found.kind, found.layer, found.source_crs) == ("shapefile", "viertel", "EPSG:25832")


def test_other_geometry_files_in_a_zip(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(frame(grid(2, 2)), folder / "viertel.gpkg", driver="GPKG")
    assert read_areas(zipped(tmp_path / "x.zip", folder)).kind == "gpkg"


def test_two_shapefiles_need_a_layer(tmp_path: Path) -> None:
    shapefile(tmp_path / "one", name="Stadtteile")
    shapefile(tmp_path / "two", frame([square(0, 0)]), name="Bezirke")
    path = zipped(tmp_path / "x.zip", tmp_path / "one", tmp_path / "two")
    refusal = refused(path)
    assert (refusal.rule, refusal.params["layers"]) == ("several-layers", ["Bezirke", "Stadtteile"])
    assert refused(path, layer="Blöcke").rule == "layer-unknown"
    assert len(read_areas(path, layer="bezirke").areas) == 1
    assert len(read_areas(path, layer="Stadtteile").areas) == 4


def test_resource_forks_are_not_a_second_shapefile(tmp_path: Path) -> None:
    shapefile(tmp_path / "shape")
    path = zipped(tmp_path / "x.zip", tmp_path / "shape")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._viertel.shp", b"fork")
        archive.writestr("._viertel.shp", b"fork")
    assert len(read_areas(path).areas) == 4


@pytest.mark.parametrize(
    "name", ["../viertel.shp", "a/../../viertel.shp", "/etc/viertel.shp", "..\\viertel.shp", "C:\\v.shp"]
)
def test_paths_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    assert refused(made(tmp_path / "x.zip", {name: b"x"})).rule == "archive-path"
    assert not list((tmp_path / "out").iterdir())


def test_encrypted_archive(tmp_path: Path) -> None:
    path = made(tmp_path / "x.zip", {"viertel.shp": b"x"})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    assert refused(path).rule == "archive-encrypted"


def test_bomb_by_its_own_word(tmp_path: Path) -> None:
    refusal = refused(made(tmp_path / "x.zip", {"viertel.geojson": b"0" * 2_000_000}))
    assert (refusal.rule, refusal.params["size"], refusal.params["limit"]) == ("archive-too-large", 2_000_000, 10**6)


def test_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = made(tmp_path / "x.zip", {"viertel.geojson": b"0" * 2_000_000})
    content = path.read_bytes().replace((2_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path.write_bytes(content)
    assert refused(path).rule in ("archive-too-large", "archive-broken")
    assert sum(part.stat().st_size for part in (tmp_path / "out").iterdir()) <= 10**6


def test_too_many_members(tmp_path: Path) -> None:
    assert (
        refused(made(tmp_path / "x.zip", {f"{number}.txt": b"" for number in range(2001)})).rule == "archive-too-large"
    )


def test_doubled_empty_and_broken(tmp_path: Path) -> None:
    path = tmp_path / "doubled.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("viertel.shp", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("viertel.shp", b"2")
    assert refused(path).rule == "archive-doubled"
    assert refused(made(tmp_path / "empty.zip", {})).rule == "archive-empty"
    whole = made(tmp_path / "whole.zip", {"viertel.geojson": bytes(range(256)) * 50})
    whole.write_bytes(whole.read_bytes()[:-30])
    assert refused(whole).rule == "archive-broken"


def test_damaged_content_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("viertel.geojson", b"abcdefgh" * 10)
    path.write_bytes(path.read_bytes().replace(b"abcdefgh", b"abcdefgX", 1))
    assert refused(path).rule == "archive-broken"


def test_archives_without_geometry_are_named(tmp_path: Path) -> None:
    book = made(tmp_path / "book.zip", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    assert refused(book).params["found"] == "office document"
    table = made(tmp_path / "table.zip", {"einwohner.csv": b"1;2"})
    assert refused(table).params["found"] == "ZIP without a geometry file"
    nested = made(tmp_path / "nested.zip", {"viertel.shp": table.read_bytes(), "viertel.dbf": b"", "viertel.shx": b""})
    with pytest.raises(Refusal) as caught:
        read_areas(nested)
    assert caught.value.params["found"] == "ZIP inside a ZIP"
