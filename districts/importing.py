"""From a geometry file to areas ready to be stored: read, examine, mend what is unambiguous, find the parents."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
from shapely import from_wkb

from districts.actions.editions import NewArea
from districts.geometry.entries import NoSuchEntry, NothingToJoin, joined, recoded, without_entries
from districts.geometry.findings import examine
from districts.geometry.nesting import parents_of, unknown_parents
from districts.geometry.reading import AreaFile, read_areas
from districts.geometry.repair import Repair, repair
from districts.geometry.rules import Finding
from districts.models import SRID, Area, Division, Edition

__all__ = ["NO_KEY", "NoSuchEntry", "NothingToJoin", "Prepared", "edition_holding", "frame_of", "prepare_areas"]

# An area without a code of its own can be shown on a draft, under a mark, but never come into force.
NO_KEY: Final = ("code-missing", "code-duplicate")
MARK: Final = "?"


@dataclass(frozen=True)
class Prepared:
    """Areas of a file (their index is the entry in the file, from 0), with all that was found; the rows of findings
    and repairs are entries too.
    """

    file: AreaFile
    areas: gpd.GeoDataFrame
    findings: Sequence[Finding]  # what still holds after mending
    repairs: Sequence[Repair]
    parents: Edition | None
    parent_codes: dict[str, str] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)

    @property
    def source_note(self) -> str:
        file = self.file
        return f"{file.kind}, {file.layer}, {file.source_crs} ({file.crs_origin}), {file.encoding}"

    def new_areas(self) -> list[NewArea]:
        """In the order of the file. Where a code is missing or taken, a mark with the entry's number stands for it."""
        taken: set[str] = set()
        areas = []
        for row in self.areas.itertuples():
            code = row.code if row.code.strip() and row.code not in taken else f"{row.code}{MARK}{row.Index + 1}"
            taken.add(code)
            areas.append(NewArea(code, row.name, self.parent_codes.get(row.code), row.geometry))
        return areas

    def stored_findings(self) -> Iterator[dict[str, Any]]:
        for one in self.findings:
            yield {
                "rule": one.rule,
                "severity": one.severity,
                "codes": list(one.codes),
                "area_m2": one.area_m2,
                "params": dict(one.params),
                "repaired": False,
                "geometry": one.geometry,
                "entries": [row + 1 for row in one.rows],
            }
        for done in self.repairs:
            params = {"before_m2": done.area_before_m2, "after_m2": done.area_after_m2}
            yield {
                "rule": done.rule,
                "severity": "notice",
                "codes": [done.code],
                "params": params,
                "repaired": True,
                "area_m2": abs(done.area_after_m2 - done.area_before_m2),
                "geometry": done.geometry,
                "entries": [done.row + 1],
            }


def prepare_areas(
    path: Path,
    *,
    parents: Edition | None = None,
    recode: Mapping[int, str] | None = None,
    leave_out: Sequence[int] = (),
    join: Sequence[str] = (),
    phase: Callable[[str], None] = lambda _name: None,
    run: Callable[[Callable[[], Any]], Any] = lambda work: work(),
    **options: Any,
) -> Prepared:
    """Raises geometry.rules.Refusal for a file that cannot be read; what can be read comes back with all findings.

    `recode` corrects codes a person has looked at: number of the entry in the file, from 1, → code; `leave_out` are
    entries that are no areas of the division, as totals; `join` are codes whose entries are parts of one area.
    NoSuchEntry and NothingToJoin if the file does not have them. `phase` is told what begins: reading, examining,
    mending, nesting. `run` does what may last and needs no database.
    """
    phase("reading")
    read = run(lambda: read_areas(path, **options))
    file = joined(without_entries(recoded(read, recode or {}), leave_out), join)
    phase("examining")
    found = run(lambda: examine(file.areas))
    phase("mending")
    mended, repairs = run(lambda: repair(file.areas, found))
    findings = [*file.notes, *_by_entry(run(lambda: examine(mended)) if repairs else found, mended)]
    done = [replace(one, row=int(mended.index[one.row])) for one in repairs]
    phase("nesting")
    if file.parent_field:
        codes = {code: parent for code, parent in zip(mended["code"], mended["parent"], strict=True) if parent}
        parents = parents or edition_holding(codes.values())
        known = set(parents.areas.values_list("code", flat=True)) if parents else set()
        return Prepared(file, mended, [*findings, *unknown_parents(codes, known)], done, parents, codes)
    if parents is None:
        return Prepared(file, mended, findings, done, None)
    nesting = parents_of(mended, frame_of(parents))
    return Prepared(file, mended, [*findings, *_by_entry(nesting.exceptions, mended)], done, parents, nesting.parents)


def _by_entry(found: Sequence[Finding], areas: gpd.GeoDataFrame) -> list[Finding]:
    return [replace(one, rows=tuple(int(areas.index[row]) for row in one.rows)) for one in found]


def edition_holding(codes: Any) -> Edition | None:
    """The edition in force that holds the most of these codes, and at least one."""
    wanted = set(codes)
    held = Counter(
        Area.objects.filter(
            code__in=wanted, edition__state=Edition.State.ACTIVE, edition__division__kind=Division.Kind.AREAS
        ).values_list("edition_id", flat=True)
    )
    # Fewer areas in all wins a tie: the codes "01" to "17" are those of 17 boroughs, not of blocks that have them too.
    best = max(held, key=lambda pk: (held[pk], -Area.objects.filter(edition_id=pk).count()), default=None)
    return Edition.objects.get(pk=best) if best is not None else None


def frame_of(edition: Edition) -> gpd.GeoDataFrame:
    """Areas with geometry: code, geometry; EPSG:25832."""
    rows = edition.areas.exclude(geometry=None).values_list("code", "geometry")
    codes, shapes = (
        zip(*((code, from_wkb(bytes(shape.wkb))) for code, shape in rows), strict=True) if rows else ((), ())
    )
    return gpd.GeoDataFrame({"code": list(codes)}, geometry=list(shapes), crs=SRID)
