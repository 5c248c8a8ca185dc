"""A million figures in a flat file of the new layout, from the stored file to published, against COPY of the same
figures into a table with the same columns and indexes and no foreign keys.    script/bench import_speed

Also the highest memory of a process that takes in files of 120,000 and of a million rows, and of
SOZIALMONITOR_BENCH_ROWS rows if that is set: ten million take some minutes and two gigabytes of disk.
"""

import os
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from benchmarks._bench import RUNS, bench_database, side_by_side
from benchmarks._flat_file import MEASURES, SEXES, VALUES, write_flat_file

os.environ["SOZIALMONITOR_MAX_UPLOAD_MB"] = "4000"  # a million rows are 220 MB
ROWS, AREAS = 1_000_000, 500
PROFILE = {
    "profile": "bench-flat",
    "parser": "genesis-flat",
    "area": {"column": "KREISE", "division": "bloecke"},
    "columns": {
        f"WERT{value:02d}" + (f"[GES={sex}]" if sex else ""): f"M{value:02d}{sex}"
        for value in range(VALUES)
        for sex in SEXES
    },
}


def prepare() -> None:
    """Areas and measures, once."""
    from benchmarks._figures import make_city
    from indicators.actions.catalogue import load_catalogue
    from indicators.catalogue import read_catalogue

    make_city(AREAS)
    measures = [f"  - {{code: {code}, kind: count}}" for code in PROFILE["columns"].values()]  # type: ignore[attr-defined]
    assert len(measures) == MEASURES
    load_catalogue(by=None, catalogue=read_catalogue("measures:\n" + "\n".join(measures)))


def take_in(path: Path) -> int:
    """The way of a file behind the upload; the number of figures published."""
    from imports.actions.checking import check_batch
    from imports.actions.deciding import publish_batch
    from imports.models import Batch

    batch = Batch.objects.get(file_name=path.name)
    checked = check_batch(batch.pk)
    assert checked is not None
    assert checked.state == Batch.State.READY, (checked.problem_counts, checked.fault)
    publish_batch(by=None, batch=checked, notices_seen=True)
    return checked.total


def receive(path: Path) -> None:
    from imports.actions.profiles import put_profile
    from imports.actions.receiving import receive_file
    from imports.parsers.profiles.loading import load_profile

    profile = put_profile(by=None, spec=load_profile(PROFILE))
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(1 << 20), b"")
        receive_file(by=None, name=path.name, chunks=chunks, profile=profile, start=False)


def peak(rows: int) -> None:
    """In a process of its own: how much memory the worker needs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"peak-{rows}.csv"
        write_flat_file(path, rows, AREAS, seed=rows)
        receive(path)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.import_speed", str(path)], capture_output=True, text=True, check=False
        )
        print(done.stdout.strip() or done.stderr)


def main() -> None:
    from django.db import connection

    prepare()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"run-{number}.csv" for number in range(RUNS)]
        for number, path in enumerate(files):
            write_flat_file(path, ROWS, AREAS, seed=number)
            receive(path)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE bench_limit (LIKE indicators_observation INCLUDING DEFAULTS INCLUDING INDEXES)"
            )
        waiting = iter(files)

        def product() -> None:
            assert take_in(next(waiting)) == ROWS

        lines = StringIO()

        def limit() -> None:
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE bench_limit")
                cursor.cursor.copy_from(lines, "bench_limit", columns=COLUMNS)
            lines.seek(0)

        _fill(lines)
        for rows in (120_000, ROWS, int(os.environ.get("SOZIALMONITOR_BENCH_ROWS", "0"))):
            if rows:
                peak(rows)
        side_by_side("import_speed", product, limit)


COLUMNS = ("delivery_id", "series_id", "period_end", "period_start", "value", "status", "flags")


def _fill(lines: StringIO) -> None:
    """The figures of a file as COPY takes them, in the same random order."""
    import numpy as np

    rng = np.random.default_rng(0)
    for which in rng.permutation(ROWS).tolist():
        series, day = which % (AREAS * MEASURES), which // (AREAS * MEASURES)
        date = f"{1950 + day // 12}-{day % 12 + 1:02d}-28"
        number = "\\N" if which % 50 == 0 else which % 4987 + 3
        lines.write(f"1\t{series}\t{date}\t{date}\t{number}\t{3 if number == chr(92) + 'N' else 0}\t0\n")
    lines.seek(0)


if __name__ == "__main__" and len(sys.argv) == 2:
    import django

    django.setup()
    path = Path(sys.argv[1])
    rows = take_in(path)
    # Not getrusage: what this process had in memory as a copy of its parent, before it became itself, counts there.
    status = Path("/proc/self/status").read_text()
    used = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(f"peak import of {rows} rows ({path.stat().st_size / 1e6:.0f} MB): {used:.0f} MB")
elif __name__ == "__main__":
    with bench_database():
        main()
