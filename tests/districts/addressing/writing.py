"""Small registers as files, the way offices write them."""

import json
import zipfile

HEADER = "Strasse;Hausnummer;Zusatz;Rechtswert;Hochwert;Einwohner"
ROWS = [
    "Hauptstraße;1;;461000,5;5481000,5;4",
    "Hauptstraße;3;;461020,5;5481000,5;2",
    "Hauptstr.;3;A;461025,5;5481000,5;0",
    "Mühlenweg;2;;461100,5;5481100,5;7",
]


def csv_file(folder, *rows, header=HEADER, encoding="utf-8", name="register.csv"):
    path = folder / name
    path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
    return path


def geojson_file(folder, features, crs=None, name="register.geojson"):
    content = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": list(at)}}
            for properties, at in features
        ],
    }
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path = folder / name
    path.write_text(json.dumps(content))
    return path


def zipped(path, *more):
    target = path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in (path, *more):
            archive.write(one, one.name)
    return target
