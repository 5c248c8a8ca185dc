"""How commands tell what was noticed in a list, and why it was refused."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from districts.actions.plans import PlanRefused
from districts.addressing.sheets import Note, TableRefused
from districts.messages.plans import note_said, place_of, refusal


@contextmanager
def refusals_told() -> Iterator[None]:
    try:
        yield
    except (TableRefused, PlanRefused) as error:
        raise CommandError("\n".join(refusal(error))) from error


def report(write: Callable[[str], object], notes: Iterable[Note]) -> int:
    """Writes a line for each; gives the number of errors."""
    errors = 0
    for note in notes:
        text, hint = note_said(note)
        write(f"{note.severity}: {note.rule}: {place_of(note)}: {text} {hint}".rstrip())
        errors += note.severity == "error"
    return errors
