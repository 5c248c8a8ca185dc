import io
import zipfile

import pytest

from imports.parsers.opening.sniff import Kind, Limits, open_source, sniff
from imports.parsers.records import Problems
from tests.imports.parsers.building import workbook, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ole(*names: str) -> bytes:
    """As little of an OLE file as tells its kind; the names lie far behind the head on purpose."""
    return OLE + b"\x00" * 2_000_000 + b"".join(name.encode("utf-16-le") for name in names)


def macro_workbook() -> bytes:
    target = io.BytesIO(workbook([["a"]]))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x01")
    return target.getvalue()


def opened(content: bytes, limits: Limits | None = None) -> tuple[bytes | None, Problems]:
    problems = Problems()
    with open_source(io.BytesIO(content), problems, limits) as source:
        return (source.stream.read() if source else None), problems


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", Kind.EMPTY),
        (b" \r\n\t\n", Kind.EMPTY),
        (b"\xef\xbb\xbf", Kind.EMPTY),
        (b"a;b\n1;2\n", Kind.TEXT),
        ("größe;1\n".encode("cp1252"), Kind.TEXT),
        (b"\n <!DOCTYPE html><html>", Kind.HTML),
        (b"<HTML><body>Login", Kind.HTML),
        (b'<?xml version="1.0"?><html xmlns="x">', Kind.HTML),
        (b'<?xml version="1.0"?><GENESIS/>', Kind.XML),
        (b'{"Status":{"Code":98}}', Kind.JSON),
        (b'\xef\xbb\xbf [{"a": 1}]', Kind.JSON),
        (b"[Einwohner];1\n", Kind.TEXT),
        (b"{Summe};1\n", Kind.TEXT),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", Kind.LFS_POINTER),
        (b"%PDF-1.7", Kind.OTHER),
        (b"\x1f\x8b\x08\x00", Kind.OTHER),
        (zipped(("a.csv", b"1")), Kind.ZIP),
        (zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), Kind.OTHER),
        (zipped(("[Content_Types].xml", b""), ("word/document.xml", b"")), Kind.OTHER),
        (b"PK\x03\x04 and no more", Kind.BROKEN_ZIP),
        (workbook([["a"]]), Kind.XLSX),
        (macro_workbook(), Kind.MACRO),
        (ole("EncryptedPackage"), Kind.ENCRYPTED),
        (ole("Workbook"), Kind.XLS),
        (ole("Workbook", "_VBA_PROJECT_CUR"), Kind.MACRO),
        (ole("WordDocument"), Kind.OTHER),
    ],
)
def test_the_content_tells_the_kind(content: bytes, kind: Kind) -> None:
    stream = io.BytesIO(content)
    assert sniff(stream) is kind
    assert stream.tell() == 0


def test_a_name_across_two_chunks_is_found() -> None:
    name = "EncryptedPackage".encode("utf-16-le")
    for shift in (1, 15, 31):
        content = OLE + b"\x00" * (1024 * 1024 - len(OLE) - shift) + name
        assert sniff(io.BytesIO(content)) is Kind.ENCRYPTED


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty_file"),
        (b"<html>", "html_file"),
        (b"<?xml version='1.0'?><a/>", "xml_file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "lfs_pointer"),
        (b"%PDF", "unsupported_kind"),
        (macro_workbook(), "macro_workbook"),
        (ole("EncryptedPackage"), "encrypted_workbook"),
        (zipped(("a.csv", b"a;b\n" * 5000))[:-40], "zip_truncated"),
        (workbook([["a"]])[:-100], "zip_truncated"),
        (zipped(("a.csv", b"1"), ("b.csv", b"2")), "zip_members"),
        (zipped(), "zip_members"),
        (zipped(("../a.csv", b"1")), "zip_path"),
        (zipped(("/etc/a.csv", b"1")), "zip_path"),
        (zipped(("C:\\a.csv", b"1")), "zip_path"),
        (zipped(("a\\..\\..\\b.csv", b"1")), "zip_path"),
        (zipped(("inner.zip", zipped(("a.csv", b"1")))), "zip_nested"),
        (zipped(("a.html", b"<html>")), "html_file"),
        (zipped(("a.csv", b"")), "empty_file"),
    ],
)
def test_what_is_refused(content: bytes, rule: str) -> None:
    read, problems = opened(content)
    assert read is None
    assert [problem.rule for problem in problems] == [rule]


def test_json_shows_what_the_interface_answered() -> None:
    _, problems = opened(b'{"Status":{"Code":98,"Content":"Die Tabelle ist zu gross"}}')
    assert next(iter(problems)).params == {"code": 98, "message": "Die Tabelle ist zu gross"}
    for odd in (b'{"Status": 3}', b'{"Status"', b'["x"]'):
        assert next(iter(opened(odd)[1])).params == {"code": None, "message": ""}


def test_a_description_of_a_table_says_which_one() -> None:
    described = b'{"Ident": {"Service": "metadata"}, "Status": {"Code": 0, "Content": "erfolgreich"}, "Object": %s}'
    _content, problems = opened(described % b'{"Code": "12411", "Content": "Stand", "Updated": "31.03.2025"}')
    (problem,) = problems
    assert (problem.rule, problem.params["service"]) == ("json_file", "metadata")
    assert (problem.params["table"], problem.params["updated"]) == ("12411 Stand", "31.03.2025")
    for empty in (b"null", b"{}", b"[]", b'"x"'):
        assert [p.rule for p in opened(described % empty)[1]] == ["json_file"]


def test_one_member_is_unpacked_and_shadow_files_do_not_count() -> None:
    content = zipped(("ordner/", b""), ("ordner/a.csv", b"a;b\n"), ("__MACOSX/ordner/._a.csv", b"\x00"))
    read, problems = opened(content)
    assert (read, len(problems)) == (b"a;b\n", 0)


def test_a_workbook_in_a_zip_is_fine() -> None:
    book = workbook([["a"]])
    assert opened(zipped(("a.xlsx", book)))[0] == book


def test_size_is_refused_before_anything_is_read() -> None:
    class Untouched(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("read")

        def seek(self, _offset: int, _whence: int = 0) -> int:
            return 300 * 1024 * 1024

    problems = Problems()
    with open_source(Untouched(), problems) as source:
        assert source is None
    (problem,) = problems
    assert (problem.rule, problem.params) == ("file_too_large", {"bytes": 314572800, "limit": 209715200})


def test_limits_hold_for_what_is_unpacked() -> None:
    small = Limits(max_unpacked=1000)
    assert [p.rule for p in opened(zipped(("a.csv", b"0" * 1001)), small)[1]] == ["zip_too_large"]
    assert opened(zipped(("a.csv", b"0" * 1000)), small)[0] == b"0" * 1000
    assert [p.rule for p in opened(workbook([["a"]]), small)[1]] == ["zip_too_large"]


def test_an_archive_that_lies_about_its_size_is_caught() -> None:
    content = zipped(("a.csv", b"0" * 100_000))
    lying = content.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content
    assert [p.rule for p in opened(lying, Limits(max_unpacked=1000))[1]] == ["zip_damaged"]


def test_a_locked_member_and_a_damaged_one() -> None:
    content = zipped(("a.csv", b"a;b\n" * 100))
    locked = bytearray(content)
    central = content.index(b"PK\x01\x02")
    locked[6] |= 1
    locked[central + 8] |= 1
    assert [p.rule for p in opened(bytes(locked))[1]] == ["zip_encrypted"]
    damaged = bytearray(content)
    damaged[40] ^= 0xFF
    assert [p.rule for p in opened(bytes(damaged))[1]] == ["zip_damaged"]
