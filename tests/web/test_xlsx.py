from datetime import date
from io import BytesIO

import openpyxl
import pytest

from sozialmonitor.web import xlsx


def cells(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))


def test_text_stays_text_and_numbers_stay_numbers() -> None:
    rows = [("=1+1", "011", 12.5, None, date(2024, 12, 31)), ("https://example.org", "1e5", 0, "", "x")]
    assert cells(xlsx.workbook(["a", "b", "c", "d", "e"], rows)) == [
        ("a", "b", "c", "d", "e"),
        ("=1+1", "011", 12.5, None, "2024-12-31"),
        ("https://example.org", "1e5", 0, None, "x"),
    ]


def test_a_sheet_that_cannot_hold_the_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "LAST_ROW", 4)
    assert len(cells(xlsx.workbook(["n"], ((n,) for n in range(3))))) == 4
    with pytest.raises(xlsx.TooManyRows, match="more than 3 rows"):
        xlsx.workbook(["n"], ((n,) for n in range(4)))
