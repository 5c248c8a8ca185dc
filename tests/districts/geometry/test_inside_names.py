"""Codes inside names: as maps drawn by hand are exported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.geometry.inside_names import codes_inside


@pytest.mark.parametrize(
    ("texts", "codes", "names"),
    [
        (["011 Innenstadt", "012 Jungbusch"], ["011", "012"], ["Innenstadt", "Jungbusch"]),
        (["011 – Innenstadt", "012 - Jungbusch-West"], ["011", "012"], ["Innenstadt", "Jungbusch-West"]),
        (["Stadtteil 011 – Innenstadt", "Stadtteil 012 – Süd"], ["011", "012"], ["Innenstadt", "Süd"]),
        (["Stadtteil 011", "Stadtteil 012"], ["011", "012"], ["Stadtteil 011", "Stadtteil 012"]),
        (["Bezirk Nr. 1: Mitte", "Bezirk Nr. 2: Ost"], ["1", "2"], ["Mitte", "Ost"]),
        (["Innenstadt (011)", "Jungbusch [012]"], ["011", "012"], ["Innenstadt", "Jungbusch"]),
        (["01.1 Mitte", "01.2 Nord"], ["01.1", "01.2"], ["Mitte", "Nord"]),
        (["01. Mitte", "02. Nord"], ["01", "02"], ["Mitte", "Nord"]),
        (["C011_Mitte", "C012_Nord"], ["C011", "C012"], ["Mitte", "Nord"]),
        (["Gesamtstadt", "01 Mitte", "02 Nord"], ["", "01", "02"], ["Gesamtstadt", "Mitte", "Nord"]),
        ([" 011 Innenstadt ", "012 Jungbusch", ""], ["011", "012", ""], ["Innenstadt", "Jungbusch", ""]),
    ],
)
def test_codes_are_taken_from_where_they_stand(texts: list[str], codes: list[str], names: list[str]) -> None:
    found = codes_inside(texts)
    assert found is not None
    assert (found.codes, found.names) == (codes, names)


@pytest.mark.parametrize(
    "texts",
    [
        ["Innenstadt", "Jungbusch"],
        ["Block 7", "Nordstadt 2", "Weg 3"],  # a number that belongs to the name
        ["01 Mitte", "01 Nord", "01 Süd"],  # the same for all: no code
        ["17er Platz", "3 Linden", "Am 4. Tor"],
        ["", ""],
        [],
    ],
)
def test_numbers_that_merely_occur_are_no_codes(texts: list[str]) -> None:
    assert codes_inside(texts) is None


@given(st.lists(st.text("ABcd019 .-–()", max_size=12), max_size=8))
def test_any_texts_give_codes_for_all_entries_or_none(texts: list[str]) -> None:
    found = codes_inside(texts)
    assert found is None or len(found.codes) == len(found.names) == len(texts)
