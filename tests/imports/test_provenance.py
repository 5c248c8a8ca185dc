"""What a file says about itself stays with its delivery."""

from imports.provenance import LONGEST_FOOTNOTE, MOST_FOOTNOTES, provenance
from tests.imports.uploads import WIDE, checked, csv, figures, profile
from tests.world import World


def test_footnotes_licence_and_stand_of_a_parser_are_kept() -> None:
    facts = {
        "stand": "01.02.2024 /\n 10:00",
        "licence": "dl-de/by-2-0",
        "footnotes": ["1) vorläufig", "", " 1) vorläufig ", "2) geschätzt"],
        "copyright": "© Landesamt, 2024",
        "layout": "table",
    }
    assert provenance(facts) == {
        "stand": "01.02.2024 / 10:00",
        "licence": "dl-de/by-2-0",
        "footnotes": ["1) vorläufig", "2) geschätzt", "© Landesamt, 2024"],
    }


SENTENCE = (
    "© Statistische Ämter des Bundes und der Länder, Deutschland, 2026. Dieses Werk ist lizenziert unter der "
    "Datenlizenz Deutschland - Namensnennung - Version 2.0."
)


def test_the_sentence_below_a_table_of_the_offices_is_a_licence_and_names_who_is_to_be_named() -> None:
    told = provenance({"licence": SENTENCE, "footnotes": ["1) vorläufig"]})
    assert (told["licence"], told["footnotes"]) == ("dl-de/by-2-0", ["1) vorläufig", SENTENCE])


def test_a_copyright_alone_is_no_licence() -> None:
    holder = "© Statistik der Bundesagentur für Arbeit"
    told = provenance({"licence": holder, "footnotes": []})
    assert (told["licence"], told["footnotes"]) == ("", [holder]), "so that the licence of the source counts"
    long = "© Statistik der Bundesagentur für Arbeit; Nutzung nur mit Quellenangabe gestattet"
    assert provenance({"licence": long}) == {"stand": "", "licence": "", "footnotes": [long]}


def test_a_copyright_that_is_a_footnote_already_is_said_once() -> None:
    told = provenance({"footnotes": ["© Landesamt"], "copyright": "© Landesamt"})
    assert told["footnotes"] == ["© Landesamt"]


def test_nothing_is_made_up() -> None:
    for facts in ({}, {"footnotes": None, "stand": None, "licence": ""}):
        assert provenance(facts) == {"stand": "", "licence": "", "footnotes": []}


def test_the_last_notes_of_a_long_footer_are_kept() -> None:
    told = provenance({"footnotes": [str(n) for n in range(999)], "licence": SENTENCE})
    assert told["footnotes"][-1] == SENTENCE
    assert len(told["footnotes"]) == MOST_FOOTNOTES


def test_the_longest_footer_fits() -> None:
    told = provenance(
        {"footnotes": [f"{n} " + "x" * 5000 for n in range(999)], "licence": "y" * 999, "stand": "z" * 999}
    )
    assert (len(told["footnotes"]), len(told["footnotes"][0])) == (MOST_FOOTNOTES, LONGEST_FOOTNOTE)
    assert (len(told["licence"]), len(told["stand"])) == (200, 200)


def test_a_footer_reaches_the_delivery(world: World) -> None:
    content = csv(figures()) + "Quelle: Bürgeramt\r\nStand: 05.01.2024\r\n".encode("cp1252")
    with_footer = WIDE.replace('decimal: ","', 'decimal: ",", stop_at: Quelle')
    batch = checked(content, profile(with_footer))
    assert batch.delivery is not None, list(batch.problems.values())
    assert batch.delivery.stand == "05.01.2024"
    assert batch.delivery.footnotes[-1] == "Stand: 05.01.2024"
