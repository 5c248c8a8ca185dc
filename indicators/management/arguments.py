"""What several commands read from their arguments in the same way."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from districts.management.arguments import day, edition
from indicators.analysis.periods import Period
from indicators.models import Typology
from sozialmonitor.web.csv_dialects import rows_to_csv

__all__ = ["day", "edition", "period", "typology", "write_csv"]


def period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise CommandError(str(error), returncode=2) from error


def typology(key: str) -> Typology:
    """The newest version of a typology."""
    found = Typology.objects.filter(key=key).order_by("-version").first()
    if found is None:
        known = ", ".join(sorted(set(Typology.objects.values_list("key", flat=True)))) or "none, load a catalogue first"
        raise CommandError(f"There is no typology {key}. Known: {known}", returncode=1)
    return found


def write_csv(path: Path, header: Any, rows: Any, dialect: str) -> None:
    """Beside the target first, so that a broken run leaves no half file under the name asked for."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as target:
            target.writelines(rows_to_csv(header, rows, dialect))
        beside.replace(path)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
    finally:
        beside.unlink(missing_ok=True)
