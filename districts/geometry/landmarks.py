"""Where Germany's large cities are: tells which of several possible coordinate systems puts a file onto a city.

The same metres are a place near the Dutch border in zone 32 and Berlin in zone 33. Only knowing where cities lie
tells them apart. Degrees east and north of the city centres, two decimals (about 1 km).
"""

from dataclasses import dataclass
from math import cos, hypot, radians

# A crude frame: Germany with its islands and a margin. Parts of the neighbours lie inside, hence the cities below.
GERMANY = (5.5, 47.0, 15.5, 55.5)

KM_PER_DEGREE = 111.2

CITIES: dict[str, tuple[float, float]] = {
    "Aachen": (6.08, 50.78), "Augsburg": (10.90, 48.37), "Bergisch Gladbach": (7.13, 50.99),
    "Berlin": (13.40, 52.52), "Bielefeld": (8.53, 52.02), "Bochum": (7.22, 51.48), "Bonn": (7.10, 50.73),
    "Bottrop": (6.93, 51.52), "Brandenburg an der Havel": (12.55, 52.41), "Braunschweig": (10.52, 52.27),
    "Bremen": (8.81, 53.08), "Bremerhaven": (8.58, 53.54), "Chemnitz": (12.92, 50.83),
    "Cottbus": (14.33, 51.76), "Darmstadt": (8.65, 49.87), "Dessau-Roßlau": (12.24, 51.83),
    "Dortmund": (7.47, 51.51), "Dresden": (13.74, 51.05), "Duisburg": (6.76, 51.43),
    "Düsseldorf": (6.77, 51.23), "Erfurt": (11.03, 50.98), "Erlangen": (11.00, 49.60), "Essen": (7.01, 51.46),
    "Flensburg": (9.43, 54.79), "Frankfurt (Oder)": (14.55, 52.34), "Frankfurt am Main": (8.68, 50.11),
    "Freiburg im Breisgau": (7.85, 48.00), "Fürth": (10.99, 49.48), "Gelsenkirchen": (7.09, 51.52),
    "Gera": (12.08, 50.88), "Göttingen": (9.93, 51.53), "Gütersloh": (8.38, 51.91), "Hagen": (7.47, 51.36),
    "Halle (Saale)": (11.97, 51.48), "Hamburg": (9.99, 53.55), "Hamm": (7.82, 51.68), "Hanau": (8.92, 50.13),
    "Hannover": (9.73, 52.37), "Heidelberg": (8.69, 49.41), "Heilbronn": (9.22, 49.14), "Herne": (7.22, 51.54),
    "Hildesheim": (9.95, 52.15), "Ingolstadt": (11.43, 48.76), "Jena": (11.59, 50.93),
    "Kaiserslautern": (7.77, 49.44), "Karlsruhe": (8.40, 49.01), "Kassel": (9.49, 51.31),
    "Kiel": (10.13, 54.32), "Koblenz": (7.59, 50.36), "Konstanz": (9.18, 47.67), "Krefeld": (6.56, 51.33),
    "Köln": (6.96, 50.94), "Leipzig": (12.37, 51.34), "Leverkusen": (6.99, 51.03),
    "Ludwigshafen am Rhein": (8.44, 49.48), "Lübeck": (10.69, 53.87), "Magdeburg": (11.63, 52.13),
    "Mainz": (8.27, 50.00), "Mannheim": (8.47, 49.49), "Moers": (6.64, 51.45), "Mönchengladbach": (6.44, 51.19),
    "Mülheim an der Ruhr": (6.88, 51.43), "München": (11.58, 48.14), "Münster": (7.63, 51.96),
    "Neuss": (6.69, 51.20), "Nürnberg": (11.08, 49.45), "Oberhausen": (6.86, 51.49),
    "Offenbach am Main": (8.77, 50.10), "Oldenburg": (8.21, 53.14), "Osnabrück": (8.05, 52.28),
    "Paderborn": (8.75, 51.72), "Passau": (13.46, 48.57), "Pforzheim": (8.70, 48.89), "Plauen": (12.14, 50.50),
    "Potsdam": (13.06, 52.40), "Recklinghausen": (7.20, 51.61), "Regensburg": (12.10, 49.02),
    "Remscheid": (7.19, 51.18), "Reutlingen": (9.21, 48.49), "Rostock": (12.13, 54.09),
    "Saarbrücken": (6.99, 49.23), "Salzgitter": (10.35, 52.15), "Schwerin": (11.41, 53.63),
    "Siegen": (8.02, 50.87), "Solingen": (7.08, 51.17), "Stralsund": (13.09, 54.31), "Stuttgart": (9.18, 48.78),
    "Trier": (6.64, 49.76), "Ulm": (9.99, 48.40), "Wiesbaden": (8.24, 50.08), "Wolfsburg": (10.79, 52.42),
    "Wuppertal": (7.18, 51.26), "Würzburg": (9.93, 49.79), "Zwickau": (12.49, 50.72),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """The large city nearest to a point, its distance in km, and whether it lies within the frame asked about."""

    city: str
    distance_km: float
    within: bool


def nearest_city(frame: tuple[float, float, float, float]) -> Place:
    """The city nearest to the middle of a frame (west, south, east, north in degrees); cities inside the frame go
    first.
    """
    west, south, east, north = frame
    lon, lat = (west + east) / 2, (south + north) / 2
    places = [
        Place(
            city,
            KM_PER_DEGREE * hypot((x - lon) * cos(radians(lat)), y - lat),
            west <= x <= east and south <= y <= north,
        )
        for city, (x, y) in CITIES.items()
    ]
    return min(places, key=lambda place: (not place.within, place.distance_km))
