"""The statistics office of the invented city: inhabitants, households, births and deaths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from .deliveries import MUNICIPAL, Delivery, Office, footer, labelled
from .figures import City, calendar_year, hide_small, reference_date, say_zero, withhold
from .places import CITY, LABELS
from .writers import Sheet, Signs, german, write_csv, write_wide_csv, write_workbook

POPULATION = {
    "EW": "Einwohner insgesamt",
    "EW_0_5": "unter 6 Jahre",
    "EW_6_9": "6 bis unter 10",
    "EW_0_14": "unter 15 Jahre",
    "EW_15_64": "15 bis unter 65",
    "EW_65P": "65 und älter",
    "EW_MH": "mit Migrationshintergrund",
    "AUSL": "Ausländer",
    "HH": "Haushalte",
    "HH_KIND": "Haushalte mit Kindern",
    "HH_ALLEIN": "Alleinerziehende",
}
BY_BEZIRK = (
    ("Einwohner", (("insgesamt", "EW"), ("mit Migrationshintergrund", "EW_MH"), ("Ausländer", "AUSL"))),
    (
        "nach Alter",
        (
            ("unter 6", "EW_0_5"),
            ("6 bis unter 10", "EW_6_9"),
            ("unter 15", "EW_0_14"),
            ("15 bis unter 65", "EW_15_64"),
            ("65 und älter", "EW_65P"),
        ),
    ),
)


class StatisticsOffice(Office):
    def __init__(self, city: City, folder: Path, years: Sequence[int]) -> None:
        super().__init__(city, folder / "statistikstelle", years)
        table, inside = city.places.areas["stadtteile"], city.places.of_block["stadtteile"]
        self.harbour = str(table["code"].iloc[int(inside[city.places.harbour][0])])

    def deliveries(self) -> Iterator[Delivery]:
        yield from self.population()
        yield from self.small_areas()
        yield from self.households()
        yield from self.movements()

    def population(self) -> Iterator[Delivery]:
        for year in self.years:
            yield self._population_of(
                self._stadtteile(year),
                f"bevoelkerung_stadtteile_{year}.csv",
                f"Bevölkerung der Stadtteile {year}",
            )

    def correction(self) -> Iterator[Delivery]:
        """A second version of an older year, three Stadtteile corrected: left for people to look at and publish."""
        year = self.years[-2] if len(self.years) > 1 else self.years[-1]
        table = self._stadtteile(year)
        touched = table["code"].isin(sorted(set(table["code"]) - {self.harbour})[:3]) & table["measure"].isin(
            ["EW", "EW_15_64"]
        )
        table = table.assign(value=table["value"] + 12.0 * touched)
        yield self._population_of(
            table,
            f"bevoelkerung_stadtteile_{year}_korrektur.csv",
            f"Bevölkerung der Stadtteile {year}, Korrektur",
            publish=False,
        )

    def _stadtteile(self, year: int) -> pd.DataFrame:
        table = say_zero(hide_small(self.city.figures("stadtteile", list(POPULATION), [year], reference_date)))
        return withhold(table, "blocked", measure="AUSL", code=self.harbour)

    def _population_of(self, table: pd.DataFrame, name: str, label: str, *, publish: bool = True) -> Delivery:
        path = self.folder / name
        keys = {"label": "Stichtag", "code": "Stadtteil", "name": "Bezeichnung"}
        write_wide_csv(path, labelled(table), POPULATION, MUNICIPAL, keys)
        return Delivery(
            path,
            "statistikstelle-bevoelkerung-stadtteile",
            "statistikstelle",
            label,
            "stadtteile",
            table,
            publish=publish,
        )

    def small_areas(self) -> Iterator[Delivery]:
        measures = [measure for _, below in BY_BEZIRK for _, measure in below]
        table = hide_small(self.city.figures("statistische-bezirke", measures, self.years, reference_date))
        path = self.folder / "bevoelkerung_statistische_bezirke.xlsx"
        titles = [f"Stadt {CITY} (fiktiv)", "Bevölkerung am Ort der Hauptwohnung nach statistischen Bezirken"]
        write_workbook(
            path,
            Sheet("Bezirke", titles, BY_BEZIRK, footer("Einwohnerregister", self.years[-1]), "Stichtag"),
            labelled(table),
            MUNICIPAL,
        )
        yield Delivery(
            path,
            "statistikstelle-bevoelkerung-bezirke",
            "statistikstelle",
            "Bevölkerung der statistischen Bezirke",
            "statistische-bezirke",
            table,
        )
        yield self._wide(
            "baubloecke",
            "statistikstelle-baubloecke",
            "bevoelkerung_baubloecke.csv",
            ["EW", "EW_0_5", "EW_6_9", "EW_65P"],
            "Baublock",
        )
        yield self._wide(
            "grundschulbezirke",
            "statistikstelle-grundschulbezirke",
            "bevoelkerung_grundschulbezirke.csv",
            ["EW", "EW_6_9", "EW_MH"],
            "Grundschulbezirk",
        )

    def _wide(self, division: str, profile: str, name: str, measures: Sequence[str], head: str) -> Delivery:
        table = say_zero(hide_small(self.city.figures(division, measures, self.years, reference_date)))
        path = self.folder / name
        heads = {measure: POPULATION[measure] for measure in measures}
        write_wide_csv(
            path, labelled(table), heads, MUNICIPAL, {"label": "Stichtag", "code": head, "name": "Bezeichnung"}
        )
        return Delivery(path, profile, "statistikstelle", f"Bevölkerung der {LABELS[division]}", division, table)

    def households(self) -> Iterator[Delivery]:
        """One plain file per year, the period only in its name; the file of one year was never delivered."""
        absent = self.years[len(self.years) // 2] if len(self.years) > 1 else None
        heads = {"HH": "HH", "HH_KIND": "HH_mitkind", "HH_ALLEIN": "HH_alleinerz"}
        for year in self.years:
            if year == absent:
                continue
            table = say_zero(hide_small(self.city.figures("statistische-bezirke", list(heads), [year], reference_date)))
            table = table.assign(name="")  # the file knows codes only
            path = self.folder / f"Haushalte_SB_{year}-12.txt"
            signs = Signs({"suppressed": ".", "zero": "-"})
            write_wide_csv(path, table, heads, signs, {"code": "sb"}, encoding="ascii", eol="\n")
            yield Delivery(
                path,
                "statistikstelle-haushalte-bezirke",
                "statistikstelle",
                f"Haushalte der statistischen Bezirke {year}",
                "statistische-bezirke",
                table,
            )

    def movements(self) -> Iterator[Delivery]:
        heads = {"GEB": "Geborene", "STERB": "Gestorbene"}
        table = say_zero(hide_small(self.city.figures("stadtteile", list(heads), self.years, calendar_year)))
        path = self.folder / "bewegungen_stadtteile.csv"
        labelled = table.assign(label=[str(end.year) for end in table["end"]])
        write_wide_csv(path, labelled, heads, MUNICIPAL, {"label": "Jahr", "code": "Stadtteil", "name": "Bezeichnung"})
        yield Delivery(
            path,
            "statistikstelle-bewegungen",
            "statistikstelle",
            "Geborene und Gestorbene der Stadtteile",
            "stadtteile",
            table,
        )
        yield self.mean_ages()

    def before_the_reform(self) -> Iterator[Delivery]:
        yield from self.population()
        yield self.mean_ages("durchschnittsalter_stadtteile_alt.csv")

    def mean_ages(self, name: str = "durchschnittsalter_stadtteile.csv") -> Delivery:
        """Years as columns, decimal commas."""
        table = self.city.mean_ages("stadtteile", self.years)
        path = self.folder / name
        signs = Signs({"missing": "k.A."}, decimals=1)
        heads = {german(end): german(end) for end in sorted(set(table["end"]))}
        spread = table.assign(measure=[german(end) for end in table["end"]], label="Durchschnittsalter in Jahren")
        write_wide_csv(path, spread, heads, signs, {"code": "Stadtteil", "name": "Bezeichnung", "label": "Merkmal"})
        return Delivery(
            path,
            "statistikstelle-durchschnittsalter",
            "statistikstelle",
            "Durchschnittsalter der Stadtteile",
            "stadtteile",
            table,
        )

    def additional(self, count: int) -> Iterator[Delivery]:
        """As many further measures as a benchmark asks for, in one long file."""
        if not count:
            return
        codes = [f"ZUSATZ{number + 1:03d}" for number in range(count)]
        table = self.city.figures("stadtteile", codes, self.years, reference_date)
        path = self.folder / "zusatzmerkmale.csv"
        cells = zip(table["end"], table["code"], table["measure"], table["value"], strict=True)
        rows = [[german(end), code, measure, f"{value:.0f}"] for end, code, measure, value in cells]
        write_csv(path, [["Stichtag", "Stadtteil", "Merkmal", "Wert"], *rows])
        yield Delivery(
            path, "statistikstelle-zusatz", "statistikstelle", "Zusatzmerkmale der Stadtteile", "stadtteile", table
        )
