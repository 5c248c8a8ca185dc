"""Which column of a register or of a list is what: by the names offices give them, or as a person says."""

from collections.abc import Callable

import pytest

from districts.addressing.columns import ROLES, columns_of, lookup_columns
from districts.addressing.rules import Unreadable

BERLIN = ("STR_NAME", "HNR", "ADZ", "X", "Y")
ESSEN = ("Straßenname", "Hausnr", "HausnrZusatz", "Rechtswert", "Hochwert", "Straßenschlüssel", "Einwohner")


def named(header: tuple[str, ...], **more: object) -> dict[str, str]:
    return columns_of(header, points=bool(more.pop("points", False)), **more).named(header)  # type: ignore[arg-type]


ROLES_OF_ESSEN = ("street", "number", "suffix", "x", "y", "key", "inhabitants")


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("written", [str, str.upper, str.casefold])
def test_names_of_offices_in_any_order_and_case(order: int, written: Callable[[str], str]) -> None:
    header = tuple(written(name) for name in ESSEN)[::order]
    assert named(header) == dict(zip(ROLES_OF_ESSEN, header[::order], strict=True))


def test_hyphens_dots_and_blanks_do_not_count() -> None:
    assert named(("Strassen-Name", "Haus Nr.", "Ost-Wert", "Nord_Wert"))["number"] == "Haus Nr."


def test_degrees_are_taken_where_there_are_no_metres_and_even_where_there_are() -> None:
    assert named(("Strasse", "Hausnummer", "lon", "lat"))["x"] == "lon"
    both = named(("Strasse", "Hausnummer", "x", "y", "lon", "lat"))
    assert (both["x"], both["y"]) == ("lon", "lat")
    told = named(("Strasse", "Hausnummer", "x", "y", "lon", "lat"), given={"x": "x", "y": "y"})
    assert (told["x"], told["y"]) == ("x", "y")


def test_points_bring_their_coordinates_in_the_last_two_columns() -> None:
    header = ("Strasse", "Hausnummer", "x", "geometry x", "geometry y")
    assert (named(header, points=True)["x"], named(header, points=True)["y"]) == ("geometry x", "geometry y")


def test_a_column_named_by_a_person_wins_over_the_one_recognised() -> None:
    header = ("Strasse", "Lage", "Hausnummer", "x", "y")
    assert named(header)["street"] == "Strasse"
    assert named(header, given={"street": "Lage"})["street"] == "Lage"


def test_a_whole_address_is_used_only_without_street_and_number() -> None:
    whole = columns_of(("Adresse", "x", "y"), points=False)
    assert (whole.address, whole.street, whole.number) == (0, None, None)
    split = columns_of(("Adresse", "Strasse", "Hausnummer", "Zusatz", "x", "y"), points=False)
    assert (split.address, split.street, split.number, split.suffix) == (None, 1, 2, 3)
    half = columns_of(("Adresse", "Strasse", "Zusatz", "x", "y"), points=False)
    assert (half.address, half.street, half.suffix) == (0, None, None)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (("Strasse", "x", "y"), ["number"]),
        (("Hausnummer", "x", "y"), ["street"]),
        (("Strasse", "Hausnummer", "x"), ["y"]),
        (("Strasse", "Hausnummer", "lat"), ["x", "y"]),
        (("a", "b"), ["street", "number", "x", "y"]),
        ((), ["street", "number", "x", "y"]),
    ],
)
def test_what_is_missing_is_named_with_what_there_is(header: tuple[str, ...], missing: list[str]) -> None:
    with pytest.raises(Unreadable) as error:
        columns_of(header, points=False)
    assert (error.value.rule, error.value.params["missing"]) == ("register-columns", missing)
    assert error.value.params["columns"] == list(header)


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(Unreadable) as error:
        columns_of(BERLIN, points=False, given={"street": "Strasse"})
    assert (error.value.rule, error.value.params["column"]) == ("register-column-unknown", "Strasse")


def test_no_name_means_two_things() -> None:
    names = [name for some in ROLES.values() for name in some]
    assert {name for name in names if names.count(name) > 1} == set()


@pytest.mark.parametrize(
    ("header", "places"),
    [
        (("Name", "Straße", "Nr", "Zusatz"), (1, 2, 3, None)),
        (("Straße", "Nr"), (0, 1, None, None)),
        (("Kita", "Anschrift"), (None, None, None, 1)),
        (("Kita", "Straße"), (None, None, None, 1)),  # with the number in the same cell
        (("wo",), (None, None, None, 0)),
    ],
)
def test_a_list_to_be_looked_up_needs_no_coordinates(header: tuple[str, ...], places: tuple[int | None, ...]) -> None:
    assert lookup_columns(header) == places


@pytest.mark.parametrize("header", [(), ("a", "b"), ("Nr", "Zusatz"), ("",)])
def test_a_list_without_an_address_is_refused(header: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable, match="register-columns"):
        lookup_columns(header)
