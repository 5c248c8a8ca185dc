"""Files about single persons for tests. Nobody in them exists: names, days and numbers are made from lists."""

import random
from collections.abc import Sequence

GIVEN = ("Alwine", "Bodo", "Cosima", "Detlef", "Elfriede", "Falk", "Gundula", "Hasso", "Ilse", "Jost", "Käthe", "Lutz")
FAMILY = ("Musterbach", "Beispielmann", "Probandt", "Testhoff", "Exempler", "Platzhalter", "Fiktivus", "Attrappe")
STREETS = ("Phantasiestraße", "Erfundener Weg", "Nirgendwoallee", "Beispielplatz", "Am Musterufer")
Rows = list[list[object]]


def people(count: int = 40, seed: int = 7) -> list[dict[str, object]]:
    dice = random.Random(seed)
    return [
        {
            "id": f"P{dice.randrange(10**8):08d}",
            "given": dice.choice(GIVEN),
            "family": dice.choice(FAMILY),
            "born": f"{dice.randrange(1, 29):02d}.{dice.randrange(1, 13):02d}.{dice.randrange(1930, 2022)}",
            "age": dice.randrange(1, 95),
            "sex": dice.choice("mwd"),
            "nation": dice.choice(("deutsch", "türkisch", "polnisch")),
            "street": dice.choice(STREETS),
            "house": f"{dice.randrange(1, 180)}{dice.choice(('', '', 'a'))}",
            "area": f"{dice.randrange(1, 7):02d}",
        }
        for _ in range(count)
    ]


def table(header: Sequence[str], fields: Sequence[str], count: int = 40) -> Rows:
    """A heading and a row for each person; a field that is no field of a person stands in every row as it is."""
    return [[*header], *([person.get(field, field) for field in fields] for person in people(count))]


REGISTER = table(
    ("Stadtteil", "Nachname", "Vorname", "Geburtsdatum", "Straße", "Hausnr."),
    ("area", "family", "given", "born", "street", "house"),
)


def text(rows: Rows, separator: str = ";") -> str:
    return "".join(separator.join(str(cell) for cell in row) + "\r\n" for row in rows)
