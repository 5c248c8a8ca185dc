"""How commands tell what was noticed in a list."""

from collections.abc import Callable, Iterable

from districts.addressing.sheets import Note
from districts.messages.plans import note_said, place_of


def report(write: Callable[[str], object], notes: Iterable[Note]) -> int:
    """Writes a line for each; gives the number of errors."""
    errors = 0
    for note in notes:
        text, hint = note_said(note)
        write(f"{note.severity}: {note.rule}: {place_of(note)}: {text} {hint}".rstrip())
        errors += note.severity == "error"
    return errors
