"""JSON by profile: a list of records, or objects in objects (year → indicator → list) with such lists at their ends.

Each record becomes a row, what the keys above it say become columns of it, and the rest is as in any table. Lines in
findings are positions in the list, from 1; the sheet is the keys that lead to it.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, NamedTuple

from imports.parsers.numbers import Cell
from imports.parsers.opening.sniff import Kind, Limits, Source, api_answer, open_source
from imports.parsers.opening.text import is_damaged
from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.records import JsonRecords
from imports.parsers.progress import TICK_EVERY, Tick
from imports.parsers.records import Parsed, Place, Problems, enough
from imports.parsers.tables.file_period import file_period
from imports.parsers.tables.reader import open_reader
from indicators.analysis.periods import Period

LARGEST: Final = 8 * 1024 * 1024  # it is read as a whole, and takes twenty times its size then
_DEEPEST: Final = 6  # objects inside a record
_MOST_FIELDS: Final = 16_384
_MOST_CELLS: Final = 20_000_000  # records that share few names would fill a table of any size
_SHOWN: Final = 60
_NO_LETTERS: Final = re.compile("[\x00\ud800-\udfff]")  # JSON can spell them out, no database takes them


class _Row(NamedTuple):
    where: tuple[str, ...]  # the keys above the list
    number: int
    fields: dict[str, Cell]


def parse(
    stream: BinaryIO,
    profile: Profile,
    *,
    file_name: str,
    period: Period | None = None,
    tick: Tick | None = None,
    limits: Limits | None = None,
) -> Parsed:
    """Every figure of the file as a record, everything odd as a problem; never raises for what a file holds."""
    parsed = Parsed()
    with open_source(stream, parsed.problems, limits, json=True) as source:
        if source is None:
            return parsed
        parsed.facts = {"layout": "records", **source.facts}
        if source.kind is not Kind.JSON:
            parsed.problems.add("not_json")
            return parsed
        data = _loaded(source, profile, parsed)
        if parsed.problems.has_errors:
            return parsed
        # Gone through twice, for the names and for the figures: rows kept would need more memory than the file itself.
        names = _names(data, profile, parsed)
        if not parsed.problems.has_errors:
            when = file_period(profile, file_name, period, parsed.problems)
            _read(_rows(data, profile, Parsed()), names, profile, parsed, when, tick)
    return parsed


def _loaded(source: Source, profile: Profile, parsed: Parsed) -> Any:
    problems, stream = parsed.problems, source.stream
    size = stream.seek(0, io.SEEK_END)
    if size > LARGEST:
        problems.add("file_too_large", bytes=size, limit=LARGEST)
        return None
    stream.seek(0)
    encoding = "utf-8-sig" if profile.read.encoding in ("auto", "utf-8") else profile.read.encoding
    parsed.facts["encoding"] = encoding
    twice: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            twice.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return found

    try:
        text = stream.read().decode(encoding)
        if is_damaged(io.StringIO(text), problems):
            return None
        data = json.loads(text, object_pairs_hook=unique)
    except UnicodeDecodeError as error:
        problems.add("undecodable", value=f"0x{error.object[error.start]:02X}", encoding=encoding)
        return None
    except json.JSONDecodeError as error:
        problems.add("json_broken", Place(None, error.lineno, str(error.colno)), fault=error.msg)
        return None
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, thousands of brackets
        problems.add("json_broken", fault=type(error).__name__)
        return None
    for key in dict.fromkeys(twice[:_SHOWN]):
        problems.add("json_key_twice", value=_plain(key))
    if isinstance(data, dict) and isinstance(data.get("Status"), dict):
        problems.add("json_file", **api_answer(stream))
    return data


def _names(data: Any, profile: Profile, parsed: Parsed) -> list[str]:
    """Of all fields, in order of appearance."""
    names: dict[str, None] = {}
    parsed.facts["records"] = 0
    for row in _rows(data, profile, parsed):
        names |= dict.fromkeys(row.fields)
        parsed.facts["records"] += 1
    return list(names)


def _rows(data: Any, profile: Profile, parsed: Parsed) -> Iterator[_Row]:
    part = profile.records or JsonRecords()
    meta = data.get("meta") if isinstance(data, dict) else None
    if isinstance(meta, dict) and isinstance(meta.get("title"), str):
        parsed.facts["title"] = _plain(meta["title"])[:300]
    for step in part.path.split(".") if part.path else ():
        if not isinstance(data, dict) or step not in data:
            found = [_plain(key) for key in data][:_SHOWN] if isinstance(data, dict) else []
            parsed.problems.add("json_path_missing", value=part.path, found=found, step=step)
            return
        data = data[step]
    yield from _below(data, part.levels, (), parsed.problems)


def _below(data: Any, levels: list[str], where: tuple[str, ...], problems: Problems) -> Iterator[_Row]:
    """Through the objects above, one level each, to the lists of records."""
    if len(where) < len(levels):
        if not isinstance(data, dict):
            problems.add("json_not_an_object", Place(_shown(where)), levels[len(where)])
            return
        for key, value in data.items():
            yield from _below(value, levels, (*where, key), problems)
        return
    if not isinstance(data, list):
        problems.add("json_not_a_list", Place(_shown(where)), type(data).__name__)
        return
    for number, record in enumerate(data, start=1):
        place = Place(_shown(where), number)
        if not isinstance(record, dict):
            problems.add("json_not_a_record", place, "[…]" if isinstance(record, list) else _plain(str(record)[:100]))
            continue
        fields: dict[str, Cell] = {}
        for name, value in [*zip(levels, where, strict=True), *_flat(record, "", 0)]:
            if name in fields:
                problems.add("json_key_twice", place, _plain(name))
            fields[name] = _cell(value, place, problems)
        yield _Row(where, number, fields)


def _flat(record: dict[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Names of objects inside a record are joined by points: age_groups.age_0_to_under_7."""
    for name, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _flat(value, f"{before}{name}.", depth + 1)
        else:
            yield f"{before}{name}", value


def _cell(value: Any, place: Place, problems: Problems) -> Cell:
    if isinstance(value, str):
        if _NO_LETTERS.search(value):
            problems.add("json_letters", place, _plain(value))
        return _plain(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return "[…]" if isinstance(value, list) else "{…}"  # the reader of numbers says that it is none


def _plain(text: str) -> str:
    return _NO_LETTERS.sub("\ufffd", text)


def _shown(where: tuple[str, ...]) -> str | None:
    return _plain(" / ".join(where))[:200] or None


def _read(
    rows: Iterator[_Row], names: list[str], profile: Profile, parsed: Parsed, period: Period | None, tick: Tick | None
) -> None:
    if not names:
        parsed.problems.add("header_only")
        return
    total = parsed.facts["records"]
    most = min(_MOST_FIELDS, _MOST_CELLS // total)
    if len(names) > most:
        parsed.problems.add("too_many_columns", found=len(names), most=most)
        return
    reader = open_reader([_plain(name) for name in names], Place(), profile, parsed, period)
    if reader is None:
        return
    for count, row in enumerate(rows):
        if tick and count % TICK_EVERY == 0:
            tick(count, total)
        reader.sheet = _shown(row.where)
        reader.take(row.number, [row.fields.get(name) for name in names], is_text=False)
        if enough(parsed, Place(reader.sheet, row.number)):
            break
    reader.sheet = None
    reader.finish()
    if tick:
        tick(total, total)
