"""How a batch is read: by its profile, and where a person overruled that, by what they said."""

from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings

from imports.models import Batch
from imports.parsers.opening.sniff import Limits
from imports.parsers.profiles.loading import load_profile
from imports.parsers.profiles.model import Profile as Spec
from imports.parsers.recognising.recognise import recognise

OVERRULED: Final = ("encoding", "delimiter", "sheet")
# A look happens while somebody waits for a page, beside others in the same process: half of what a check may take.
_LIMITS: Final = Limits(max_texts=8 * 1024 * 1024, max_part=4 * 1024 * 1024)


def open_file(batch: Batch) -> BinaryIO:
    return (Path(settings.FILES_FOLDER) / batch.file.path).open("rb")


def look_at(batch: Batch) -> dict[str, Any]:
    """What the file is, as JSON; with the first findings where it cannot be read at all."""
    with open_file(batch) as stream:
        found, problems = recognise(stream, batch.file_name, _LIMITS, batch.reading)
    told = [
        {"rule": problem.rule, "line": problem.place.line, "value": problem.value or "", "params": problem.params}
        for problem, _ in zip(problems, range(5), strict=False)
    ]
    return {**found.as_dict(), **({"problems": told} if told else {})}


def profile_of(batch: Batch) -> Spec:
    if batch.profile is None:  # the database refuses it for a batch that anybody reads
        raise ValueError(f"batch {batch.pk} has no profile yet")
    spec = batch.profile.spec
    told = {name: batch.reading[name] for name in OVERRULED if batch.reading.get(name) not in (None, "")}
    return load_profile({**spec, "read": {**spec.get("read", {}), **told}} if told else spec)
