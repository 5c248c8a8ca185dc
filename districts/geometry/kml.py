"""What drawn maps hide in KML from its reader: attributes without a schema, and tables inside descriptions."""

import html
import re
from collections.abc import Mapping, Sequence

# Written by programs that leave out the list of fields; the reader passes over such values in silence.
SIMPLE_DATA = re.compile(rb"<SimpleData\s+name=(\"[^\"]*\"|'[^']*')\s*>(.*?)</SimpleData>", re.DOTALL)
SCHEMA_DATA = re.compile(rb"</?SchemaData\b[^>]*>")
SCHEMA = re.compile(rb"<Schema[\s>]")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Two cells to the row, as maps show the attributes of what is clicked on.
CELL = r"(?:(?!</?t[rdh]\b).)*"
ROW = re.compile(
    rf"<tr\b[^>]*>\s*<t[dh]\b[^>]*>(?P<field>{CELL})</t[dh]>\s*<t[dh]\b[^>]*>(?P<value>{CELL})</t[dh]>\s*</tr>",
    re.IGNORECASE | re.DOTALL,
)
TAG = re.compile(r"<[^>]*>")
MOST_FIELDS = 200


def has_definitions(content: bytes) -> bool:
    """Whether an XML file defines entities of its own, in any encoding it may say it is in."""
    plain = content.replace(b"\x00", b"")
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def readable_data(content: bytes) -> bytes:
    """The file with its values in a form that is read without a schema; unchanged where it has one."""
    if SCHEMA.search(content) or content.startswith(UTF16_MARKS):
        return content
    return SCHEMA_DATA.sub(b"", SIMPLE_DATA.sub(rb"<Data name=\1><value>\2</value></Data>", content))


def described(texts: Sequence[object]) -> Mapping[str, list[str | None]]:
    """The fields in tables of descriptions (HTML with two cells to the row): field → value for each text, None where
    it has none. Only the innermost text counts, never what it looks like.
    """
    rows = [_cells(text) if isinstance(text, str) else {} for text in texts]
    fields = list(dict.fromkeys(field for row in rows for field in row))[:MOST_FIELDS]
    return {field: [row.get(field) for row in rows] for field in fields}


def _cells(text: str) -> dict[str, str]:
    return {field: _plain(row["value"]) for row in ROW.finditer(text) if (field := _plain(row["field"]))}


def _plain(cell: str) -> str:
    return html.unescape(TAG.sub("", cell)).strip()
