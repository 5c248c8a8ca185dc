"""Whether requirements.lock holds what pyproject.toml asks for."""

import sys
import tomllib

from _lock import ROOT, Locked, read_lock
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def complaints(requirements: list[str], locked: dict[str, Locked]) -> list[str]:
    found = []
    for requirement in map(Requirement, requirements):
        entry = locked.get(canonicalize_name(requirement.name))
        if entry is None:
            found.append(f"{requirement.name} is in pyproject.toml but not in requirements.lock")
            continue
        for version in entry.versions:
            if not requirement.specifier.contains(version, prereleases=True):
                found.append(f"{requirement} is not met by the {version} of requirements.lock")
    return found


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    requirements = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    found = complaints(requirements, read_lock((ROOT / "requirements.lock").read_text()))
    if found:
        print(*found, sep="\n")
        print("Write it anew: .local/venv/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes")
        print("  --no-header --no-emit-index-url --output-file requirements.lock")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
