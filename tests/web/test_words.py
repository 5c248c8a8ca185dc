"""Units and the source's own "as of" in the reader's language."""

from itertools import pairwise

import pytest
from django.utils.translation import override

from sozialmonitor.web import charts, formats


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("15.03.2025", "15.03.2025", "15 Mar 2025"), ("Stand: 15.03.2025, vorläufig", "Stand: 15.03.2025, vorläufig",
        "Stand: 15 Mar 2025, vorläufig"), ("31.02.2025", "31.02.2025", "31.02.2025"), ("", "", ""),
        ("Frühjahr 2024", "Frühjahr 2024", "Frühjahr 2024"), ("1.115.03.2025", "1.115.03.2025", "1.115.03.2025"),
    ],
)  # fmt: skip
def test_a_date_of_the_source_is_written_as_the_reader_writes_it(text: str, german: str, english: str) -> None:
    with override("de"):
        assert formats.stand(text) == german
    with override("en"):
        assert formats.stand(text) == english


def test_usual_units_are_translated_and_others_stay() -> None:
    with override("en"):
        assert [formats.unit_words(unit) for unit in ("Personen", "Prozentpunkte", "%", "Fälle", "")] == [
            "persons", "percentage points", "%", "Fälle", "",
        ]  # fmt: skip


@pytest.mark.parametrize("label", ["2024", "2024/25", "2024-Q1", "31.12.2024"])
@pytest.mark.parametrize("count", [2, 5, 10, 15, 30])
def test_no_two_period_labels_of_a_chart_touch(label: str, count: int) -> None:
    points = [charts.Point(label, float(n)) for n in range(count)]
    svg = charts.line_chart(
        [charts.Series("Gebiet", points)], name="c", title="t", description="d", tick_text=lambda tick: f"{tick:.0f}"
    )
    width = 6.6 * len(label)  # the usual width of a figure in this size
    boxes = []
    for part in str(svg).split("<text ")[1:]:
        if f">{label}<" in part:
            x = float(part.split('x="')[1].split('"')[0])
            boxes.append((x - width, x) if "tick end" in part else (x - width / 2, x + width / 2))
    assert boxes
    assert all(before[1] < after[0] for before, after in pairwise(boxes))
