"""Texts and ZIPs from outside: what rooms that read files have in common."""

import io
import zipfile
from pathlib import Path

import pytest

from districts.opening.archive import DAMAGE, TooLarge, copy_within, leaves_its_folder
from districts.opening.text import USUAL, first_that_decodes, marked

GERMAN = "Straße;Größe\r\nMühlenweg;„zwölf“ €\r\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_what_a_text_is(encoding: str) -> None:
    written = GERMAN.encode(encoding)
    assert marked(written) == encoding
    assert written.decode(marked(written) or "") == GERMAN


def test_big_endian_marks_too() -> None:
    assert marked(b"\xfe\xff" + "ä".encode("utf-16-be")) == "utf-16"
    assert marked(b"\x00\x00\xfe\xff" + "ä".encode("utf-32-be")) == "utf-32"


@pytest.mark.parametrize("head", [b"", b"a", b"\xef\xbb", "Straße".encode()])
def test_without_a_mark_nothing_is_said(head: bytes) -> None:
    assert marked(head) is None


@pytest.mark.parametrize("encoding", USUAL)
def test_utf_8_or_that_of_german_windows(encoding: str) -> None:
    assert first_that_decodes(io.BytesIO(GERMAN.encode(encoding)), USUAL) == encoding


def test_bytes_that_are_neither_are_told() -> None:
    gap = b"Stra\x81e"  # one of the five gaps of cp1252, and no UTF-8
    assert first_that_decodes(io.BytesIO(gap), USUAL) is None
    assert first_that_decodes(io.BytesIO(gap), ()) is None


def test_a_letter_across_two_pieces_is_one_and_one_cut_off_at_the_end_is_none() -> None:
    long = b"a" * ((1 << 20) - 1) + "ä".encode()
    assert first_that_decodes(io.BytesIO(long), ("utf-8",)) == "utf-8"
    assert first_that_decodes(io.BytesIO(long[:-1]), ("utf-8",)) is None


def test_each_is_read_from_the_beginning() -> None:
    stream = io.BytesIO(GERMAN.encode("cp1252"))
    stream.read()
    assert first_that_decodes(stream, USUAL) == "cp1252"


@pytest.mark.parametrize(
    "name",
    ["../a.csv", "a/../../b.csv", "/etc/passwd", "..\\a.csv", "a\\..\\..\\b", "C:\\a.csv", "c:a.csv", "\\\\server\\a"],
)
def test_names_that_leave_their_folder(name: str) -> None:
    assert leaves_its_folder(name)


@pytest.mark.parametrize("name", ["a.csv", "a/b/c.csv", "a..b/c.csv", "a/..b", "Stand: 2024.csv", "a\\b.csv"])
def test_names_that_stay(name: str) -> None:
    assert not leaves_its_folder(name)


def test_no_more_is_copied_than_is_allowed() -> None:
    target = io.BytesIO()
    assert copy_within(io.BytesIO(b"abc"), target, 3) == 3
    assert target.getvalue() == b"abc"
    with pytest.raises(TooLarge) as error:
        copy_within(io.BytesIO(b"abcd"), io.BytesIO(), 3)
    assert error.value.size == 4


def test_a_bomb_is_stopped_long_before_its_end(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (20 << 20))
    target = io.BytesIO()
    with (
        zipfile.ZipFile(path) as archive,
        archive.open("a.csv") as packed,
        pytest.raises(TooLarge) as error,
    ):
        copy_within(packed, target, 2 << 20)
    assert error.value.size <= 4 << 20
    assert len(target.getvalue()) <= 2 << 20


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_every_damage_is_among_those_known(tmp_path: Path, cut: float) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(range(256)) * 400)
    content = bytearray(path.read_bytes())
    at = int(len(content) * cut)
    content[at : at + 40] = b"\xff" * 40
    path.write_bytes(bytes(content))
    with pytest.raises(DAMAGE), zipfile.ZipFile(path) as archive, archive.open("a.csv") as packed:
        copy_within(packed, io.BytesIO(), 1 << 30)
