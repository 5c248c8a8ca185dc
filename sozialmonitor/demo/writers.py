"""Writes tables the way offices send them. The same table gives the same bytes: no clock, no random names inside."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

EPOCH = (2025, 1, 15, 8, 0, 0)  # what every archive member and workbook says it was made


@dataclass(frozen=True)
class Signs:
    """How an office writes numbers and what is not a number."""

    words: Mapping[str, str]  # status → sign
    thousands: str = ""
    decimals: int = 0

    def text(self, value: float, status: str) -> str:
        if status in self.words:
            return self.words[status]
        whole = f"{value:,.{self.decimals}f}".replace(",", "\0").replace(".", ",")
        return whole.replace("\0", self.thousands)


def wide(table: pd.DataFrame, period: str) -> pd.DataFrame:
    """One row per period and area, one column per measure; cells are (value, status). `period`: a column."""
    pairs: list[Any] = list(zip(table["value"], table["status"], strict=True))
    cells = table.assign(cell=pairs)
    keys = [period, "code", "name"]
    return cells.pivot(index=keys, columns="measure", values="cell").reset_index()


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "cp1252", eol: str = "\r\n") -> None:
    """Plain semicolons: none of our texts holds one, and the offices do not quote."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(";".join(row) + eol for row in rows).encode(encoding))


def write_wide_csv(
    path: Path, table: pd.DataFrame, heads: Mapping[str, str], signs: Signs, keys: Mapping[str, str], **how: str
) -> None:
    """`keys` names the columns of the table to write first (label, code, name), `heads` those of the measures."""
    period = next((key for key in keys if key not in ("code", "name")), "end")
    grid = wide(table, period)
    rows = [[*keys.values(), *heads.values()]]
    columns = [grid[key] for key in keys] + [grid[measure] for measure in heads]
    for cells in zip(*columns, strict=True):
        first, rest = cells[: len(keys)], cells[len(keys) :]
        rows.append([*map(str, first), *(signs.text(*cell) for cell in rest)])
    write_csv(path, rows, **how)


def zip_one(path: Path, members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


@dataclass(frozen=True)
class Sheet:
    """An office's workbook: titles, two header rows with merged groups, rows, a total row per period, a footer."""

    name: str
    titles: Sequence[str]
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]  # merged head, then (head below, measure)
    footer: Sequence[str]
    period_head: str | None = None  # None: one period, said in the title only

    @property
    def keys(self) -> list[str]:
        return [*([self.period_head] if self.period_head else []), "Nr.", "Gebiet"]

    @property
    def measures(self) -> list[str]:
        return [measure for _, below in self.groups for _, measure in below]


class _Page:
    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet, signs: Signs) -> None:
        self.sheet, self.signs, self.line = sheet, signs, 0
        self.page = book.add_worksheet(sheet.name)
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format(
            {"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True}
        )
        # Excel shows a stored 0 as "-", as in the labour agency's workbooks.
        self.number = book.add_format({"num_format": "* #,##0;* \\-_ #,##0;\\-"})

    def texts(self, *cells: str) -> None:
        for column, text in enumerate(cells):
            self.page.write_string(self.line, column, text, self.bold)
        self.line += 1

    def heads(self) -> None:
        keys = self.sheet.keys
        for column, key in enumerate(keys):
            self.page.merge_range(self.line, column, self.line + 1, column, key, self.head)
        column = len(keys)
        for group, below in self.sheet.groups:
            if len(below) > 1:
                self.page.merge_range(self.line, column, self.line, column + len(below) - 1, group, self.head)
            else:  # a single cell cannot be merged
                self.page.write_string(self.line, column, group, self.head)
            for offset, (text, _) in enumerate(below):
                self.page.write_string(self.line + 1, column + offset, text, self.head)
            column += len(below)
        self.page.set_column(0, column, 14)
        self.line += 2

    def row(self, keys: Sequence[str], cells: Sequence[tuple[float, str]]) -> None:
        for column, text in enumerate(keys):
            self.page.write_string(self.line, column, text)
        for offset, (value, status) in enumerate(cells, start=len(keys)):
            if status in self.signs.words:
                self.page.write_string(self.line, offset, self.signs.words[status])
            else:
                self.page.write_number(self.line, offset, value, self.number)
        self.line += 1


def write_workbook(path: Path, sheet: Sheet, table: pd.DataFrame, signs: Signs) -> None:
    """`table` has a column `label` besides those of figures: the period as the office writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(*EPOCH), "title": sheet.titles[0]})
        page = _Page(book, sheet, signs)
        for title in sheet.titles:
            page.texts(title)
        page.line += 1
        page.heads()
        for label, rows in wide(table, "label").groupby("label", sort=True):
            first = [str(label)] if sheet.period_head else []
            for record in rows.to_dict("records"):
                page.row([*first, record["code"], record["name"]], [record[measure] for measure in sheet.measures])
            page.row([*first, "Gesamtstadt", ""], [_total(rows[measure]) for measure in sheet.measures])
        page.line += 1
        for text in sheet.footer:
            page.texts(text)


def _total(cells: pd.Series[Any]) -> tuple[float, str]:
    """Hidden where a cell is hidden: an office that printed the sum would give the cell away."""
    if any(status in ("suppressed", "pending", "missing") for _, status in cells):
        return float("nan"), "suppressed"
    return float(sum(value for value, _ in cells)), "ok"


def german(day: date) -> str:
    return f"{day:%d.%m.%Y}"
