"""The other offices that deliver to the invented city: labour agency, health office, schools, day-care."""

from __future__ import annotations

from collections.abc import Iterator

from .deliveries import MUNICIPAL, Delivery, Office, footer, labelled
from .figures import calendar_year, each, hide_small, reference_date, say_zero, school_year, withhold
from .places import CITY
from .writers import Sheet, Signs, write_csv, write_wide_csv, write_workbook

AGENCY = Signs({"suppressed": "*"})
HEALTH = Signs({"suppressed": "*", "pending": "...", "missing": ""})
JOBLESS = (
    ("Arbeitslose", (("insgesamt", "ALO"), ("SGB III", "ALO_SGB3"), ("SGB II", "ALO_SGB2"), ("Langzeit", "ALO_LANG"))),
    ("Leistungsberechtigte SGB II", (("15 bis unter 65 Jahre", "SGB2_15_64"), ("unter 15 Jahre", "SGB2_U15"))),
)
JOBLESS_TITLES = ["Arbeitslose und Leistungsberechtigte nach kleinräumiger Gliederung", f"{CITY}, Stadt (fiktiv)"]
ENTRY = (("Einschulungen", (("insgesamt", "SCH1"), ("mit Sprachförderung", "SCH1_SPRACHE"))),)
HEALTH_WORDS = {
    "ESU": "untersuchte Kinder",
    "ESU_GEWICHT": "davon übergewichtig",
    "ESU_SPRACHE": "davon mit Sprachförderbedarf",
}


class OtherOffices(Office):
    def deliveries(self) -> Iterator[Delivery]:
        yield from self.labour_agency()
        yield from self.health_office()
        yield from self.schools_office()
        yield from self.day_care()

    def labour_agency(self) -> Iterator[Delivery]:
        yield from self.jobless_of_stadtteile()
        measures = [measure for _, below in JOBLESS for _, measure in below]
        table = hide_small(self.city.figures("statistische-bezirke", measures, self.years, reference_date))
        path = self.folder / "arbeitsagentur" / "Arbeitslose_statistische_Bezirke.xlsx"
        sheet = Sheet(
            "Daten", JOBLESS_TITLES, JOBLESS, footer("Statistik der Arbeitsagentur", self.years[-1]), "Stichtag"
        )
        write_workbook(path, sheet, labelled(table), AGENCY)
        yield Delivery(
            path,
            "arbeitsagentur-bezirke",
            "arbeitsagentur",
            "Arbeitslose der statistischen Bezirke",
            "statistische-bezirke",
            table,
        )

    def jobless_of_stadtteile(self) -> Iterator[Delivery]:
        measures = [measure for _, below in JOBLESS for _, measure in below]
        folder = self.folder / "arbeitsagentur"
        for year in self.years:
            table = hide_small(self.city.figures("stadtteile", measures, [year], reference_date))
            path = folder / f"Arbeitslose_Stadtteile_{year}-12.xlsx"
            sheet = Sheet(
                "Daten", [*JOBLESS_TITLES, f"Dezember {year}"], JOBLESS, footer("Statistik der Arbeitsagentur", year)
            )
            write_workbook(path, sheet, labelled(table), AGENCY)
            yield Delivery(
                path,
                "arbeitsagentur-stadtteile",
                "arbeitsagentur",
                f"Arbeitslose der Stadtteile {year}",
                "stadtteile",
                table,
            )

    def health_office(self) -> Iterator[Delivery]:
        """Long format; the newest year's weights are not evaluated yet."""
        table = hide_small(self.city.figures("stadtteile", list(HEALTH_WORDS), self.years, calendar_year))
        table = withhold(table, "pending", measure="ESU_GEWICHT", year=self.years[-1])
        path = self.folder / "gesundheitsamt" / "einschulungsuntersuchungen.csv"
        rows = [["Untersuchungsjahr", "Stadtteil-Nr.", "Stadtteil", "Merkmal", "Anzahl"]]
        for row in each(table):
            rows.append(
                [str(row.end.year), row.code, row.name, HEALTH_WORDS[row.measure], HEALTH.text(row.value, row.status)]
            )
        write_csv(path, rows)
        yield Delivery(
            path, "gesundheitsamt-einschulung", "gesundheitsamt", "Einschulungsuntersuchungen", "stadtteile", table
        )

    def schools_office(self) -> Iterator[Delivery]:
        for division, head in (("grundschulbezirke", "Grundschulbezirken"), ("stadtteile", "Stadtteilen")):
            table = hide_small(self.city.figures(division, ["SCH1", "SCH1_SPRACHE"], self.years, school_year))
            table = table.assign(
                label=[
                    f"{start.year}/{end.year % 100:02d}"
                    for start, end in zip(table["start"], table["end"], strict=True)
                ]
            )
            path = self.folder / "schulverwaltung" / f"einschulungen_{division}.xlsx"
            titles = [f"Schulverwaltung der Stadt {CITY} (fiktiv)", f"Einschulungen nach {head}"]
            write_workbook(
                path,
                Sheet("Einschulungen", titles, ENTRY, footer("Schulstatistik", self.years[-1]), "Schuljahr"),
                table,
                HEALTH,
            )
            yield Delivery(
                path,
                f"schulverwaltung-{division}",
                "schulverwaltung",
                f"Einschulungen nach {head}",
                division,
                table.drop(columns="label"),
            )

    def day_care(self) -> Iterator[Delivery]:
        """UTF-8, and one answer that never came."""
        table = say_zero(hide_small(self.city.figures("stadtteile", ["KITA_0_5"], self.years, reference_date)))
        late = str(self.city.places.areas["stadtteile"]["code"].iloc[-1])
        table = withhold(table, "missing", measure="KITA_0_5", year=self.years[0], code=late)
        path = self.folder / "tageseinrichtungen" / "kinder_in_kitas.csv"
        keys = {"label": "Stichtag", "code": "Nr", "name": "Stadtteil"}
        write_wide_csv(
            path,
            labelled(table),
            {"KITA_0_5": "Kinder in Tagesbetreuung"},
            MUNICIPAL,
            keys,
            encoding="utf-8",
            eol="\n",
        )
        yield Delivery(
            path, "tageseinrichtungen-kita", "tageseinrichtungen", "Kinder in Tageseinrichtungen", "stadtteile", table
        )
