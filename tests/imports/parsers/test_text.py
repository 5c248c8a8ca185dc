import io

import pytest

from imports.parsers.opening.text import csv_rows, open_text, without_user
from imports.parsers.records import Place, Problems


def opened(raw: bytes, encoding: str = "auto") -> tuple[str | None, str | None, Problems]:
    problems, stream = Problems(), io.BytesIO(raw)
    with open_text(stream, problems, encoding) as found:
        text, name = (None, None) if found is None else (found[0].read(), found[1])
    assert not stream.closed  # the caller's stream stays the caller's
    return text, name, problems


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Straße;ä".encode("utf-8-sig"), "utf-8-sig"),
        ("Straße;ä".encode(), "utf-8"),
        ("Straße;ä".encode("cp1252"), "cp1252"),
        ("Straße;ä".encode("utf-16"), "utf-16"),
        (b"Strasse", "utf-8"),
        ("Straße;ä€".encode("cp1252") * 300_000, "cp1252"),  # the sign that decides stands in the second chunk
    ],
)
def test_encoding_is_found(raw: bytes, name: str) -> None:
    text, found, problems = opened(raw)
    assert (found, len(problems)) == (name, 0)
    assert text is not None
    assert text.startswith("Stra")
    assert "\ufeff" not in text


def test_umlauts_survive_in_every_encoding() -> None:
    for name in ("utf-8", "cp1252", "utf-16", "iso-8859-15", "cp850"):
        asked = name if name in ("iso-8859-15", "cp850") else "auto"
        assert opened("Größe;Süd".encode(name), asked)[0] == "Größe;Süd"


def test_an_encoding_the_profile_names_is_not_second_guessed() -> None:
    raw = "a;b\nGröße;1\n".encode("cp1252")
    assert opened(raw, "cp1252")[0] == "a;b\nGröße;1\n"
    text, _, problems = opened(raw, "utf-8")
    assert text is None
    (problem,) = problems
    assert (problem.rule, problem.place, problem.value) == ("undecodable", Place(None, 2, "3"), "0xF6")


@pytest.mark.parametrize(
    ("raw", "rule", "place"),
    [
        (b"a;b\n1;\x002\n", "nul_byte", Place(None, 2, "3")),
        ("a;b\r\nx;y\r\nSt\ufffddte;1\r\n".encode(), "replacement_character", Place(None, 3, "3")),
        ("a\rb;\x85".encode(), "control_character", Place(None, 2, "3")),
        (b"a;b\n\x81;\xfc\n", "undecodable", Place(None, 2, "1")),  # neither UTF-8 nor a letter of cp1252
    ],
)
def test_garbage_is_refused_with_line_and_character(raw: bytes, rule: str, place: Place) -> None:
    text, _, problems = opened(raw)
    assert text is None
    assert [(problem.rule, problem.place) for problem in problems] == [(rule, place)]


def test_garbage_far_down_is_found_and_only_the_first_twenty_are_listed() -> None:
    raw = ("x;1\n" * 600_000 + "St\ufffddte\n" * 50).encode()
    _, _, problems = opened(raw)
    assert len(problems) == 20
    assert next(iter(problems)).place.line == 600_001
    assert next(iter(problems)).params == {"position": 3, "character": "U+FFFD"}


def test_utf16_cut_in_half() -> None:
    assert [problem.rule for problem in opened("aä".encode("utf-16")[:-1])[2]] == ["undecodable"]


def rows(text: str, delimiter: str = ";") -> tuple[list[tuple[int, list[str]]], Problems]:
    problems = Problems()
    return list(csv_rows(io.StringIO(text, newline=""), delimiter, problems)), problems


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line(end: str) -> None:
    assert rows(f"a;b{end}1;2{end}")[0] == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_quotes_hold_delimiters_and_lines_together() -> None:
    found, problems = rows('a;b\n"1;2";"x\ny"\n"er sagte ""ja""";4\n')
    assert found == [(1, ["a", "b"]), (2, ["1;2", "x\ny"]), (4, ['er sagte "ja"', "4"])]
    assert not len(problems)


def test_empty_lines_are_left_out_but_counted() -> None:
    assert rows("a;b\n\n\n1;2\n\n\n")[0] == [(1, ["a", "b"]), (4, ["1", "2"])]


def test_a_quote_never_closed_does_not_swallow_the_file_in_silence() -> None:
    found, problems = rows('a;b\n1;2\n"3;4\n5;6\n')
    assert found == [(1, ["a", "b"]), (2, ["1", "2"])]
    assert [(problem.rule, problem.place.line) for problem in problems] == [("broken_quotes", 3)]


def test_a_cell_without_end() -> None:
    _, problems = rows('a;"' + "x" * 200_000 + '"\n')
    assert [problem.rule for problem in problems] == ["broken_quotes"]


BY = "* Der Benutzer DEX1Y2Z3 der Benutzergruppe DE0142 hat am 03.09.2022 um 20:13:52 diesen Export angestossen."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (BY, "* Der Benutzer … der Benutzergruppe … hat am 03.09.2022 um 20:13:52 diesen Export angestossen."),
        ("\ufeff" + BY[:23], "\ufeff* Der Benutzer …"),
        ("Der Benutzer DEX1Y2Z3;5", "Der Benutzer DEX1Y2Z3;5"),
        ("* Pflichtfeld;Jahr", "* Pflichtfeld;Jahr"),
    ],
)
def test_who_made_an_export_is_left_out(line: str, expected: str) -> None:
    assert without_user(line) == expected


def test_only_the_first_line_can_say_who_made_the_export() -> None:
    rows = list(csv_rows(io.StringIO(f"{BY}\n{BY}\n"), ";", Problems()))
    assert "DEX1Y2Z3" not in rows[0][1][0]
    assert rows[1] == (2, [BY])


def test_garbage_in_the_line_of_who_exported_is_told_without_its_surroundings() -> None:
    _text, _name, problems = opened(BY.replace("3 der", "3\x00 der").encode() + b"\n5\x00\n")
    assert [(p.rule, p.value) for p in problems] == [("nul_byte", ""), ("nul_byte", "5\u2400")]
