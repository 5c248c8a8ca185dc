"""Which parser reads which profile."""

from typing import BinaryIO, Final, Protocol

from imports.parsers.genesis import datenquader
from imports.parsers.genesis import flat as genesis_flat
from imports.parsers.genesis import table as genesis_table
from imports.parsers.opening.sniff import Limits
from imports.parsers.profiles.model import Profile
from imports.parsers.progress import Tick
from imports.parsers.records import Parsed
from imports.parsers.tables import ba_kommunal, json_records, table
from indicators.analysis.periods import Period


class Parser(Protocol):
    def __call__(
        self,
        stream: BinaryIO,
        profile: Profile,
        *,
        file_name: str,
        period: Period | None = None,
        tick: Tick | None = None,
        limits: Limits | None = None,
    ) -> Parsed: ...


PARSERS: Final[dict[str, Parser]] = {
    "table": table.parse,
    "genesis-flat": genesis_flat.parse,
    "genesis-table": genesis_table.parse,
    "datenquader": datenquader.parse,
    "ba-kommunal": ba_kommunal.parse,
    "records": json_records.parse,
}


def parse_file(
    stream: BinaryIO,
    profile: Profile,
    *,
    file_name: str,
    period: Period | None = None,
    tick: Tick | None = None,
    limits: Limits | None = None,
) -> Parsed:
    """Reads a file by its profile. The stream must be seekable and stays open; its content decides what it is."""
    parser = PARSERS[profile.parser]
    try:
        return parser(stream, profile, file_name=file_name, period=period, tick=tick, limits=limits)
    except MemoryError:  # the worker's own limit, see its settings: whatever else a file may be made of
        parsed = Parsed()
        parsed.problems.add("too_much_memory")
        return parsed
