"""Charts as SVG text, drawn here so that page, print and PDF show the same; looks come from CSS classes alone.

Every chart carries a title and a description for screen readers; pages put a table with the same rows beside it.
All texts passed in are escaped.
"""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Scale = Callable[[float], float]


@dataclass(frozen=True)
class Point:
    """One period of a series. `text` says it in full: value with unit, or the words of its status.

    `sign` stands where no value is.
    """

    label: str
    value: float | None
    text: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Series:
    """`css` is `main` for what the chart is about and `city` for what it is compared with."""

    label: str
    points: Sequence[Point]
    css: str = "main"


@dataclass(frozen=True)
class Bar:
    label: str
    value: float | None
    text: str
    css: str = ""


@dataclass(frozen=True)
class Title:
    """What a screen reader says of a chart; `name` makes the ids and must be unique on the page."""

    name: str
    title: str
    description: str


@dataclass(frozen=True)
class Frame:
    """Where the lines of a chart may run, in SVG units."""

    left: float
    right: float
    top: float
    bottom: float


def line_chart(
    series: Sequence[Series],
    *,
    name: str,
    title: str,
    description: str,
    tick_text: Callable[[float], str],
    breaks: Collection[int] = (),
    smallest_step: float = 0.0,
    width: int = 560,
    height: int = 230,
) -> SafeString:
    """Lines over the same periods. A period without value leaves a gap.

    `breaks` are indexes of periods that are not comparable with the one before. `name` must be unique on the page, it
    makes the ids. `smallest_step` is the finest step that `tick_text` can tell apart: 1 for whole numbers.
    Raises ValueError when the series have different periods.
    """
    labels = _shared_labels(series)
    values = [point.value for one in series for point in one.points if point.value is not None]
    if not values:
        return mark_safe("")
    ticks = nice_ticks(min(values), max(values), smallest_step=smallest_step)
    longest = max(len(tick_text(tick)) for tick in ticks)
    frame = Frame(left=10 + 7.2 * longest, right=width - 12, top=24, bottom=height - 30)
    across, up = _scales(frame, len(labels), ticks)
    body = [*_grid(frame, ticks, up, tick_text), *_period_labels(frame, labels, across)]
    body += _breaks(frame, breaks, across)
    for one in sorted(series, key=lambda item: item.css == "main"):  # what the chart is about lies on top
        body += _line(one, across, up, frame.bottom)
    body += _key(series, frame)
    return _svg(body, Title(name, title, description), width=width, height=height, css="line-chart")


def _shared_labels(series: Sequence[Series]) -> list[str]:
    labels = [[point.label for point in one.points] for one in series]
    if any(other != labels[0] for other in labels[1:]):
        raise ValueError("the series of one chart must have the same periods")
    return labels[0] if labels else []


def _scales(frame: Frame, count: int, ticks: Sequence[float]) -> tuple[Scale, Scale]:
    step = (frame.right - frame.left - 16) / max(count - 1, 1)
    spread = ticks[-1] - ticks[0]

    def across(index: float) -> float:
        return frame.left + 8 + (index * step if count > 1 else (frame.right - frame.left) / 2)

    def up(value: float) -> float:
        return frame.bottom - (value - ticks[0]) / spread * (frame.bottom - frame.top)

    return across, up


def _grid(frame: Frame, ticks: Sequence[float], up: Scale, tick_text: Callable[[float], str]) -> Iterator[str]:
    for tick in ticks:
        css = "zero" if tick == 0 else "grid"
        yield _tag("line", css=css, x1=frame.left, x2=frame.right, y1=up(tick), y2=up(tick))
        yield _tag("text", tick_text(tick), css="tick end", x=frame.left - 6, y=up(tick) + 4)


def _period_labels(frame: Frame, labels: Sequence[str], across: Scale) -> Iterator[str]:
    longest, step = 7.5 * max(len(label) for label in labels), max(across(1) - across(0), 1)
    # The newest label ends at the edge, so the one before it must keep away from its whole width and not from half.
    every = max(1, math.ceil(longest / step), math.ceil((1.5 * longest - 8) / step))
    last = len(labels) - 1
    for index, label in enumerate(labels):
        if (last - index) % every == 0:  # counted from the newest, which must be named
            at_edge = index == last > 0  # the newest label ends at the edge instead of standing over it
            css = "tick end" if at_edge else "tick middle"
            yield _tag("text", label, css=css, x=across(index) + (8 if at_edge else 0), y=frame.bottom + 20)


def _breaks(frame: Frame, breaks: Collection[int], across: Scale) -> Iterator[str]:
    for index in sorted(breaks):
        yield _tag("line", css="break", x1=across(index - 0.5), x2=across(index - 0.5), y1=frame.top, y2=frame.bottom)


def _line(one: Series, across: Scale, up: Scale, bottom: float) -> Iterator[str]:
    numbered = list(enumerate(one.points))
    for has_value, run in groupby(numbered, key=lambda item: item[1].value is not None):
        if not has_value:
            if one.css == "main":
                for index, point in run:
                    sign = point.sign or "–"
                    yield _tag("text", sign, css="sign middle", x=across(index), y=bottom - 6, says=_says(point))
            continue
        dots = [(across(index), up(point.value), point) for index, point in run if point.value is not None]
        path = " ".join(f"{'L' if place else 'M'}{_short(x)} {_short(y)}" for place, (x, y, _) in enumerate(dots))
        if len(dots) > 1:
            yield _tag("path", css=f"line {one.css}", d=path)
        for x, y, point in dots:
            yield _tag("circle", css=f"dot {one.css}", cx=x, cy=y, r=3.5 if one.css == "main" else 2, says=_says(point))


def _key(series: Sequence[Series], frame: Frame) -> Iterator[str]:
    """Names the lines above the chart, each behind a piece of its own line."""
    x = frame.left
    for one in sorted(series, key=lambda item: item.css != "main"):
        yield _tag("line", css=f"line {one.css}", x1=x, x2=x + 18, y1=9, y2=9)
        yield _tag("text", one.label, css="key", x=x + 23, y=13)
        x += 23 + 9.5 * len(one.label) + 16


def contribution_bar(value: float | None, limit: float, *, width: int = 120) -> SafeString:
    """One bar left or right of a middle line, `limit` being the longest. Decoration: the number stands beside it."""
    height, middle = 14, width / 2
    body = [_tag("line", css="zero", x1=middle, x2=middle, y1=0, y2=height)]
    if value is not None and limit > 0:
        length = min(abs(value) / limit, 1) * (middle - 1)
        css = "bar above" if value > 0 else "bar below"
        left = middle if value > 0 else middle - length
        body.insert(0, _tag("rect", css=css, x=left, y=2, width=length, height=height - 4))
    head = f'<svg class="chart bar-cell" viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">'
    return mark_safe(f"{head}{''.join(body)}</svg>")  # noqa: S308 - built from escaped parts


def bar_chart(bars: Sequence[Bar], *, name: str, title: str, description: str, width: int = 560) -> SafeString:
    """Bars to the right, each with its name and its value as text; one without value shows only its text."""
    rows, label_width, text_width = 26, 190, 80
    longest = max((abs(bar.value) for bar in bars if bar.value is not None), default=0) or 1
    room = width - label_width - text_width
    body: list[str] = []
    for index, bar in enumerate(bars):
        top = index * rows + 4
        length = 0.0 if bar.value is None else abs(bar.value) / longest * room
        body.append(_tag("text", bar.label, css="key end", x=label_width - 8, y=top + 14))
        body.append(_tag("rect", css=f"bar {bar.css}".strip(), x=label_width, y=top, width=length, height=rows - 8))
        body.append(_tag("text", bar.text, css="tick", x=label_width + length + 6, y=top + 14))
    return _svg(body, Title(name, title, description), width=width, height=len(bars) * rows + 4, css="bar-chart")


def histogram(
    bars: Sequence[Bar], *, name: str, title: str, description: str, width: int = 320, height: int = 64
) -> SafeString:
    """How many areas lie in each class: one column per class in the colour of the class, its count above."""
    highest = max((bar.value or 0 for bar in bars), default=0) or 1
    step = width / max(len(bars), 1)
    body: list[str] = []
    for index, bar in enumerate(bars):
        column = (bar.value or 0) / highest * (height - 18)
        css, says = f"column {bar.css}".strip(), f"{bar.label}: {bar.text}"
        body.append(
            _tag("rect", css=css, x=index * step + 1, y=height - column, width=step - 2, height=column, says=says)
        )
        body.append(_tag("text", bar.text, css="tick middle", x=(index + 0.5) * step, y=height - column - 4))
    return _svg(body, Title(name, title, description), width=width, height=height, css="histogram")


def nice_ticks(low: float, high: float, about: int = 4, *, smallest_step: float = 0.0) -> list[float]:
    """Round numbers in equal steps of 1, 2 or 5 times a power of ten that enclose low and high.

    The axis starts at nought unless the values lie so close together that they would be one flat line.
    """
    if low > 0 and low < 0.7 * high:
        low = 0.0
    if high < 0 and high > 0.7 * low:
        high = 0.0
    if low == high:
        low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    raw = max((high - low) / about, smallest_step)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def _says(point: Point) -> str:
    return f"{point.label}: {point.text or point.sign}"


def _svg(body: Sequence[str], title: Title, *, width: int, height: int, css: str) -> SafeString:
    name = conditional_escape(title.name)
    frame = f'class="chart {css}" viewBox="0 0 {width} {height}" role="img" focusable="false"'
    head = _tag("title", title.title, id=f"{title.name}-title") + _tag(
        "desc", title.description, id=f"{title.name}-desc"
    )
    return mark_safe(  # noqa: S308 - every text and attribute went through _tag, which escapes
        f'<svg {frame} aria-labelledby="{name}-title {name}-desc">{head}{"".join(body)}</svg>'
    )


def _tag(tag: str, content: str = "", *, css: str = "", says: str = "", **attributes: float | str) -> str:
    """One element; `says` becomes its tooltip."""
    shown = "".join(f' {key}="{_attribute(value)}"' for key, value in attributes.items())
    class_text = f' class="{conditional_escape(css)}"' if css else ""
    inner = f"<title>{conditional_escape(says)}</title>" if says else ""
    return f"<{tag}{class_text}{shown}>{inner}{conditional_escape(content)}</{tag}>"


def _attribute(value: float | str) -> str:
    return conditional_escape(value) if isinstance(value, str) else _short(value)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
