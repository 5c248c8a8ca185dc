"""JSON: records can be read by profile, answers of an interface cannot."""

import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from imports.parsers.opening.sniff import Limits, api_answer
from imports.parsers.recognising.recognised import Recognised
from imports.parsers.records import Problems

_LARGEST: Final = 32 * 1024 * 1024  # read as a whole
_DEEPEST: Final = 6
_SAMPLE: Final = 200


def recognise_json(stream: BinaryIO, found: Recognised, problems: Problems, limits: Limits) -> None:
    found.kind, found.bytes = "json", found.bytes or stream.seek(0, io.SEEK_END)
    if found.bytes > limits.max_bytes:
        problems.add("file_too_large", bytes=found.bytes, limit=limits.max_bytes)
        return
    stream.seek(0)
    data = _loaded(stream) if found.bytes <= _LARGEST else {}
    status = data.get("Status") if isinstance(data, dict) else None
    records = [record for _, record in zip(range(_SAMPLE), _records(data), strict=False)]
    if isinstance(status, dict) or not (records or found.bytes > _LARGEST):
        problems.add("json_file", **api_answer(stream))
        return
    found.layout, found.encoding, found.decided = "records", "utf-8", "utf-8"
    found.header = list(dict.fromkeys(str(name) for record in records for name in record))[:_SAMPLE]
    meta = data.get("meta") if isinstance(data, dict) else None
    found.title = str(meta["title"])[:300] if isinstance(meta, dict) and meta.get("title") else None


def _loaded(stream: BinaryIO) -> Any:
    try:
        return json.loads(stream.read())
    except (ValueError, RecursionError):
        return {}


def _records(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Dictionaries that stand in a list, wherever that is."""
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        for value in data.values():
            yield from _records(value, depth + 1)
    elif isinstance(data, list):
        for value in data:
            if isinstance(value, dict):
                yield value
            else:
                yield from _records(value, depth + 1)
