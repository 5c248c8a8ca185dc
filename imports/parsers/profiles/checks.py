"""The part `checks:` of a profile: how strictly the figures of a file are looked at. Keys as in `docs/profiles.md`."""

import re
from typing import Annotated, Final

from pydantic import Field, field_validator

from imports.parsers.profiles.parts import Name, Part, Pattern, refuse

USUAL_MINIMUM: Final = 3  # of a municipal file: one and two persons are hidden before a file leaves its office
Positive = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class TotalPart(Part):
    """What the figures of all areas together are held against."""

    area: Name | None = None  # a row of the file: its code, or what stands in its place
    parts: Pattern | None = None  # which codes add up to it; without, all other areas of the file
    city: bool = True  # the published figure of the city, where there is one
    rounding: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    tolerance: Positive | None = None

    @field_validator("parts")
    @classmethod
    def _readable(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error:
            raise refuse("bad_pattern", value) from None
        return value

    def allowance(self, figures: int) -> float:
        """By how much the sum of `figures` may differ from a total that was rounded in the same way.

        A whole number rounded to the nearest multiple of b is at most floor(b / 2) away from what it was: 0 for 1,
        1 for 3, 2 for 5, 500 for 1000. The parts and the total itself may all err in the same direction. Rounding up
        or down by chance may err by b - 1: for such files a profile states the tolerance itself.
        """
        return self.tolerance if self.tolerance is not None else float((figures + 1) * (self.rounding // 2))


class ChecksPart(Part):
    minimum_cell: Annotated[int, Field(ge=0, le=1000)] | None = None  # 0: not looked for; None: by the division
    small_allowed: list[Name] = []  # measures whose ones and twos are nobody's secret, say schools
    jump: Positive = 5.0  # the robust z beyond which a change is told; 0: none is
    total: TotalPart = TotalPart()

    def minimum(self, *, municipal: bool) -> int:
        """The smallest count that may stand in the file. State offices hide theirs by rules of their own."""
        if self.minimum_cell is not None:
            return self.minimum_cell
        return USUAL_MINIMUM if municipal else 0
