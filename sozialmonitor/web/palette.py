"""Class colours of maps, legends and print: names for CSS, the colours behind them, and the style sheet made of both.

Two ordered ramps, each for 2 to 7 classes and for light and dark pages: `k` for the classes of an indicator (cream,
teal, blue) and `s` for the status of a typology (cream, apricot, plum). The last class is always the worse end.
Lightness falls in equal steps and never below what leaves the area border 3:1 against every fill, so that the order
also holds without colour and for colour-blind readers. Hues avoid red against green.
"""

from dataclasses import dataclass
from typing import Final, Literal

Ramp = Literal["k", "s"]
Theme = Literal["light", "dark"]

BORDER: Final[dict[Theme, str]] = {"light": "#10121f", "dark": "#000000"}

RAMPS: Final[dict[Ramp, dict[Theme, dict[int, tuple[str, ...]]]]] = {
    "k": {
        "light": {
            2: ("#f9f4d9", "#3565b0"),
            3: ("#f9f4d9", "#50bcbc", "#3565b0"),
            4: ("#f9f4d9", "#88d6b6", "#2ea0bc", "#3565b0"),
            5: ("#f9f4d9", "#acddb6", "#50bcbc", "#0892bd", "#3565b0"),
            6: ("#f9f4d9", "#bfe2b9", "#71ccb8", "#37abbd", "#008abd", "#3565b0"),
            7: ("#f9f4d9", "#cae5bd", "#88d6b6", "#50bcbc", "#2ea0bc", "#0084bc", "#3565b0"),
        },
        "dark": {
            2: ("#eee9ca", "#3667b5"),
            3: ("#eee9ca", "#4fb9b8", "#3667b5"),
            4: ("#eee9ca", "#84ceb0", "#2ea0bc", "#3667b5"),
            5: ("#eee9ca", "#a4d5af", "#4fb9b8", "#0593be", "#3667b5"),
            6: ("#eee9ca", "#b6d9b1", "#6ec6b3", "#36aabc", "#008bbf", "#3667b5"),
            7: ("#eee9ca", "#c1dcb3", "#84ceb0", "#4fb9b8", "#2ea0bc", "#0086be", "#3667b5"),
        },
    },
    "s": {
        "light": {
            2: ("#fdf0ca", "#964a85"),
            3: ("#fdf0ca", "#f19372", "#964a85"),
            4: ("#fdf0ca", "#f5b877", "#e27079", "#964a85"),
            5: ("#fdf0ca", "#f6c78a", "#f19372", "#d3647d", "#964a85"),
            6: ("#fdf0ca", "#f7d096", "#f5a973", "#ea7d75", "#c95d80", "#964a85"),
            7: ("#fdf0ca", "#f7d59e", "#f5b877", "#f19372", "#e27079", "#c15981", "#964a85"),
        },
        "dark": {
            2: ("#f3e5b8", "#9a4c88"),
            3: ("#f3e5b8", "#ec8e6d", "#9a4c88"),
            4: ("#f3e5b8", "#eeb171", "#df6e76", "#9a4c88"),
            5: ("#f3e5b8", "#eebf80", "#ec8e6d", "#d2627c", "#9a4c88"),
            6: ("#f3e5b8", "#efc78a", "#eea36e", "#e67a72", "#c95c7f", "#9a4c88"),
            7: ("#f3e5b8", "#efcc92", "#eeb171", "#ec8e6d", "#df6e76", "#c25981", "#9a4c88"),
        },
    },
}

NO_DATA: Final = "missing"
SUPPRESSED: Final = "suppressed"
EXCLUDED: Final = "excluded"  # has figures, but a typology leaves it out
BETTER: Final = "better"
WORSE: Final = "worse"
SAME: Final = "same"

# What became of an area between two editions of a division, each with a mark of its own.
CHANGE_MARKS: Final = {
    kind: f"mark-{kind}" for kind in ("new", "gone", "split", "merge", "transfer", "renamed", "recoded")
}

# Drawn over the colour; `same` and plain classes have none.
PATTERNED: Final = frozenset({NO_DATA, SUPPRESSED, EXCLUDED, BETTER, WORSE, *CHANGE_MARKS.values()})


@dataclass(frozen=True)
class Pattern:
    """An SVG pattern: its id, the class whose colour lies beneath (empty where no value is), and the mark on it."""

    id: str
    colour: str
    mark: str


def class_name(position: int, count: int, ramp: Ramp = "k") -> str:
    """CSS class of the `position`-th of `count` classes, counted from 1 at the better end: `k2of5`."""
    if count not in RAMPS[ramp]["light"] or not 1 <= position <= count:
        raise ValueError(f"no colour for class {position} of {count}; there are ramps for 2 to 7 classes")
    return f"{ramp}{position}of{count}"


def class_names(count: int, ramp: Ramp = "k") -> list[str]:
    return [class_name(position, count, ramp) for position in range(1, count + 1)]


def matrix_class(status: int, statuses: int, dynamic: int, dynamics: int) -> str:
    """CSS classes of a status × dynamic cell: colour by status, arrows by dynamic, both from 1 at the better end."""
    if not 1 <= dynamic <= dynamics:
        raise ValueError(f"no dynamic {dynamic} of {dynamics}")
    direction = SAME
    if dynamics > 1:
        direction = {1: BETTER, dynamics: WORSE}.get(dynamic, SAME)
    return f"{class_name(status, statuses, 's')} {direction}"


def colour(name: str, theme: Theme = "light") -> str:
    """The hex colour behind a class name from `class_name` or `matrix_class`; for print and spreadsheets."""
    token = name.split()[0]
    ramp = "k" if token.startswith("k") else "s"
    position, _, count = token[1:].partition("of")
    return RAMPS[ramp][theme][int(count)][int(position) - 1]  # type: ignore[index]


def pattern(css: str) -> Pattern | None:
    """The pattern that belongs to a CSS class string, None where the fill is plain."""
    tokens = css.split()
    marks = [token for token in tokens if token in PATTERNED]
    if not marks:
        return None
    colours = [token for token in tokens if token not in PATTERNED]
    return Pattern("-".join(["fill", *tokens]), colours[0] if colours else "", marks[0])


def stylesheet() -> str:
    """The text of static/css/palette.css; a test holds the file to it."""
    lines = [
        "/* Made by sozialmonitor/web/palette.py, which also says why these colours: change them there. */",
        ":root {",
    ]
    lines += [f"  --area-border: light-dark({BORDER['light']}, {BORDER['dark']});", "}", ""]
    for ramp, themes in RAMPS.items():
        for count, light in themes["light"].items():
            for name, bright, dim in zip(class_names(count, ramp), light, themes["dark"][count], strict=True):
                lines.append(f".{name} {{ --fill: light-dark({bright}, {dim}); }}")
    return "\n".join(lines) + "\n"
