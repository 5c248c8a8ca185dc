import numpy as np
import pytest
import shapely

from districts.geometry.placing import NOWHERE, place


def squares(columns, rows, size=100.0):
    shapes = [
        shapely.box(x * size, y * size, (x + 1) * size, (y + 1) * size) for y in range(rows) for x in range(columns)
    ]
    return np.array(shapes), [f"{number:03d}" for number in range(len(shapes))]


def test_every_point_finds_its_area_and_points_outside_none():
    shapes, codes = squares(2, 2)
    points = shapely.points([[50, 50], [150, 50], [50, 150], [250, 50]])
    assert place(points, shapes, codes).tolist() == [0, 1, 2, NOWHERE]


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
def test_a_point_on_a_border_belongs_to_the_lowest_code_whatever_the_order(order):
    shapes, codes = squares(2, 2)
    mixed, mixed_codes = shapes[order], [codes[row] for row in order]
    on_borders = shapely.points([[100, 50], [100, 100], [150, 100]])
    assert [mixed_codes[row] for row in place(on_borders, mixed, mixed_codes)] == ["000", "000", "001"]


def test_an_overlap_is_decided_the_same_way():
    shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)])
    assert place(shapely.points([[7, 5]]), shapes, ["02", "01"]).tolist() == [1]


def test_missing_shapes_and_missing_points_hold_nothing():
    shapes = np.array([None, shapely.MultiPolygon(), shapely.box(0, 0, 10, 10)], dtype=object)
    points = np.array([shapely.Point(5, 5), None, shapely.Point()], dtype=object)
    assert place(points, shapes, ["1", "2", "3"]).tolist() == [2, NOWHERE, NOWHERE]
    assert place(points, np.array([], dtype=object), []).tolist() == [NOWHERE] * 3


def test_the_index_agrees_with_asking_every_area_for_every_point():
    shapes, codes = squares(12, 9)
    points = shapely.points(np.random.default_rng(4).integers(-30, 1300, size=(2000, 2)))
    slow = [
        next((row for row in range(len(shapes)) if shapes[row].intersects(point)), NOWHERE) for point in points
    ]  # the codes are in the order of the rows: the first that holds the point is the lowest
    assert place(points, shapes, codes).tolist() == slow


def test_codes_and_shapes_must_be_as_many():
    with pytest.raises(ValueError, match="1 codes for 4 shapes"):
        place(shapely.points([[1, 1]]), squares(2, 2)[0], ["1"])
