"""What the benchmarks share: a database of their own, generated figures with a fixed seed, and the last line."""

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote

import environ
import psycopg2

os.environ["DJANGO_SETTINGS_MODULE"] = "sozialmonitor.settings"
DATABASE = "sozialmonitor_bench"
RUNS = 3
PATIENCE = 120  # seconds


@contextmanager
def bench_database() -> Iterator[None]:
    """A fresh database beside the tests' one, dropped afterwards; Django is set up on it inside."""
    url = os.environ["SOZIALMONITOR_OWNER_DATABASE_URL"]
    owner = environ.Env.db_url_config(url)
    admin = psycopg2.connect(
        host=unquote(owner["HOST"]), user=owner["USER"], password=owner["PASSWORD"], dbname=owner["NAME"]
    )
    admin.autocommit = True
    _drop(admin)
    admin.cursor().execute(f"CREATE DATABASE {DATABASE}")
    os.environ["SOZIALMONITOR_DATABASE_URL"] = f"{url.rpartition('/')[0]}/{DATABASE}"
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield
    finally:
        from django.db import connections

        connections.close_all()
        _drop(admin)
        admin.close()


def _drop(admin: "psycopg2.extensions.connection") -> None:
    """After millions of rows the server tidies up behind itself for a while, and its own process may not be ended."""
    for _ in range(PATIENCE):
        with suppress(psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ObjectInUse):
            admin.cursor().execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            return
        time.sleep(1)
    raise SystemExit(f"the database {DATABASE} is still in use")


def side_by_side(name: str, product: Callable[[], object], limit: Callable[[], object]) -> None:
    """Product and limit in turn, so that a noisy machine hits both; medians, and the ratio as the last line."""
    seconds: dict[str, list[float]] = {"product": [], "limit": []}
    for _ in range(RUNS):
        for which, work in (("product", product), ("limit", limit)):
            start = time.perf_counter()
            work()
            seconds[which].append(time.perf_counter() - start)
    first, second = statistics.median(seconds["product"]), statistics.median(seconds["limit"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"ratio {name}: {first / second:.2f} (product {first:.2f} s, limit {second:.2f} s, peak {peak:.0f} MB)")
