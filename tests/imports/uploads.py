"""Files as an office sends them, and the way they take: the same actions as page and command."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from imports.actions.checking import check_batch
from imports.actions.deciding import publish_batch
from imports.actions.profiles import put_profile
from imports.actions.receiving import receive_file
from imports.models import Batch, Problem, Profile
from imports.parsers.profiles.loading import load_profile
from indicators.models import Delivery, DeliveryScope, Observation, StagedObservation
from sozialmonitor.access.models import User
from tests.world import CODES

WIDE = """
profile: buergeramt
parser: table
label: {de: Bürgeramt, en: Citizens' office}
source: Bürgeramt
read: {delimiter: ";", decimal: ","}
area: {column: Schlüssel, division: stadtteile, name_column: Stadtteil}
period: {column: Jahr, type: reference_date, day: "12-31"}
columns: {Einwohner: EW, Arbeitslose: ALO}
missing: {"": missing, ".": suppressed, "-": zero}
complete: true
"""
REGIONS = """
profile: land
parser: table
area: {column: AGS, division: regionen, name_column: Kreis}
period: {column: Jahr, type: reference_date, day: "12-31"}
columns: {Einwohner: EW}
missing: {x: not_existing}
"""
HEADER = ("Schlüssel", "Stadtteil", "Jahr", "Einwohner", "Arbeitslose")

Line = Sequence[object]


def profile(text: str = WIDE) -> Profile:
    return put_profile(by=None, spec=load_profile(text))


def csv(lines: Iterable[Line], header: Sequence[str] = HEADER, encoding: str = "cp1252") -> bytes:
    return "".join(";".join(str(cell) for cell in line) + "\r\n" for line in (header, *lines)).encode(encoding)


def figures(year: int = 2023, inhabitants: int = 1000, codes: Sequence[str] = CODES) -> list[list[object]]:
    """One line per area, figures that differ from each other and that a reader can foretell."""
    return [[code, f"Viertel {code}", year, inhabitants + 10 * n, 50 + n] for n, code in enumerate(codes)]


# Any day since 1800, all against the edition of one day: as many lines as a test wants.
DAYS = (
    WIDE.replace("division: stadtteile", "division: stadtteile@2023-12-31")
    .replace("type: reference_date", "type: auto")
    .replace("complete: true", "complete: false")
)


def many(lines: int) -> bytes:
    """A good file of many lines for the profile DAYS: six areas on each day from 1 January 1800 on."""
    days = (date(1800, 1, 1) + timedelta(days=n) for n in range(lines // len(CODES) + 1))
    wanted = ([code, f"Viertel {code}", day, 1000 + n, 10 + n] for day in days for n, code in enumerate(CODES))
    return csv(islice(wanted, lines))


def pieces(content: bytes, size: int = 7) -> Iterable[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def receive(content: bytes, stored: Profile | None = None, **how: Any) -> Batch:
    how = {"by": None, "name": "einwohner.csv", "start": False, **how}
    return receive_file(chunks=pieces(content, 4096), profile=stored or profile(), **how)


def checked(content: bytes, stored: Profile | None = None, **how: Any) -> Batch:
    batch = check_batch(receive(content, stored, **how).pk)
    assert batch is not None
    return batch


def published(content: bytes, stored: Profile | None = None, *, by: User | None = None, **how: Any) -> Batch:
    batch = checked(content, stored, by=by, **how)
    assert batch.state == Batch.State.READY, (batch.state, batch.fault, rules(batch))
    return publish_batch(by=by, batch=batch, notices_seen=True)


def rules(batch: Batch, severity: str | None = None) -> list[str]:
    found = batch.problems.all() if severity is None else batch.problems.filter(severity=severity)
    return [problem.rule for problem in found]


def place(problem: Problem) -> tuple[str, int | None, str]:
    return problem.sheet, problem.line, problem.column


def nothing_stored() -> bool:
    """No figure, staged or published, and no delivery that could bring one."""
    return not any(model.objects.exists() for model in (StagedObservation, Observation, DeliveryScope, Delivery))
