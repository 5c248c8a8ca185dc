"""How large a city the generator makes: the demo, a small one for tests, larger ones for benchmarks."""

from __future__ import annotations

from dataclasses import dataclass

MOST_CHILDREN = (
    9  # area codes give one digit to a Stadtteil in its Stadtbezirk, and one to a statistischer Bezirk below
)


@dataclass(frozen=True)
class Scale:
    """Numbers of areas are exact, except blocks, which a mesh of the landscape hits within a few per cent.

    `measures` asks for that many more counts per Stadtteil (codes ZUSATZ001 …), for benchmarks with wide catalogues.
    """

    stadtteile: int = 40
    stadtbezirke: int = 17
    statistische: int = 80
    blocks: int = 1500
    catchments: int = 30
    years: int = 10
    measures: int | None = None
    addresses: int = 20_000
    last_year: int = 2024

    def __post_init__(self) -> None:
        chain = (self.stadtbezirke, self.stadtteile, self.statistische, self.blocks)
        if min(chain) < 1 or self.catchments < 1 or self.years < 1:
            raise ValueError("Every number of areas and of years must be at least 1.")
        if list(chain) != sorted(chain):
            raise ValueError("Stadtbezirke ≤ Stadtteile ≤ statistische Bezirke ≤ blocks must hold.")
        if self.blocks < 5 * max(self.statistische, self.catchments):
            raise ValueError("A city needs at least five blocks for each statistischer Bezirk and each catchment.")
        if self.stadtteile > MOST_CHILDREN * self.stadtbezirke or self.statistische > MOST_CHILDREN * self.stadtteile:
            raise ValueError(f"At most {MOST_CHILDREN} areas fit below one: raise the number of areas above.")

    @property
    def year_list(self) -> tuple[int, ...]:
        return tuple(range(self.last_year - self.years + 1, self.last_year + 1))

    @classmethod
    def small(cls) -> Scale:
        """A city that is generated in a second or two, with everything in it that the large one has."""
        return cls(stadtteile=12, stadtbezirke=5, statistische=24, blocks=260, catchments=8, years=3, addresses=1000)
