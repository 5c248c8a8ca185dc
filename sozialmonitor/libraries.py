"""Finds the copies of GDAL, GEOS and PROJ that the Python wheels bring.

GeoDjango wants paths; the wheels carry hashed file names. One GDAL per process, none from the operating system, so that
a bare machine needs no further package. GDAL_LIBRARY_PATH and GEOS_LIBRARY_PATH in the environment win.
"""

import os
from importlib.util import find_spec
from pathlib import Path


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"The package {name} is missing: run script/setup.")
    return Path(spec.origin).parent


def _bundled(package: str, pattern: str) -> str:
    folder = _package_folder(package).parent / f"{package}.libs"
    found = sorted(folder.glob(pattern))
    if not found:
        raise RuntimeError(
            f"No {pattern} below {folder}: install {package} from its wheel or set the path in the environment."
        )
    return str(found[0])


def gdal_library() -> str:
    return os.environ.get("GDAL_LIBRARY_PATH") or _bundled("pyogrio", "libgdal*.so*")


def geos_library() -> str:
    return os.environ.get("GEOS_LIBRARY_PATH") or _bundled("shapely", "libgeos_c*.so*")


def set_data_folders() -> None:
    """Must run before Django loads GDAL: afterwards the library has looked for its tables already."""
    data = _package_folder("pyogrio")
    os.environ.setdefault("GDAL_DATA", str(data / "gdal_data"))
    os.environ.setdefault("PROJ_DATA", str(data / "proj_data"))
    os.environ.setdefault("PROJ_LIB", os.environ["PROJ_DATA"])
