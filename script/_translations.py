"""Whether every text has its translation: none empty, none doubtful, none in the code that the catalogues lack."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".local", "node_modules", "docs", "tests", "benchmarks", "__pycache__", ".mypy_cache", ".ruff_cache"}
ROOMS = ("sozialmonitor", "districts", "indicators", "imports", "templates")
DOMAINS = {"django": "html,txt,py", "djangojs": "js"}
Key = tuple[str | None, str]


def keys(catalogue: polib.POFile) -> set[Key]:
    return {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}


def incomplete(catalogue: polib.POFile, name: str) -> list[str]:
    doubtful = [(entry, "doubtful (fuzzy)") for entry in catalogue.fuzzy_entries()]
    empty = [(entry, "no translation") for entry in catalogue.untranslated_entries()]
    return [f"{name}:{entry.linenum}: {what}: {entry.msgid!r}" for entry, what in doubtful + empty]


def differences(committed: set[Key], used: set[Key], name: str) -> list[str]:
    lacking = [f"{name}: lacks {msgid!r}" for _, msgid in used - committed]
    unused = [f"{name}: {msgid!r} is no longer used" for _, msgid in committed - used]
    return sorted(lacking) + sorted(unused)


def extract(source: Path, language: str, domain: str) -> set[Key]:
    """The texts that makemessages finds, in a copy of the code: a check changes no file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(source, copy, ignore=lambda _, names: SKIPPED.intersection(names))
        shutil.rmtree(copy / "locale", ignore_errors=True)
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "--locale", language, "--domain", domain]
        command += ["--extension", DOMAINS[domain]]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"makemessages failed:\n{done.stdout}{done.stderr}")
        written = copy / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
        return keys(polib.pofile(str(written))) if written.exists() else set()


def check(root: Path) -> list[str]:
    found = []
    for domain in DOMAINS:
        files = sorted(root.glob(f"locale/*/LC_MESSAGES/{domain}.po"))
        used = extract(root, "de", domain)
        if used and root / "locale/de/LC_MESSAGES" / f"{domain}.po" not in files:
            found.append(f"locale/de/LC_MESSAGES/{domain}.po is missing, and the code has {len(used)} texts for it")
        for file in files:
            name = str(file.relative_to(root))
            catalogue = polib.pofile(str(file))
            found += incomplete(catalogue, name) + differences(keys(catalogue), used, name)
            found += single(catalogue, root)
    return found


def single(catalogue: polib.POFile, root: Path) -> list[str]:
    """Texts with a plural that the code also uses without: Python before 3.11.5 does not find these alone."""
    counted = [re.escape(entry.msgid) for entry in catalogue if entry.msgid_plural]
    if not counted:
        return []
    words = "|".join(counted)
    alone = re.compile(rf'\b(?:_|gettext(?:_lazy)?)\(\s*"({words})"\s*[,)]|{{% translate "({words})"')
    sources = [path for room in ROOMS for kind in ("*.py", "*.html") for path in sorted((root / room).rglob(kind))]
    return [
        f"{path.relative_to(root)}: {word[1] or word[2]!r} also has a plural: give this one a context (pgettext)"
        for path in sources
        for word in alone.finditer(path.read_text(encoding="utf-8"))
    ]


if __name__ == "__main__":
    complaints = check(ROOT)
    if complaints:
        print(*complaints, sep="\n")
        print("After writing texts, in one line:")
        print("script/manage makemessages -l de --no-obsolete --no-location -i .local -i tests -i node_modules")
    sys.exit(bool(complaints))
