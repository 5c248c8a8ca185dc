from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.geometry.encodings import decide_encoding, is_mojibake
from districts.geometry.reading import AreaFile, read_areas
from districts.geometry.rules import Refusal
from tests.districts.geometry.world import frame, grid, shapefile

NAMES = ["Käfertal", "Großmärkte", "Übersee", "Süd"]
LANGUAGE_BYTE = 29


def written(folder: Path, encoding: str, *, cpg: str | None, language: int, names: list[str] = NAMES) -> Path:
    """A Shapefile whose table is in `encoding`, with the given hints about it."""
    table = frame(grid(2, 2))
    table["name"] = names
    path = shapefile(folder, table, encoding=encoding)
    dbf = bytearray(path.with_suffix(".dbf").read_bytes())
    dbf[LANGUAGE_BYTE] = language
    path.with_suffix(".dbf").write_bytes(bytes(dbf))
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def note(found: AreaFile) -> dict[str, object]:
    return next((one.params for one in found.notes if one.rule == "encoding-decided"), {})


@pytest.mark.parametrize(
    ("encoding", "cpg", "language", "decided", "origin"),
    [
        ("UTF-8", "UTF-8", 0, "utf-8", "cpg"),
        ("UTF-8", "65001", 0x57, "utf-8", "cpg"),
        ("CP1252", "1252", 0, "cp1252", "cpg"),
        ("CP1252", "ANSI 1252", 0, "cp1252", "cpg"),
        ("CP1252", "ISO-8859-1", 0, "iso8859-1", "cpg"),
        ("CP1252", "88591", 0, "iso8859-1", "cpg"),
        ("CP850", "850", 0, "cp850", "cpg"),
        ("CP1252", None, 0x57, "cp1252", "language-byte"),
        ("CP850", None, 0x02, "cp850", "language-byte"),
        ("UTF-8", None, 0, "utf-8", "utf-8-fits"),
        ("CP1252", None, 0, "cp1252", "fallback"),
        ("CP1252", "Klingon", 0, "cp1252", "fallback"),
    ],
)
def test_names_come_through_whole(
    tmp_path: Path, encoding: str, cpg: str | None, language: int, decided: str, origin: str
) -> None:
    found = read_areas(written(tmp_path / "s", encoding, cpg=cpg, language=language))
    assert list(found.areas["name"]) == NAMES
    assert found.encoding == decided
    assert note(found).get("origin", "cpg") == origin


def test_stated_encoding_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        read_areas(written(tmp_path / "s", "CP1252", cpg="UTF-8", language=0))
    params = caught.value.params
    assert (caught.value.rule, caught.value.hint) == ("encoding-contradicted", "fix-cpg")
    assert (params["encoding"], params["field"], params["better"]) == ("utf-8", "name", "cp1252")


def test_utf8_under_a_windows_label_is_refused_not_stored_as_mojibake(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        read_areas(written(tmp_path / "s", "UTF-8", cpg=None, language=0x57))
    assert caught.value.rule == "mojibake"
    assert (caught.value.params["row"], caught.value.params["value"]) == (0, "KÃ¤fertal")
    assert (caught.value.hint, caught.value.params["better"]) == ("fix-cpg", "UTF-8")


@pytest.mark.parametrize(
    ("names", "rule", "value"),
    [
        (["Käfertal", "Mörsch", "Nord", "Ost"], "mojibake", "K„fertal"),
        (["Nord", "Süd", "Ost", "West"], "encoding-contradicted", "S\ufffdd"),
    ],
)
def test_dos_text_under_a_windows_label_is_refused(tmp_path: Path, names: list[str], rule: str, value: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_areas(written(tmp_path / "s", "CP850", cpg=None, language=0x57, names=names))
    assert (caught.value.rule, caught.value.params["value"]) == (rule, value)


def test_plain_ascii_says_nothing_about_its_encoding(tmp_path: Path) -> None:
    names = ["Nord", "Ost", "West", "Mitte"]
    found = read_areas(written(tmp_path / "s", "UTF-8", cpg=None, language=0, names=names))
    assert (list(found.areas["name"]), found.encoding) == (names, "utf-8")


def test_missing_table_is_not_this_modules_business(tmp_path: Path) -> None:
    path = written(tmp_path / "s", "UTF-8", cpg=None, language=0)
    path.with_suffix(".dbf").write_bytes(b"")
    assert decide_encoding(path, [b"\xfc"]).origin == "fallback"


@pytest.mark.parametrize(
    "text", ["KÃ¤fertal", "GroÃŸ", "StraÃŸe", "M\ufffdnchen", "Ã\u009cbersee", "Milit„rring", "â€“"]
)
def test_mangled_text_is_seen(text: str) -> None:
    assert is_mojibake(text)


@pytest.mark.parametrize(
    "text",
    [
        "Käfertal",
        "Straße",
        "Łódź",
        "„Am Markt“",
        "Neu–Ulm",
        "São Paulo",
        "Málaga-Platz",
        "Ünal",
        "Ãbc",
        "Nord",
        "Schloß–Park",
        "BÜ–Nord",
        "TRÄ“",
        "",
    ],
)
def test_real_text_is_left_alone(text: str) -> None:
    assert not is_mojibake(text)


GERMAN = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüßÄÖÜ -./", min_size=1)


@given(GERMAN)
def test_german_text_is_never_mojibake_but_always_after_mangling(text: str) -> None:
    assert not is_mojibake(text)
    if not text.isascii():
        assert is_mojibake(text.encode("utf-8").decode("latin-1"))
