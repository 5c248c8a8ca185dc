"""Which column of a register is what, told by its name or given."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from districts.addressing.rules import Unreadable
from districts.addressing.streets import fold

_NAMES: Final = {
    "street": "strname strassenname strasse str street streetname strassennamen strbez",
    "number": "hsnr hnr hausnr hausnummer housenumber haus number nummer nr",
    "suffix": "hsnrzu hsnrzus hnrzusatz hnrzus hnrz hausnrzusatz hausnrzus hausnummernzusatz hausnummerzusatz"
    " adresszusatz zusatz suffix adz hz",
    "key": "strschl strassenschluessel strasseschluessel strschluessel strkey streetkey strnr strassennummer skz stn",
    "x": "x rechtswert rw ostwert ost easting east xkoordinate xkoord utmx",
    "y": "y hochwert hw nordwert nord northing north ykoordinate ykoord utmy",
    "lon": "lon lng long longitude laengengrad laenge",
    "lat": "lat latitude breitengrad breite",
    "inhabitants": "einwohner ew inhabitants population personen einw bevoelkerung bev",
    "address": "adresse address anschrift",
}
ROLES: Final[dict[str, tuple[str, ...]]] = {role: tuple(names.split()) for role, names in _NAMES.items()}


@dataclass(frozen=True)
class Columns:
    """Positions in a row; None where the file has no such column. x and y may be degrees of longitude and latitude."""

    number: int | None
    street: int | None
    address: int | None
    x: int
    y: int
    suffix: int | None = None
    key: int | None = None
    inhabitants: int | None = None

    def named(self, header: Sequence[str]) -> dict[str, str]:
        found = {role: getattr(self, role) for role in self.__dataclass_fields__}
        return {role: header[at] for role, at in found.items() if at is not None}


def columns_of(header: Sequence[str], *, points: bool, given: Mapping[str, str] | None = None) -> Columns:
    """The columns of a header; `given` maps roles to names and wins. With `points` the last two are the coordinates.

    Raises Unreadable: `register-column-unknown` for a given name that is not there, `register-columns` where a street,
    a number or coordinates are nowhere to be found.
    """
    found = dict(_recognised(header, len(header) - 2 if points else len(header)))
    for role, name in (given or {}).items():
        if name not in header:
            raise Unreadable("register-column-unknown", role=role, column=name, columns=list(header))
        found[role] = header.index(name)
    if points and not {"x", "y", "lon", "lat"} & set(given or {}):
        found["x"], found["y"] = len(header) - 2, len(header) - 1
    elif "lon" in found and "lat" in found and "x" not in (given or {}):
        found["x"], found["y"] = found["lon"], found["lat"]
    split = "street" in found and "number" in found
    missing = [] if split or "address" in found else [role for role in ("street", "number") if role not in found]
    missing += [role for role in ("x", "y") if role not in found]
    if missing:
        raise Unreadable("register-columns", missing=missing, columns=list(header))
    return Columns(
        number=found["number"] if split else None,
        street=found["street"] if split else None,
        address=None if split else found["address"],
        x=found["x"],
        y=found["y"],
        suffix=found.get("suffix") if split else None,
        key=found.get("key"),
        inhabitants=found.get("inhabitants"),
    )


def _recognised(header: Sequence[str], width: int) -> Iterator[tuple[str, int]]:
    plain = [_plain(name) for name in header[:width]]
    for role, names in ROLES.items():
        at = next((plain.index(name) for name in names if name in plain), None)
        if at is not None:
            yield role, at


def _plain(name: str) -> str:
    # fold shortens "straße", which the names above have in full.
    text = name.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return re.sub(r"[^a-z0-9]", "", text)


def lookup_columns(header: Sequence[str]) -> tuple[int | None, int | None, int | None, int | None]:
    """Positions of street, number, suffix and whole address in a list to be looked up; no coordinates are needed.

    A single column is the whole address. Raises Unreadable `register-columns` where neither is to be found.
    """
    found = dict(_recognised(header, len(header)))
    if "street" in found and "number" in found:
        return found["street"], found["number"], found.get("suffix"), None
    if "address" in found or "street" in found:
        return None, None, None, found.get("address", found.get("street"))
    if len(header) == 1 and fold(header[0]):
        return None, None, None, 0
    raise Unreadable("register-columns", missing=["street", "number"], columns=list(header))
