"""The vocabulary of this package: every rule and hint it may utter, and the two shapes that carry them.

Texts are not made here. A rule name, a hint key and parameters travel to the caller, who words them in the reader's
language.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from shapely.geometry.base import BaseGeometry

Severity = Literal["error", "warning", "notice"]

# A refusal stops the reading of a file: always an error, never a partial result.
REFUSALS: tuple[str, ...] = (
    "file-missing",
    "file-empty",
    "file-too-large",
    "file-broken",
    "lfs-pointer",
    "html-instead-of-file",
    "service-error",
    "not-geometry",
    "format-unsupported",
    "json-broken",
    "xml-entities",
    "archive-broken",
    "archive-empty",
    "archive-encrypted",
    "archive-path",
    "archive-too-large",
    "archive-doubled",
    "shapefile-incomplete",
    "several-layers",
    "layer-unknown",
    "no-features",
    "too-many-features",
    "not-areas",
    "field-unknown",
    "code-field-missing",
    "code-is-decimal",
    "text-too-long",
    "encoding-contradicted",
    "mojibake",
    "crs-missing",
    "crs-unreadable",
    "crs-contradicted",
)

# What is found in areas that could be read. The severity is the one a finding of this rule carries.
FINDINGS: dict[str, Severity] = {
    "code-missing": "error",
    "code-duplicate": "error",
    "code-numeric": "warning",
    "code-lengths": "warning",
    "code-trimmed": "notice",
    "name-empty": "warning",
    "geometry-missing": "error",
    "geometry-not-area": "error",
    "geometry-invalid": "error",
    "geometry-hole-outside": "error",
    "coordinates-impossible": "error",
    "ring-closed": "warning",
    "height-dropped": "notice",
    "part-tiny": "warning",
    "area-far": "warning",
    "area-covers-others": "error",
    "area-covers-some": "error",
    "overlap": "error",
    "overlap-sliver": "warning",
    "gap": "warning",
    "gap-sliver": "warning",
    "border-mismatch": "notice",
    "boundary-uncovered": "warning",
    "boundary-exceeded": "warning",
    "parent-missing": "error",
    "parent-unclear": "error",
    "parent-shared": "warning",
    "parent-unknown": "warning",
    "encoding-decided": "notice",
    "field-guessed": "notice",
    "code-inside-name": "notice",
    "folders-together": "notice",
    "entries-left-out": "notice",
    "entries-joined": "notice",
    "axes-swapped": "warning",
    "name-field-missing": "notice",
    "download-incomplete": "warning",
    "reader-warning": "notice",
    "crs-assumed": "notice",
    "crs-overridden": "warning",
    "crs-inexact": "notice",
    "crs-doubtful": "warning",
}

RULES: dict[str, Severity] = {**dict.fromkeys(REFUSALS, "error"), **FINDINGS}

# What to do, as a key the caller has a text for; the refusal's params fill it in.
HINTS: tuple[str, ...] = (
    "check-path",
    "send-again",
    "smaller-file",
    "fetch-lfs",
    "download-again",
    "use-known-format",
    "zip-again",
    "zip-all-parts",
    "choose-layer",
    "choose-code-field",
    "choose-field",
    "make-text-column",
    "fix-cpg",
    "export-utf8",
    "give-crs",
    "export-with-crs",
    "export-with-fields",
    "export-x-before-y",
    "send-polygons",
)


class Refusal(Exception):
    """A file that cannot be used as it is: the rule it breaks, what was read (params) and what to do (hint)."""

    def __init__(self, rule: str, hint: str, **params: Any) -> None:
        if rule not in REFUSALS or hint not in HINTS:
            raise ValueError(f"unknown refusal {rule!r} or hint {hint!r}: list it in rules.py")
        self.rule = rule
        self.hint = hint
        self.params: dict[str, Any] = params
        details = ", ".join(f"{key}={value!r}" for key, value in params.items())
        super().__init__(f"{rule} ({details}) -> {hint}")


@dataclass(frozen=True)
class Finding:
    """One thing seen in areas: whose (codes, 0-based rows), how much (m²) and where (geometry in EPSG:25832)."""

    rule: str
    severity: Severity
    codes: tuple[str, ...] = ()
    area_m2: float | None = None
    params: dict[str, Any] = field(default_factory=dict)
    geometry: BaseGeometry | None = None
    rows: tuple[int, ...] = ()


def finding(
    rule: str,
    codes: Iterable[str] = (),
    *,
    area_m2: float | None = None,
    geometry: BaseGeometry | None = None,
    rows: Iterable[int] = (),
    **params: Any,
) -> Finding:
    """A finding with the severity its rule has in FINDINGS; an unknown rule is a KeyError."""
    return Finding(rule, FINDINGS[rule], tuple(codes), area_m2, params, geometry, tuple(int(row) for row in rows))
