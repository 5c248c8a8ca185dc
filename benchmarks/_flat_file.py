"""A flat file of a GENESIS database as it is downloaded: unsorted, every cell spelt out, some figures hidden."""

from pathlib import Path

import numpy as np

VALUES, SEXES = 7, ("", "GESM", "GESW")  # values of the table, each in total and by sex
MEASURES = VALUES * len(SEXES)
LABELS = {"": "Insgesamt", "GESM": "männlich", "GESW": "weiblich"}
HEADER = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;1_variable_attribute_code;"
    "1_variable_attribute_label;2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;value;"
    "value_unit;value_variable_code;value_variable_label\n"
)


def write_flat_file(path: Path, rows: int, areas: int, seed: int) -> None:
    """`rows` figures on so many areas, on as many reference days as it takes."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(rows)
    with path.open("w", encoding="utf-8-sig", newline="\n") as file:
        file.write(HEADER)
        for start in range(0, rows, 50_000):
            some = order[start : start + 50_000]
            numbers, hidden = rng.integers(3, 5_000, len(some)), rng.random(len(some)) < 0.02
            columns = (part.tolist() for part in (some, numbers, hidden))
            file.writelines(_line(areas, *one) for one in zip(*columns, strict=True))


def _line(areas: int, which: int, number: int, hidden: bool) -> str:
    which, area = divmod(which, areas)
    day, measure = divmod(which, MEASURES)
    value, sex = divmod(measure, len(SEXES))
    year, month = 1950 + day // 12, day % 12 + 1
    return (
        f"12411;Fortschreibung des Bevölkerungsstandes;STAG;Stichtag;{year}-{month:02d}-28;"
        f"KREISE;Kreise und kreisfreie Städte;{area:05d};Kreis Nummer {area};"
        f"GES;Geschlecht;{SEXES[sex]};{LABELS[SEXES[sex]]};"
        f"{'.' if hidden else number};Anzahl;WERT{value:02d};Bevölkerung nach Merkmal {value}\n"
    )
