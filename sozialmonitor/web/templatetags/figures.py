"""Figures, periods, swatches and small bars in templates. `{% load figures %}`"""

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sozialmonitor.web import charts, formats, palette

register = template.Library()


@register.simple_tag
def figure(
    value: float | None, status: str = "ok", unit: str = "", decimals: int = 0, flags: Collection[str] = ()
) -> SafeString:
    """A number as the reader writes it, or the sign of its status with the words for mouse and screen reader."""
    text = formats.value_text(value, status, unit=unit, decimals=decimals, flags=flags)
    return with_words(text, status, formats.status_words(status, flags), flags)


@register.simple_tag
def status_text(text: str, status: str = "ok", words: str = "") -> SafeString:
    """The same for a figure the view has already put into words, as the cells of a table are."""
    return with_words(text, status, words or formats.status_words(status))


NO_FIGURE = (
    '<span class="no-figure" data-status="{}" title="{}">'
    '<span aria-hidden="true">{}</span><span class="kern-sr-only">{}</span></span>'
)
WITH_MARK = '<span class="with-mark" data-status="{}" title="{}">{}{}<span class="kern-sr-only"> ({})</span></span>'


def with_words(text: str, status: str, words: str, flags: Collection[str] = ()) -> SafeString:
    if not words:
        return format_html("{}", text)
    if status not in formats.WITH_VALUE:
        return format_html(NO_FIGURE, status, words, text, words)
    marks = [str(formats.MARKS[word]) for word in (status, *sorted(flags)) if word in formats.MARKS]
    shown = format_html('<sup aria-hidden="true">{}</sup>', " ".join(marks)) if marks else ""
    return format_html(WITH_MARK, status, words, text, shown, words)


@register.simple_tag
def period(start: date, end: date) -> str:
    return formats.period(start, end)


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    return formats.SIGNS["missing"] if value is None else formats.number(value, decimals)


@register.filter
def day(value: date | None) -> str:
    return formats.day(value) if value else ""


@register.filter
def size(value: int) -> str:
    return formats.size(value)


@register.filter
def status_label(status: str) -> str:
    return formats.status_label(status)


@register.filter
def zipped(first: Iterable[Any], second: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Pairs of two lists that belong together: rows and their cells, columns and cells."""
    return list(zip(first, second, strict=True))


@register.filter
def outside(entries: Iterable[dict[str, Any]], cells: Iterable[Iterable[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The legend entries that are no cell of the matrix: those for areas without a class."""
    inside = {cell["key"] for row in cells for cell in row}
    return [entry for entry in entries if entry["key"] not in inside]


@register.simple_tag
def swatch(css: str) -> SafeString:
    """A box in the fill of a legend entry, with one whole tile of its pattern in the middle.

    SVG, because forced colours would take the colour from an HTML box.
    """
    fill = palette.pattern(css)
    attribute = format_html(' fill="url(#{})"', fill.id) if fill else ""
    return format_html(
        '<svg class="swatch" viewBox="-5 -1 26 18" aria-hidden="true" focusable="false">'
        '<rect class="area {}" x="-4.5" y="-0.5" width="25" height="17"{}></rect></svg>',
        css,
        attribute,
    )


# What is drawn over the fill, each on a tile of 16 × 16: arrows for the dynamic, lines and dots where no value is.
MARKS = {
    palette.BETTER: '<path class="mark" d="M8 5.5 10.75 10.5 5.25 10.5z"/>',
    palette.WORSE: '<path class="mark" d="M8 10.5 10.75 5.5 5.25 5.5z"/>',
    palette.NO_DATA: '<path class="hatch" d="M-4 4 4 -4M-4 12 12 -4M-4 20 20 -4M4 20 20 4M12 20 20 12"/>',
    palette.EXCLUDED: '<path class="hatch" d="M0 4H16M0 12H16"/>',
    palette.SUPPRESSED: '<circle class="mark" cx="4" cy="4" r="1.6"/><circle class="mark" cx="12" cy="12" r="1.6"/>',
    # A plus is new, a cross gone; lines apart are split, lines that meet merged, a wave is a border that moved.
    palette.CHANGE_MARKS["new"]: '<path class="stroke" d="M8 4V12M4 8H12"/>',
    palette.CHANGE_MARKS["gone"]: '<path class="stroke" d="M4.5 4.5 11.5 11.5M11.5 4.5 4.5 11.5"/>',
    palette.CHANGE_MARKS["split"]: '<path class="stroke" d="M5.5 3V13M10.5 3V13"/>',
    palette.CHANGE_MARKS["merge"]: '<path class="stroke" d="M4 4 8 8.5 12 4M8 8.5V13"/>',
    palette.CHANGE_MARKS["transfer"]: '<path class="stroke" d="M0 8Q4 3 8 8T16 8"/>',
    palette.CHANGE_MARKS["renamed"]: '<circle class="stroke" cx="8" cy="8" r="2.6"/>',
    palette.CHANGE_MARKS["recoded"]: '<path class="stroke" d="M4 6.5H12M4 9.5H12"/>',
}


@register.simple_tag
def fill_patterns(entries: Iterable[Any]) -> SafeString:
    """The SVG patterns that the fills of these legend entries need; once on a page, before the first swatch."""
    wanted = {css for css in (_css_of(entry) for entry in entries) if css} | {
        palette.NO_DATA,
        palette.SUPPRESSED,
        palette.EXCLUDED,
    }
    tiles = [(fill, MARKS[fill.mark]) for fill in (palette.pattern(css) for css in sorted(wanted)) if fill]
    patterns = format_html_join(
        "",
        '<pattern id="{}" width="16" height="16" patternUnits="userSpaceOnUse">'
        '<rect class="ground {}" width="16" height="16"/>{}</pattern>',
        ((fill.id, fill.colour, mark_safe(mark)) for fill, mark in tiles),  # noqa: S308 - constants above
    )
    return format_html('<svg class="patterns" aria-hidden="true" focusable="false"><defs>{}</defs></svg>', patterns)


def _css_of(entry: Any) -> str:
    return str(entry.get("css", "") if isinstance(entry, dict) else getattr(entry, "css", ""))


@register.simple_tag
def share_bar(count: int, entries: Iterable[Any]) -> SafeString:
    """How many of all areas a legend entry has, as a thin bar; the number stands beside it."""
    most = max([int(entry["count"]) for entry in entries if entry.get("count")], default=0)
    length = 100 * count / most if most else 0
    return format_html(
        '<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="6"></rect></svg>',
        f"{length:.1f}",
    )


@register.simple_tag
def contribution_bar(value: float | None, contributions: Iterable[Any]) -> SafeString:
    """The bar of one contribution, on the scale of the largest of its axis."""
    sizes = [abs(item["contribution"]) for item in contributions if item.get("contribution") is not None]
    return charts.contribution_bar(value, max(sizes, default=0))


@register.simple_tag
def htmx_config() -> SafeString:
    """htmx without eval and style elements, as the Content-Security-Policy wants it; no page in the browser's store."""
    config = {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
    }
    return format_html('<meta name="htmx-config" content="{}">', json.dumps(config))
