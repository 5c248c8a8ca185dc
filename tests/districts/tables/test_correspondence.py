import pytest

from districts.tables.correspondence import OfficeTable, TableRefused, read_office_table

OLD, NEW = ("01", "02"), ("1a", "1b", "2")


def read(text: str, encoding: str = "utf-8") -> OfficeTable:
    return read_office_table(text.encode(encoding), OLD, NEW)


def matrix(text: str, encoding: str = "utf-8") -> list[list[float]]:
    return read(text, encoding).weights.matrix().toarray().tolist()


SPLIT = [[0.25, 0.75, 0.0], [0.0, 0.0, 1.0]]


@pytest.mark.parametrize(
    "text",
    [
        "alt;neu;Anteil\n01;1a;0,25\n01;1b;0,75\n02;2;1\n",
        "from,to,share\r\n01,1a,0.25\r\n01,1b,0.75\r\n02,2,1.0\r\n",
        "Alter Schlüssel;Name;Neuer Schlüssel;Anteil %\n01;x;1a;25 %\n01;x;1b;75 %\n\n02;y;2;100 %\n",
        "von\tnach\tEinwohner\n01\t1a\t1.000,5\n01\t1b\t3.001,5\n02\t2\t12\n",
    ],
)
def test_shares_per_cent_and_masses_in_the_ways_offices_write_them(text: str) -> None:
    assert matrix(text) == SPLIT


def test_cp1252_is_read() -> None:
    assert matrix("alter Schlüssel;neuer Schlüssel;Anteil\n01;1a;0,25\n01;1b;0,75\n02;2;1\n", "cp1252") == SPLIT


def test_rounded_shares_are_scaled_to_the_whole_and_told() -> None:
    table = read("alt;neu;Anteil\n01;1a;0,33\n01;1b;0,66\n02;2;1\n")
    assert table.scaled == ("01",)
    assert table.weights.sums.tolist() == pytest.approx([1.0, 1.0])


def problems(text: str) -> list[tuple[str, int]]:
    with pytest.raises(TableRefused) as refused:
        read(text)
    return [(one.rule, one.line) for one in refused.value.problems]


def test_every_problem_is_told_with_its_line_and_nothing_is_used() -> None:
    text = "alt;neu;Anteil\n01;1a;0,5\n1;1b;0,5\n02;3;1\n02;2;viel\n01;1a;0,5\n02\n"
    assert problems(text) == [
        ("source-unknown", 3),
        ("target-unknown", 4),
        ("weight-unreadable", 5),
        ("pair-twice", 6),
        ("row-short", 7),
    ]


def test_what_would_be_lost_is_refused() -> None:
    assert problems("alt;neu;Anteil\n01;1a;0,25\n01;1b;0,5\n02;2;1\n") == [("weights-not-whole", 2)]


@pytest.mark.parametrize("text", ["", "a;b;c\n01;1a;1\n", "alt;neu\n01;1a\n", "alt;alt;Anteil\n01;01;1\n"])
def test_a_header_that_names_no_columns_is_refused(text: str) -> None:
    assert problems(text) == [("table-columns", 1)]


def test_a_table_without_rows_is_refused() -> None:
    assert problems("alt;neu;Anteil\n") == [("table-empty", 1)]


@pytest.mark.parametrize("part", ["-1", "nan", "inf", "1e999", ""])
def test_numbers_that_are_none(part: str) -> None:
    assert problems(f"alt;neu;Anteil\n01;1a;{part}\n") == [("weight-unreadable", 2)]


def told_of(text: str) -> list[tuple[str, int, str]]:
    with pytest.raises(TableRefused) as caught:
        read(text)
    return [(one.rule, one.line, one.value) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("alt;neu;Anteil\n01;1a;0,5\n01;1b;0,3\n02;2;0,8\n", [2, 4]),
        ("alt;neu;Anteil\n01;1a;1\n01;1b;1\n02;2;1\n02;1a;1\n", [2, 4]),
        ("alt;neu;Prozent\n01;1a;60\n01;1b;30\n02;2;80\n", [2, 4]),
        ("alt;neu;Anteil\n01;1a;60 %\n01;1b;30 %\n02;2;80 %\n", [2, 4]),
    ],
)
def test_shares_that_are_wrong_throughout_are_no_masses(text: str, told: list[int]) -> None:
    assert [(rule, line) for rule, line, _ in told_of(text)] == [("weights-not-whole", line) for line in told]


def test_an_area_that_nothing_is_said_of_is_asked_for() -> None:
    assert told_of("alt;neu;Anteil\n01;1a;1\n") == [("source-absent", 1, "02")]


def test_decimal_commas_between_commas_are_not_cut_apart() -> None:
    text = "alt,neu,Anteil\n01,1a,0,7\n01,1b,0,3\n02,2,1\n"
    assert told_of(text) == [("row-long", 2, "01,1a,0,7"), ("row-long", 3, "01,1b,0,3")]
    assert matrix('alt,neu,Anteil\n01,1a,"0,25"\n01,1b,"0,75"\n02,2,1,\n') == SPLIT


def test_points_before_three_digits_group_thousands_where_people_are_counted() -> None:
    assert matrix("alt;neu;Einwohner\n01;1a;250\n01;1b;750\n02;2;1.200\n") == SPLIT
    assert matrix("alt;neu;Einwohner\n01;1a;1.000\n01;1b;3.000\n02;2;7\n") == SPLIT
    mixed = matrix("alt;neu;Einwohner\n01;1a;1.200\n01;1b;800\n02;2;7\n")[0]
    assert mixed[:2] == pytest.approx([0.6, 0.4])
    assert matrix("alt;neu;Anteil\n01;1a;0.250\n01;1b;0.750\n02;2;1.000\n") == SPLIT


def test_an_area_where_nobody_lives_goes_in_equal_parts_to_what_is_named() -> None:
    assert matrix("alt;neu;Einwohner\n01;1a;0\n01;1b;0\n02;2;1200\n") == [[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]
