import pytest

from sozialmonitor.web.licences import licence_named_in, licence_of

BY = "https://www.govdata.de/dl-de/by-2-0"


@pytest.mark.parametrize(
    "text",
    [
        "dl-de/by-2-0",
        "DL-DE-BY-2.0",
        "dl-de/by-2.0",
        "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "Datenlizenz Deutschland - Namensnennung - Version 2.0.",
        "https://www.govdata.de/dl-de/by-2-0",
        "Es gilt: http://govdata.de/dl-de/by-2-0, siehe dort",
    ],
)
def test_the_german_licence_is_known_however_it_is_written(text: str) -> None:
    found = licence_of(text)
    assert (found.url, found.attribution) == (BY, True)
    assert found.name == "Datenlizenz Deutschland – Namensnennung – Version 2.0"


@pytest.mark.parametrize(
    ("text", "name", "attribution"),
    [("CC BY 4.0", "CC BY 4.0", True), ("CC0", "CC0 1.0", False), ("dl-de/zero-2-0", "Datenlizenz", False)],
)
def test_other_licences_of_offices(text: str, name: str, attribution: bool) -> None:
    found = licence_of(text)
    assert found.name.startswith(name)
    assert found.url.startswith("https://")
    assert found.attribution is attribution


@pytest.mark.parametrize(
    "text", ["", "nur für den Dienstgebrauch", "dl-de/by-2-01", "https://www.govdata.de/dl-de/by-2-01", "CC BY 4.01"]
)
def test_what_is_not_known_keeps_its_own_words_and_gets_no_address(text: str) -> None:
    assert (licence_of(text).name, licence_of(text).url) == (text, "")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("… lizenziert unter der Datenlizenz Deutschland\n- Namensnennung - Version 2.0.", "dl-de/by-2-0"),
        ("Es gilt die dl-de/by-2-0", "dl-de/by-2-0"),
        ("Datenlizenz Deutschland – Zero – Version 2.0 | Stand: 2024", "dl-de/zero-2-0"),
        ("Datenlizenz Deutschland Namensnennung Version 2.01", ""),
        ("© Landesamt, 2024", ""),
        ("", ""),
    ],
)
def test_a_licence_is_found_in_a_sentence(text: str, short: str) -> None:
    assert licence_named_in(text) == short
