"""What becomes of every file of the collection, as an upload takes it: looked at, matched with a profile, read."""

import csv
from collections import Counter
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import override

from districts.geometry.reading import read_areas
from districts.geometry.rules import Refusal
from districts.messages import refusal
from imports.matching import Match, clear_match
from imports.messages import said
from imports.models import Batch
from imports.models import Profile as Stored
from imports.parsers.problems import Problem, Problems
from imports.parsers.profiles.loading import Profile, load_profile
from imports.parsers.recognising.fitting import fit
from imports.parsers.recognising.recognise import recognise
from imports.parsers.recognising.recognised import Recognised
from imports.parsers.records import Parsed
from imports.parsers.registry import parse_file
from tests.realdata.places import FOLDER

FORMATS: Final = FOLDER / "formats"
PROFILES: Final = Path(__file__).parents[2] / "imports" / "profiles"
HAND_EDITED: Final = "genesis_xlsx/regio_13111-01-03-4_HANDEDITED.xlsx"
DEFECTIVE: Final = "ffcsv_old/regio_52411-02-01-4_2024_defective.csv"
# Nobody but a person can say which kind of school a list of Dortmund is about; a defective file fits no profile.
CHOSEN: Final = {
    **{f"municipal/dortmund_{kind}_seit1990.csv": f"dortmund-{kind}" for kind in (
        "gesamtschulen", "gymnasien", "hauptschulen", "realschulen",
    )},
    DEFECTIVE: "genesis-52411-02-01-4",
    HAND_EDITED: "genesis-table-13111-01-03-4",
}  # fmt: skip
# What the wizard makes of a file whose header somebody wrote anew; test_every_file.py fills in its form.
MADE: Final[dict[str, dict[str, Any]]] = {
    HAND_EDITED: {
        "profile": "beschaeftigte-von-hand",
        "version": 1,
        "parser": "table",
        "label": {"de": "Beschäftigte, von Hand bearbeitet"},
        "read": {"skip_rows": 1},
        "area": {"column": "id", "name_column": "name", "division": "regionen"},
        "period": {"band": True, "type": "reference_date"},
        "columns": {"Insgesamt": "SVB", "weiblich": "SVB_W", "Ausländer(innen)-Insgesamt": "SVB_AUSL"},
        "missing": {"-": "missing", ".": "suppressed"},
    }
}
_SHOWN: Final = 3


@dataclass(frozen=True)
class Row:
    file: str
    recognised: str
    profile: str
    figures: str
    areas: str
    periods: str
    told: str

    @property
    def line(self) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in astuple(self)) + " |"


@cache
def files(part: str = "") -> list[str]:
    """In the order of the list of the collection, which another program has written."""
    with (FORMATS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        names = [row["path"] for row in csv.DictReader(stream, delimiter="\t")]
    return [name for name in names if name.startswith("geo/") == (part == "geo")]


@cache
def profiles() -> dict[str, Profile]:
    return {path.stem: load_profile(path.read_bytes()) for path in sorted(PROFILES.glob("*.yaml"))}


@cache
def look(name: str) -> tuple[Recognised, Problems]:
    with (FORMATS / name).open("rb") as stream:
        return recognise(stream, Path(name).name)


def proposed(found: Recognised) -> str | None:
    """The profile the page of a batch has chosen already when it opens."""
    every = [Match(Stored(key=key), spec, fit(spec, found)) for key, spec in profiles().items()]
    fitting = sorted((one for one in every if one.fit.layout), key=lambda one: one.fit.merit, reverse=True)
    clear = clear_match(fitting, Batch()) if found.layout else None
    return clear.profile.key if clear else None


def read(name: str, profile: Profile) -> Parsed:
    with (FORMATS / name).open("rb") as stream:
        return parse_file(stream, profile, file_name=Path(name).name)


def rows() -> list[Row]:
    return [row for name in files() for row in rows_of(name)]


def rows_of(name: str) -> list[Row]:
    found, problems = look(name)
    if not found.layout:
        return [Row(f"`{name}`", found.kind, "", "", "", "", why(problems))]
    mine = proposed(found)
    key = mine or CHOSEN[name]
    made = [_row(name, found, f"`{key}`" + ("" if mine else " (chosen)"), read(name, profiles()[key]))]
    if name in MADE:
        made.append(_row(name, found, "made by the wizard", read(name, load_profile(MADE[name]))))
    return made


def _row(name: str, found: Recognised, profile: str, parsed: Parsed) -> Row:
    words = [f"`{found.layout}`", found.table_code, f"({found.encoding})" if found.encoding else None]
    start = (f"`{name}`", " ".join(word for word in words if word), profile)
    if parsed.problems.has_errors:
        return Row(*start, "", "", "", why(parsed.problems))
    spans = sorted(parsed.records.periods.list, key=lambda one: (one.end, one.start))
    periods = spans[0].label if len(spans) == 1 else f"{len(spans)}: {spans[0].label} … {spans[-1].label}"
    findings = ", ".join(f"`{rule}` {count}" for rule, count in sorted(parsed.problems.by_rule.items()) if count)
    return Row(*start, f"{len(parsed.records):,}", f"{len(parsed.records.areas()):,}", periods, findings)


def why(problems: Problems) -> str:
    """What the user is told in German: the first finding of each kind that refuses the file."""
    errors = [problem for problem in problems if problem.severity == "error"]
    firsts = list({problem.rule: problem for problem in reversed(errors)}.values())[::-1][:_SHOWN]
    counts = Counter(problem.rule for problem in errors)
    return "<br>".join(german(problem, counts[problem.rule]) for problem in firsts)


def german(problem: Problem, count: int) -> str:
    with override("de"):
        words = said(problem.rule, problem.value or "", problem.params)
    where = f"Zeile {problem.place.line}: " if problem.place.line else ""
    more = f" (und {count - 1} weitere)" if count > 1 else ""
    return " ".join(f"{where}{words.text}{more} {words.hint}".split())


def area_rows() -> list[tuple[str, str, str]]:
    """The geometry files as `import_areas` reads them: file, what it is, areas or the reason why not."""
    made = []
    for name in (name for name in files("geo") if name.endswith(".shp")):
        parts = [other for other in files("geo") if other.startswith(name.removesuffix("shp"))]
        label = f"`{name}`" + "".join(f", `.{part.rsplit('.', 1)[1]}`" for part in sorted(parts) if part != name)
        try:
            found = read_areas(FORMATS / name, code_field="LSA_Nr_" if "LSA" in name else None)
        except Refusal as error:
            with override("de"):
                words = refusal(error)
            made.append((label, "points", " ".join(f"{words.text} {words.hint}".split())))
        else:
            fields = f"code from `{found.code_field}`, name from `{found.name_field}`, {found.encoding}"
            made.append((label, "areas", f"{len(found.areas)} areas; {fields}"))
    return made
