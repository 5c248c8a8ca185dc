"""What became of areas, on squares one can draw on paper."""

import numpy as np
import pytest
import shapely
from shapely import affinity, box

from districts.geometry.changes import Areas, Group, by_code, relations

SQUARES = {f"{n:02d}": box(100 * (n % 4), 100 * (n // 4), 100 * (n % 4) + 100, 100 * (n // 4) + 100) for n in range(8)}


def areas(shapes: dict[str, shapely.Geometry], **names: str) -> Areas:
    known = [names.get(f"n{code}", f"Viertel {code}") for code in shapes]
    return Areas(list(shapes), known, np.array(list(shapes.values()), dtype=object))


def changed(before: Areas, after: Areas) -> list[tuple[str, list[str], list[str]]]:
    return [
        (one.kind, [before.codes[row] for row in one.before], [after.codes[row] for row in one.after])
        for one in relations(before, after)
        if one.kind != "identical"
    ]


OLD = areas(SQUARES)


def test_what_is_the_same_is_identical() -> None:
    assert [one.kind for one in relations(OLD, OLD)] == ["identical"] * 8


@pytest.mark.parametrize("shift", [0.1, 0.3])
def test_a_shift_of_decimetres_is_drawing(shift: float) -> None:
    shifted = areas({code: affinity.translate(shape, shift, -shift) for code, shape in SQUARES.items()})
    assert {one.kind for one in relations(OLD, shifted)} == {"identical"}
    found = by_code(OLD, shifted)
    assert (found.new, found.gone, found.changed, len(found.same)) == ((), (), (), 8)


def test_a_border_that_wobbles_is_drawing() -> None:
    wobbly = {code: shapely.transform(shapely.segmentize(shape, 10), _wobble) for code, shape in SQUARES.items()}
    assert {one.kind for one in relations(OLD, areas(wobbly))} == {"identical"}


def _wobble(xy: np.ndarray) -> np.ndarray:
    return xy + 0.4 * np.sin(xy[:, ::-1])


def test_another_name_and_another_code() -> None:
    after = areas({"00": SQUARES["00"], "99": SQUARES["01"]} | dict(list(SQUARES.items())[2:]), n00="Neustadt")
    assert changed(OLD, after) == [("recoded", ["01"], ["99"]), ("renamed", ["00"], ["00"])]


def test_a_split_whatever_codes_the_parts_have() -> None:
    halves = {"00": box(0, 0, 50, 100), "0b": box(50, 0, 100, 100)}
    after = areas(halves | {code: shape for code, shape in SQUARES.items() if code != "00"})
    assert changed(OLD, after) == [("split", ["00"], ["00", "0b"])]
    assert by_code(OLD, after).new == (1,)
    assert by_code(OLD, after).changed == (0,)


def test_a_merge() -> None:
    rest = {code: shape for code, shape in SQUARES.items() if code not in ("00", "01")}
    after = areas({"00": box(0, 0, 200, 100)} | rest)
    assert changed(OLD, after) == [("merge", ["00", "01"], ["00"])]


def test_a_border_that_moved_is_told_on_both_sides_with_its_ground() -> None:
    after = areas(SQUARES | {"00": box(0, 0, 90, 100), "01": box(90, 0, 200, 100)})
    found = [one for one in relations(OLD, after) if one.kind != "identical"]
    assert found == [Group("transfer", (0,), (0,), 1000.0), Group("transfer", (1,), (1,), 1000.0)]


def test_a_split_that_also_takes_from_the_neighbour_says_how_much() -> None:
    shapes = SQUARES | {"00": box(0, 0, 50, 100), "0b": box(50, 0, 110, 100), "01": box(110, 0, 200, 100)}
    (split, *others) = relations(OLD, areas(shapes))
    assert (split.kind, split.moved_m2) == ("split", 1000.0)
    assert [one.kind for one in others if one.kind != "identical"] == ["transfer"]


def test_new_and_gone_ground() -> None:
    after = areas({code: shape for code, shape in SQUARES.items() if code != "07"} | {"50": box(500, 0, 600, 100)})
    assert changed(OLD, after) == [("new", [], ["50"]), ("gone", ["07"], [])]


def test_an_area_put_together_from_many_is_new_and_its_givers_changed() -> None:
    middle = box(60, 60, 140, 140)
    after = {code: shape.difference(middle) for code, shape in SQUARES.items()} | {"50": middle}
    found = changed(OLD, areas(after))
    assert [one for one in found if one[0] == "new"] == [("new", [], ["50"])]
    assert {one[1][0] for one in found if one[0] == "transfer"} == {"00", "01", "04", "05"}


def test_every_area_stands_in_some_group() -> None:
    rng = np.random.default_rng(5)
    cells = [
        shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(rng.uniform(0, 1000, (count, 2)))))
        for count in (20, 25)
    ]
    before, after = (areas({f"{n:02d}": shape for n, shape in enumerate(part)}) for part in cells)
    found = relations(before, after)
    assert {row for one in found for row in one.before} == set(range(20))
    assert {row for one in found for row in one.after} == set(range(25))
