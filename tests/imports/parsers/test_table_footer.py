import io

from imports.parsers.profiles.loading import load_profile
from imports.parsers.tables import table

PROFILE = load_profile(
    {
        "profile": "with-footer",
        "parser": "table",
        "read": {"stop_at": "Quelle:"},
        "area": {"column": "Code", "division": "stadtteile"},
        "period": {"fixed": "2024-12-31"},
        "columns": {"EW": "EW"},
    }
)


def read(text: str) -> dict[str, object]:
    return table.parse(io.BytesIO(text.encode()), PROFILE, file_name="x.csv").facts


def test_notes_below_the_figures_are_kept_with_the_date_of_the_source() -> None:
    facts = read("Code;EW\n011;5\nQuelle: Melderegister\n* geheim\nStand: 15.03.2025\n")
    assert facts["footnotes"] == ["Quelle: Melderegister", "* geheim", "Stand: 15.03.2025"]
    assert facts["stand"] == "15.03.2025"


def test_a_footer_without_a_date_says_none() -> None:
    facts = read("Code;EW\n011;5\nQuelle: Melderegister\n")
    assert facts["footnotes"] == ["Quelle: Melderegister"]
    assert "stand" not in facts


def test_a_table_without_footer_has_no_notes() -> None:
    assert "footnotes" not in read("Code;EW\n011;5\n")
