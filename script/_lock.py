"""Reads requirements.lock; run, it prints the part that a server needs, without the tools of development.

Only the standard library: the image is built with it before anything is installed.
"""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "sozialmonitor (pyproject.toml)"


class Locked(NamedTuple):
    versions: tuple[str, ...]  # more than one where they differ by Python or system
    text: str  # its entries as they stand, markers, hashes and all
    wanted_by: frozenset[str]  # whom the comments below it name: packages, PROJECT, its development group


def read_lock(text: str) -> dict[str, Locked]:
    """The entries by (canonical) name. Raises ValueError for an entry without version or hash."""
    locked: dict[str, Locked] = {}
    for entry in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]:
        match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", entry)
        if match is None or "--hash=sha256:" not in entry:
            raise ValueError(f"requirements.lock: no version or no hash: {entry.splitlines()[0]}")
        comments = re.findall(r"^ +# +(?:via +)?(\S.*)$", entry, flags=re.MULTILINE)
        before = locked.get(match[1], Locked((), "", frozenset()))
        wanted_by = before.wanted_by.union(c for c in comments if c != "via")
        locked[match[1]] = Locked((*before.versions, match[2]), before.text + entry, wanted_by)
    return locked


def runtime(locked: dict[str, Locked]) -> dict[str, Locked]:
    """The entries that the project itself needs, directly or through others, without the development group."""
    needed = {name for name, entry in locked.items() if PROJECT in entry.wanted_by}
    while True:
        more = {name for name, entry in locked.items() if name not in needed and not needed.isdisjoint(entry.wanted_by)}
        if not more:
            return {name: entry for name, entry in locked.items() if name in needed}
        needed |= more


if __name__ == "__main__":
    lock = read_lock((ROOT / "requirements.lock").read_text())
    print("".join(entry.text for entry in runtime(lock).values()), end="")
