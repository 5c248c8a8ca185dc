"""From a geometry file to areas ready to be stored: read, examine, mend what is unambiguous, find the parents."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely import from_wkb

from districts.actions.editions import NewArea
from districts.geometry.findings import examine
from districts.geometry.nesting import parents_of, unknown_parents
from districts.geometry.reading import AreaFile, read_areas
from districts.geometry.repair import Repair, repair
from districts.geometry.rules import Finding
from districts.models import SRID, Area, Division, Edition


class NoSuchEntry(LookupError):
    """The file has no entry of the number that a person wants to recode."""


@dataclass(frozen=True)
class Prepared:
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
        return [
            NewArea(code=row.code, name=row.name, parent=self.parent_codes.get(row.code), geometry=row.geometry)
            for row in self.areas.itertuples(index=False)
        ]

    def stored_findings(self) -> Iterator[dict[str, Any]]:
        for one in self.findings:
            yield {
                "rule": one.rule,
                "severity": one.severity,
                "codes": list(one.codes),
                "area_m2": one.area_m2,
                "params": dict(one.params),
                "repaired": False,
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
            }


def prepare_areas(
    path: Path, *, parents: Edition | None = None, recode: Mapping[int, str] | None = None, **options: Any
) -> Prepared:
    """Raises geometry.rules.Refusal for a file that cannot be read; what can be read comes back with all findings.

    `recode` corrects codes a person has looked at: number of the entry in the file, from 1, → code. NoSuchEntry if
    the file does not have it.
    """
    file = recoded(read_areas(path, **options), recode or {})
    mended, repairs = repair(file.areas, examine(file.areas))
    findings = [*file.notes, *examine(mended)]
    if file.parent_field:
        codes = {code: parent for code, parent in zip(mended["code"], mended["parent"], strict=True) if parent}
        parents = parents or edition_holding(codes.values())
        known = set(parents.areas.values_list("code", flat=True)) if parents else set()
        return Prepared(file, mended, [*findings, *unknown_parents(codes, known)], repairs, parents, codes)
    if parents is None:
        return Prepared(file, mended, findings, repairs, None)
    nesting = parents_of(mended, _frame(parents))
    return Prepared(file, mended, [*findings, *nesting.exceptions], repairs, parents, nesting.parents)


def recoded(file: AreaFile, recode: Mapping[int, str]) -> AreaFile:
    beyond = [entry for entry in recode if not 1 <= entry <= len(file.areas)]
    if beyond:
        raise NoSuchEntry(f"The file has the entries 1 to {len(file.areas)}, not {beyond[0]}.")
    areas = file.areas.copy()
    for entry, code in recode.items():
        areas.iloc[entry - 1, areas.columns.get_loc("code")] = code
    return replace(file, areas=areas)


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


def _frame(edition: Edition) -> gpd.GeoDataFrame:
    rows = edition.areas.exclude(geometry=None).values_list("code", "geometry")
    codes, shapes = (
        zip(*((code, from_wkb(bytes(shape.wkb))) for code, shape in rows), strict=True) if rows else ((), ())
    )
    return gpd.GeoDataFrame({"code": list(codes)}, geometry=list(shapes), crs=SRID)
