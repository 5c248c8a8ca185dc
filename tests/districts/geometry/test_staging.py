from pathlib import Path

import pytest

from districts.geometry.rules import Refusal
from districts.geometry.staging import Limits, Staged, staged
from tests.districts.geometry.world import UTM32, feature, frame, geojson, grid, shapefile, square, write, zipped


def laid_out(path: Path, layer: str | None = None) -> tuple[Staged, dict[str, bytes]]:
    """What the reader gets to see: the staged file and the content of its folder."""
    with staged(path, layer=layer, limits=Limits()) as source:
        seen = {part.name: part.read_bytes() for part in source.path.parent.iterdir()}
    assert not source.path.parent.exists()
    return source, seen


def test_only_the_shapefiles_own_parts_are_taken_under_plain_names(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s", name="Stadtteile 2024")
    (tmp_path / "s" / "Stadtteile 2024.qml").write_text("style")
    (tmp_path / "s" / "other.shp").write_bytes(b"x")
    source, seen = laid_out(path)
    assert (source.kind, source.layer) == ("shapefile", "Stadtteile 2024")
    assert set(seen) == {"areas.shp", "areas.shx", "areas.dbf", "areas.prj", "areas.cpg"}
    assert seen["areas.shp"] == path.read_bytes()


def test_zip_and_folder_look_the_same_to_the_reader(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s")
    _, plain = laid_out(path)
    source, unpacked = laid_out(zipped(tmp_path / "x.zip", tmp_path / "s", inside="tief/drin/"))
    assert unpacked == plain
    assert source.layer == "viertel"


def test_text_is_handed_on_as_utf8_with_its_margin(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [feature(square(0, 0), code="1", name="Süd")], crs=UTM32, numberMatched=7)
    text = path.read_text(encoding="utf-8").replace("\\u00fc", "ü")
    for encoding, said in (("cp1252", "cp1252"), ("utf-16", "utf-16"), ("utf-8-sig", "utf-8")):
        path.write_bytes(text.encode(encoding))
        source, seen = laid_out(path)
        assert (source.kind, source.encoding) == ("geojson", said)
        assert seen["read.geojson"].decode("utf-8") == text
        assert (source.members["crs"], source.members["numberMatched"]) == (UTM32, 7)
        assert (source.members["feature_count"], "features" in source.members) == (1, False)


def test_the_folder_goes_even_when_reading_fails(tmp_path: Path) -> None:
    path = write(frame(grid(1, 1)), tmp_path / "a.gpkg", driver="GPKG")
    where: list[Path] = []

    def read() -> None:
        with staged(path, layer=None, limits=Limits()) as source:
            where.append(source.path)
            source.path.write_bytes(b"")
            raise RuntimeError("reader")

    with pytest.raises(RuntimeError, match="reader"):
        read()
    assert not where[0].exists()
    assert path.stat().st_size > 0


def test_a_file_just_within_the_limit(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [feature(square(0, 0), code="1")], crs=UTM32)
    size = path.stat().st_size
    with staged(path, layer=None, limits=Limits(file_bytes=size)):
        pass
    with pytest.raises(Refusal) as caught, staged(path, layer=None, limits=Limits(file_bytes=size - 1)):
        pass
    assert (caught.value.rule, caught.value.params["size"]) == ("file-too-large", size)
