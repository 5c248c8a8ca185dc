"""How a typology looks: the order, label and colour of its groups, read from the definition a run was made with."""

from itertools import product
from typing import Any

from django.utils.translation import get_language

from indicators.analysis.definition import Axis, TypologyDefinition
from sozialmonitor.web import palette

SYMBOLS = {palette.BETTER: "▲", palette.SAME: "", palette.WORSE: "▼"}


def in_language(labels: Any, fallback: str) -> str:
    language = (get_language() or "de")[:2]
    return (labels or {}).get(language) or (labels or {}).get("de") or fallback


class TypologyLook:
    def __init__(self, definition: dict[str, Any]) -> None:
        self.definition = TypologyDefinition.model_validate(definition)
        self.axes = self.definition.axes
        self._groups: dict[str, tuple[int, ...]] = {}
        for places in product(*(range(len(axis.classes)) for axis in self.axes)):
            keys = {axis.key: axis.classes[n].key for axis, n in zip(self.axes, places, strict=True)}
            self._groups[self.definition.combined(keys)] = places

    @property
    def groups(self) -> list[str]:
        return list(self._groups)

    def label(self, key: str) -> str:
        places = self._groups.get(key)
        if places is None:
            return key
        return " · ".join(self.class_label(axis, n) for axis, n in zip(self.axes, places, strict=True))

    @staticmethod
    def class_label(axis: Axis, n: int) -> str:
        return in_language(axis.classes[n].label, axis.classes[n].key)

    def position(self, key: str) -> int | None:
        return list(self._groups).index(key) if key in self._groups else None

    def css(self, key: str) -> str:
        places = self._groups.get(key)
        if places is None:
            return palette.NO_DATA
        first = self.axes[0]
        if len(self.axes) == 2 and len(self.axes[1].classes) <= 3:
            return palette.matrix_class(places[0] + 1, len(first.classes), places[1] + 1, len(self.axes[1].classes))
        return palette.class_name(places[0] + 1, len(first.classes), "s")

    def matrix(self, counted: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
        """The legend of two axes: rows by the first, columns by the second, each cell with its counts."""
        if len(self.axes) != 2:
            return None
        rows, columns = self.axes
        by_place = {places: key for key, places in self._groups.items()}
        cells = [
            [
                {
                    "key": by_place[r, c],
                    "css": counted[by_place[r, c]]["css"],
                    "areas": counted[by_place[r, c]]["count"],
                    "inhabitants": counted[by_place[r, c]]["inhabitants"],
                }
                for c in range(len(columns.classes))
            ]
            for r in range(len(rows.classes))
        ]
        heads = [{"key": one.key, "label": self.class_label(rows, n)} for n, one in enumerate(rows.classes)]
        return {
            "row_label": in_language(rows.label, rows.key),
            "col_label": in_language(columns.label, columns.key),
            "rows": heads,
            "cols": [
                {"key": one.key, "label": self.class_label(columns, n), "symbol": self._symbol(n, len(columns.classes))}
                for n, one in enumerate(columns.classes)
            ],
            "cells": cells,
            "rows_with_cells": [{**head, "cells": row} for head, row in zip(heads, cells, strict=True)],
        }

    @staticmethod
    def _symbol(n: int, count: int) -> str:
        return (
            SYMBOLS[palette.BETTER] if n == 0 else SYMBOLS[palette.WORSE] if n == count - 1 else SYMBOLS[palette.SAME]
        )
