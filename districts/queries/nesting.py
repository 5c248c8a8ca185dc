"""How an edition nests in another: computed when asked, from the areas in the database."""

from dataclasses import dataclass

from districts.geometry.nesting import parents_of
from districts.geometry.rules import Finding
from districts.importing import frame_of
from districts.models import Edition


@dataclass(frozen=True)
class Nested:
    above: Edition
    parents: dict[str, str]  # code → code of the larger area, where that is clear
    exceptions: list[Finding]

    def children(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, parent in self.parents.items():
            found.setdefault(parent, []).append(code)
        return found


def nesting(edition: Edition, above: Edition) -> Nested:
    """Children by their inside point and the share of their ground; those that cross a border are the exceptions."""
    found = parents_of(frame_of(edition), frame_of(above))
    return Nested(above, found.parents, found.exceptions)
