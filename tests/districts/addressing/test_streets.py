import pytest

from districts.addressing.streets import distance, fold, typed


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


@pytest.mark.parametrize(
    "text", ["hauptstrase", "Hauptstra", "Hauptstras", "Hauptstrasze", "hauptstasse", "hauptstarsse", "Hauptstr."]
)
def test_an_unfinished_or_misspelt_street_is_one(text):
    assert typed(text) == "hauptstr"


def test_only_the_end_of_what_is_typed_is_mended():
    assert typed("Straßburger Weg") == "strassburger weg"
    assert typed("Stra") == "stra"


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        ("hauptstr", "hauptstr", 0),
        ("hauptstr", "haupstr", 1),
        ("hauptstr", "haputstr", 1),
        ("", "abc", 3),
        ("ca", "abc", 3),
    ],
)
def test_distance_counts_wrong_missing_and_swapped_letters(one, other, wrong):
    assert distance(one, other) == distance(other, one) == wrong
