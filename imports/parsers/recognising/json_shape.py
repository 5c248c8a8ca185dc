"""JSON: records can be read by profile, answers of an interface cannot."""

import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

from imports.parsers.opening.sniff import Limits, api_answer
from imports.parsers.recognising.recognised import Recognised
from imports.parsers.records import Problems

_LARGEST: Final = 32 * 1024 * 1024  # read as a whole
_DEEPEST: Final = 6
_SAMPLE: Final = 200
_LONGEST: Final = 120  # letters of a name


def recognise_json(stream: BinaryIO, found: Recognised, problems: Problems, limits: Limits) -> None:
    found.kind, found.bytes = "json", found.bytes or stream.seek(0, io.SEEK_END)
    if found.bytes > limits.max_bytes:
        problems.add("file_too_large", bytes=found.bytes, limit=limits.max_bytes)
        return
    stream.seek(0)
    data = _loaded(stream) if found.bytes <= _LARGEST else {}
    status = data.get("Status") if isinstance(data, dict) else None
    sample = list(islice(_records(data), _SAMPLE))
    records = [record for record, _above in sample]
    if isinstance(status, dict) or not (records or found.bytes > _LARGEST):
        problems.add("json_file", **api_answer(stream))
        return
    found.layout, found.encoding, found.decided = "records", "utf-8", "utf-8"
    found.header = list(dict.fromkeys(str(name) for record in records for name in record))[:_SAMPLE]
    found.codes = list(dict.fromkeys(above for _record, above in sample if above))
    meta = data.get("meta") if isinstance(data, dict) else None
    found.title = str(meta["title"])[:300] if isinstance(meta, dict) and meta.get("title") else None


def _loaded(stream: BinaryIO) -> Any:
    try:
        return json.loads(stream.read())
    except (ValueError, RecursionError):
        return {}


def _records(data: Any, depth: int = 0, above: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Dictionaries that stand in a list, wherever that is, each with the name of the list."""
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _records(value, depth + 1, str(name)[:_LONGEST])
    elif isinstance(data, list):
        for value in data:
            if isinstance(value, dict):
                yield value, above
            else:
                yield from _records(value, depth + 1, above)
