"""Invented names of Stadtteile, streets and schools: landscape words, no persons, no real city's list of districts."""

from __future__ import annotations

import itertools

INNER = (
    "Altstadt",
    "Stromvorstadt",
    "Marktviertel",
    "Brückenviertel",
    "Kornspeicher",
    "Wallgärten",
    "Gerberviertel",
    "Bahnhofsviertel",
    "Ziegelvorstadt",
    "Zollgraben",
    "Neue Vorstadt",
    "Fährtor",
)
HARBOUR = "Handelshafen"
OUTER = (
    "Mühlenaue",
    "Lindenberg",
    "Hafenvorstadt",
    "Erlengrund",
    "Kaltenloh",
    "Weidenbruch",
    "Sonnenkamp",
    "Steinfurtsiedlung",
    "Birkenhöhe",
    "Rohrwiesen",
    "Falkenried",
    "Obere Heide",
    "Untere Heide",
    "Ulmenweiler",
    "Fuchsbühl",
    "Wacholderfeld",
    "Niederloh",
    "Hochuferstadt",
    "Kiesgrube-Siedlung",
    "Schilfmoor",
    "Wiesendamm",
    "Eschenbrunn",
    "Reiherhorst",
    "Torfkuhle",
    "Ahornsiedlung",
    "Haselwarte",
    "Kranichsee",
    "Moorhaus",
    "Schäferkoppel",
    "Buchenstieg",
    "Dammfeld",
    "Lerchenkamp",
    "Ginsterhöhe",
    "Quellengrund",
    "Tannenhag",
    "Otternaue",
    "Kuckucksberg",
    "Hopfengarten",
    "Flachsröste",
    "Bienenheide",
    "Uferdorf",
    "Sandkrug",
)
DIRECTIONS = ("Nord", "Ost", "Süd", "West", "Mitte", "Rand", "Feld", "Ufer", "Höhe")

_STREET_HEADS = str.split(
    "Ahorn Birken Buchen Dohlen Eichen Erlen Eschen Falken Feld Fischer Flieder Garten Ginster Hafen Hasel Heide "
    "Holunder Hopfen Kastanien Kiebitz Kiefern Korn Kranich Lerchen Linden Markt Mohn Moor Mühlen Otter Pappel Quellen "
    "Reiher Rosen Sand Schilf Schlehen Schul Schwalben Sonnen Stein Strom Tannen Ufer Ulmen Wacholder Wald Weiden "
    "Wiesen Ziegel"
)
_STREET_TAILS = ("straße", "weg", "gasse", "allee", "ring", "pfad", "stieg", "platz", "damm", "zeile")
_SCHOOL_WORDS = str.split(
    "Linden Brücken Regenbogen Mühlen Ufer Sonnen Wiesen Falken Strom Heide Erlen Birken Quellen Lerchen Hafen Sternen "
    "Eichen Kastanien Wald Reiher Ginster Otter Garten Kranich Moor Ahorn Windmühlen Ulmen Schwalben Hasel Feld Fähr"
)


def quarter_names(inner: int, outer: int) -> tuple[list[str], list[str]]:
    """So many different names for inner and outer Stadtteile; a pool that runs out goes on with directions."""
    return list(itertools.islice(_endless(INNER), inner)), list(itertools.islice(_endless(OUTER), outer))


def _endless(pool: tuple[str, ...]) -> itertools.chain[str]:
    more = (f"{name}-{direction}" for direction in DIRECTIONS for name in pool)
    return itertools.chain(pool, more, (f"{name} {number}" for number in itertools.count(2) for name in pool))


def street_names(count: int) -> list[str]:
    plain = [head + tail for tail in _STREET_TAILS for head in _STREET_HEADS]
    more = (
        f"{before} {name}" for before in ("Alte", "Neue", "Kleine", "Große", "Obere", "Untere") for name in plain[:50]
    )
    numbered = (f"Straße {number}" for number in itertools.count(1))
    return list(itertools.islice(itertools.chain(plain, more, numbered), count))


def school_names(count: int) -> list[str]:
    plain = [f"{word}schule" for word in _SCHOOL_WORDS]
    numbered = (f"{word}schule {number}" for number in itertools.count(2) for word in _SCHOOL_WORDS)
    return list(itertools.islice(itertools.chain(plain, numbered), count))


def compass(east: float, north: float, spread: float) -> str:
    """Nord, Ost, Süd, West or Mitte for a place this far from the middle of its Stadtteil."""
    if max(abs(east), abs(north)) < 0.25 * spread:
        return "Mitte"
    if abs(east) > abs(north):
        return "Ost" if east > 0 else "West"
    return "Nord" if north > 0 else "Süd"
