import pytest

from districts.addressing.streets import fold


@pytest.mark.parametrize(
    "spellings",
    [
        ["Hauptstraße", "Hauptstr.", "HAUPTSTRASSE", "hauptstr", "Hauptstrasse ", "Hauptstra\u00dfe"],
        ["Theodor-Heuss-Straße", "Theodor Heuss Str.", "theodor-heuss-str", "Theodor  Heuss - Straße"],
        ["Mühlenweg", "Muehlenweg", "MÜHLENWEG", "Mu\u0308hlenweg"],
        ["St.-Anna-Straße", "Sankt-Anna-Str.", "St. Anna Strasse", "St.Anna-Str."],
        ["Dr.-Hans-Böckler-Platz", "Dr. Hans Böckler Platz", "Doktor-Hans-Boeckler-Pl."],
        ["Straße des 17. Juni", "Str. des 17. Juni", "Strasse des 17.Juni"],
        ["Marktplatz", "Marktpl."],
        ["Q 7", "Q7", "q  7", "Q07"],
        ["Rue de l’Église", "Rue de l'Eglise"],
        ["Am Römerhof", "Am Roemerhof", "am  römerhof"],
    ],
)
def test_spellings_of_one_street_fold_to_the_same(spellings):
    assert len({fold(one) for one in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Steinstraße", "Steinweg"),
        ("Sankt-Anna-Weg", "Straße Anna Weg"),
        ("Mühlenweg", "Muhlenweg"),  # a typing error is for the search to forgive, not for joining
        ("Straßburger Weg", "Strburger Weg"),
        ("Berliner Straße", "Berlinerstraße"),  # both may exist in one city
        ("A 1", "A 11"),
    ],
)
def test_different_streets_stay_different(one, other):
    assert fold(one) != fold(other)


def test_short_words_are_no_abbreviations():
    assert fold("St. Pl.") == "st platz"
    assert fold("Im Templ") == "im templ"


def test_folding_again_changes_nothing():
    for name in ("Theodor-Heuss-Straße", "Q7", "Sankt-Anna-Str.", "Straße des 17. Juni", "Marktpl."):
        assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize("nothing", ["", "   ", "###", "-.-"])
def test_a_name_without_letters_folds_to_nothing(nothing):
    assert fold(nothing) == ""
