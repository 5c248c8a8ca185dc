"""The state statistics office of the invented Land: flat files (new GENESIS layout) with the comparison regions.

Names, keys and figures are made up like everything else; no number of an existing Kreis, Land or Bund is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .deliveries import Delivery
from .figures import City, Span, calendar_year, each, long_table, reference_date, withhold
from .places import CITY
from .writers import Signs, zip_one

SIGNS = Signs({"suppressed": ".", "pending": "..."})
CITY_CODE = "99222"


@dataclass(frozen=True)
class Region:
    """`size` times the city's people; burden measures lie `burden` times as high as in the city."""

    code: str
    name: str
    level: str  # variable the code belongs to in the file
    size: float
    burden: float


REGIONS = (
    Region(CITY_CODE, f"{CITY}, Stadtkreis", "KREISE", 1.0, 1.0),
    Region("99225", "Strom-Auen-Kreis (fiktiv), Landkreis", "KREISE", 0.71, 0.62),
    Region("99227", "Obere Heide (fiktiv), Landkreis", "KREISE", 0.43, 0.80),
    Region("992", "Unterstrom (fiktiv), Regierungsbezirk", "REGBEZ", 4.6, 0.82),
    Region("99", "Stromland (fiktiv)", "DLAND", 14.0, 0.88),
    Region("ZZ", "Bund (fiktiv)", "DINSG", 96.0, 0.95),
)
LEVELS = {
    "KREISE": "Kreise und kreisfreie Städte",
    "REGBEZ": "Regierungsbezirke / Statistische Regionen",
    "DLAND": "Bundesländer",
    "DINSG": "Insgesamt",
}
BURDENED = {"ALO", "ALO_SGB2", "ALO_SGB3", "ALO_LANG", "SGB2_15_64", "SGB2_U15"}

# measure → value code and label, attribute code and label of the table's one dimension; an empty code is the total
AGES = {
    "EW": ("BEVSTD", "Bevölkerungsstand", "", "Insgesamt"),
    "EW_0_14": ("BEVSTD", "Bevölkerungsstand", "ALT000B15", "unter 15 Jahre"),
    "EW_15_64": ("BEVSTD", "Bevölkerungsstand", "ALT015B65", "15 bis unter 65 Jahre"),
    "EW_65P": ("BEVSTD", "Bevölkerungsstand", "ALT065UM", "65 Jahre und mehr"),
}
JOBLESS = {
    "ALO": ("ERW111", "Arbeitslose", "", "Insgesamt"),
    "ALO_SGB3": ("ERW111", "Arbeitslose", "RKSGB3", "Rechtskreis SGB III"),
    "ALO_SGB2": ("ERW111", "Arbeitslose", "RKSGB2", "Rechtskreis SGB II"),
    "ALO_LANG": ("ERW113", "Langzeitarbeitslose", "", "Insgesamt"),
}
RECIPIENTS = {
    "SGB2_15_64": ("SOZ201", "Regelleistungsberechtigte", "LBERW", "erwerbsfähig"),
    "SGB2_U15": ("SOZ201", "Regelleistungsberechtigte", "LBKIND", "unter 15 Jahre"),
}
MOVEMENTS = {"GEB": ("BEV001", "Lebendgeborene", "", "Insgesamt"), "STERB": ("BEV002", "Gestorbene", "", "Insgesamt")}


@dataclass(frozen=True)
class FlatTable:
    statistic: str
    title: str
    name: str
    dimension: tuple[str, str]
    measures: dict[str, tuple[str, str, str, str]]
    span: Span
    profile: str
    zipped: bool = False

    @property
    def time(self) -> tuple[str, str]:
        return ("JAHR", "Jahr") if self.span is calendar_year else ("STAG", "Stichtag")


TABLES = (
    FlatTable(
        "99411",
        "Fortschreibung des Bevölkerungsstandes (fiktiv)",
        "bevoelkerung",
        ("ALTGR3", "Altersgruppen"),
        AGES,
        reference_date,
        "landesamt-bevoelkerung",
    ),
    FlatTable(
        "99211",
        "Arbeitsmarktstatistik (fiktiv)",
        "arbeitslose",
        ("RECHTK", "Rechtskreis"),
        JOBLESS,
        reference_date,
        "landesamt-arbeitslose",
        zipped=True,
    ),
    FlatTable(
        "99811",
        "Grundsicherung für Arbeitsuchende (fiktiv)",
        "grundsicherung",
        ("LBART", "Leistungsberechtigte"),
        RECIPIENTS,
        reference_date,
        "landesamt-grundsicherung",
    ),
    FlatTable(
        "99612",
        "Geburten und Sterbefälle (fiktiv)",
        "bewegung",
        ("GES", "Geschlecht"),
        MOVEMENTS,
        calendar_year,
        "landesamt-bewegung",
        zipped=True,
    ),
)


def state_office(city: City, folder: Path) -> Iterator[Delivery]:
    """The city's own values are the sums over its blocks; the Bund's newest long-term unemployed are not out yet."""
    years = city.people.years
    for table in TABLES:
        figures = _figures(city, table, years)
        if table.name == "arbeitslose":
            figures = withhold(figures, "pending", measure="ALO_LANG", year=years[-1], code="ZZ")
        rows = _rows(figures, table)
        order = np.random.default_rng(int(table.statistic)).permutation(len(rows))  # such files come unsorted
        content = "".join(";".join(row) + "\n" for row in [HEAD, *(rows[number] for number in order)])
        (folder / "landesamt").mkdir(parents=True, exist_ok=True)
        path = folder / "landesamt" / f"{table.statistic}-01-{table.name}_de_flat.csv"
        if table.zipped:
            member, path = path.name, path.with_suffix(".zip")
            zip_one(path, {member: content.encode("utf-8-sig")})
        else:
            path.write_text(content, encoding="utf-8-sig", newline="")
        yield Delivery(
            path,
            table.profile,
            "landesamt",
            f"Vergleichsregionen: {table.title.removesuffix(' (fiktiv)')}",
            "regionen",
            figures,
        )


def _figures(city: City, table: FlatTable, years: tuple[int, ...]) -> pd.DataFrame:
    areas = pd.DataFrame({"code": [region.code for region in REGIONS], "name": [region.name for region in REGIONS]})
    values = np.empty((len(years), len(REGIONS), len(table.measures)))
    for column, measure in enumerate(table.measures):
        own = city.people.per_area(city.places, "stadtbezirke", measure).sum(axis=1)
        for row, region in enumerate(REGIONS):
            factor = region.size * (region.burden if measure in BURDENED else 1.0)
            values[:, row, column] = np.rint(own * factor)
    if {"EW", "EW_0_14", "EW_15_64", "EW_65P"} <= set(table.measures):
        places = [list(table.measures).index(code) for code in ("EW_0_14", "EW_15_64", "EW_65P")]
        values[:, :, list(table.measures).index("EW")] = values[:, :, places].sum(axis=2)
    return long_table(values, list(table.measures), areas, [table.span(year) for year in years])


HEAD = str.split(
    "statistics_code statistics_label time_code time_label time "
    "1_variable_code 1_variable_label 1_variable_attribute_code 1_variable_attribute_label "
    "2_variable_code 2_variable_label 2_variable_attribute_code 2_variable_attribute_label "
    "value value_unit value_variable_code value_variable_label"
)


def _rows(figures: pd.DataFrame, table: FlatTable) -> list[list[str]]:
    level = {region.code: region.level for region in REGIONS}
    rows = []
    for row in each(figures):
        value_code, value_label, attribute, attribute_label = table.measures[row.measure]
        time = str(row.end.year) if table.time[0] == "JAHR" else row.end.isoformat()
        region = level[row.code]
        dimension = [*table.dimension, attribute, attribute_label]
        figure = [SIGNS.text(row.value, row.status), "Anzahl", value_code, value_label]
        rows.append(
            [
                table.statistic,
                table.title,
                *table.time,
                time,
                region,
                LEVELS[region],
                row.code,
                row.name,
                *dimension,
                *figure,
            ]
        )
    return rows
