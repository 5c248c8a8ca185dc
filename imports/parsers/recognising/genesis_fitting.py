"""Whether a profile for table exports of GENESIS databases fits the first rows of a file."""

from collections.abc import Sequence

from imports.parsers.genesis.axes import Selection, figure_columns
from imports.parsers.genesis.frame import Export, find_frame, fits, read_above
from imports.parsers.genesis.workbook import filled
from imports.parsers.opening.grid import Grid, Rows
from imports.parsers.opening.workbook_bytes import Range
from imports.parsers.profiles.model import Profile
from imports.parsers.records import Problems


def unmet(profile: Profile, rows: Sequence[Sequence[str]], merged: list[Range], *, is_text: bool) -> list[str] | None:
    """Keys of the profile that the header does not have; None where head or statistic are others than it describes."""
    part = profile.genesis
    lines: Rows = ((line, list(row)) for line, row in enumerate(rows, start=1))
    export = Export(filled(Grid(lines, merged=merged)), is_text=is_text)
    frame = find_frame(export)
    if part is None or frame is None or not fits(frame, part, Problems(), is_text=is_text):
        return None
    above = read_above(frame, part)
    if part.statistic and above.statistic != part.statistic:
        return None
    if "dimension" in part.rows:  # the rows take part in naming the figures
        return []
    selection = Selection(profile, part)
    for column in figure_columns(frame, part, above):
        selection.pick(column.says.words, column.says.unit)
    return [key for key in profile.columns if key not in selection.met]
