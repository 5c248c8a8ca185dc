"""Addresses as people type them, among 400,000 with typing errors in half of the queries: the product's search and the
interface around it, against one bare statement that finds a street by trigrams.

script/bench address_search; SOZIALMONITOR_BENCH_ROWS sets another number of addresses.
"""

import os
import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from benchmarks._bench import bench_database, side_by_side

if TYPE_CHECKING:
    from django.test import Client

ADDRESSES = int(os.environ.get("SOZIALMONITOR_BENCH_ROWS", "400000"))
QUERIES = 500
BARE = """
SELECT id FROM districts_street WHERE register_id = %s AND folded %% %s ORDER BY similarity(folded, %s) DESC LIMIT 10
"""


def typed(name: str, number: int, chance: random.Random) -> str:
    """As somebody types it: now and then a letter less, a letter wrong, two swapped, or the name cut short."""
    text = name.replace("straße", chance.choice(["straße", "str.", "strasse", "strase"]))
    at = chance.randrange(1, max(2, len(text) - 2))
    how = chance.randrange(8)
    if how == 0:
        text = text[:at] + text[at + 1 :]
    elif how == 1:
        text = text[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :]
    elif how == 2:
        text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    elif how == 3:
        return text[: max(3, at)]
    return chance.choice([f"{text} {number}", f"{number} {text}", f"{text} {number}a", f"{text} {number}"])


def spread(name: str, queries: list[str], ask: Callable[[str], object]) -> None:
    took = []
    for query in queries:
        start = time.perf_counter()
        ask(query)
        took.append(1000 * (time.perf_counter() - start))
    took.sort()
    p50, p95, p99 = (took[int(len(took) * part) - 1] for part in (0.5, 0.95, 0.99))
    print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms ({len(took)} queries)")


def answered(client: "Client", query: str) -> None:
    assert client.get("/api/v1/addresses/", {"q": query}).status_code == 200


def main() -> None:
    from django.db import connection
    from django.test import Client

    from benchmarks._city import areas, store_addresses, store_edition
    from districts.actions.placements import place_register
    from districts.addressing.numbers import readings
    from districts.addressing.streets import fold
    from districts.queries.address_search import search
    from sozialmonitor.access.models import User

    for number, count in enumerate((17, 38, 78, 1000)):
        store_edition(f"division-{number}", areas(count, number))
    register = store_addresses(ADDRESSES, seed=4, streets=ADDRESSES // 40)
    place_register(by=None, register=register)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    chance = random.Random(4)
    names = list(register.streets.order_by("id").values_list("name", flat=True))
    wanted = [(chance.choice(names), chance.randrange(1, 41)) for _ in range(QUERIES)]
    queries = [typed(name, number, chance) for name, number in wanted]
    answers = [search(query) for query in queries]
    first = sum(bool(found) and found[0].street.name == name for found, (name, _) in zip(answers, wanted, strict=True))
    among = sum(any(one.street.name == name for one in found) for found, (name, _) in zip(answers, wanted, strict=True))
    print(f"{ADDRESSES} addresses, {len(names)} streets; the street meant is first for {first}, among ten for {among}")
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_user("benchmark"))

    def bare(query: str) -> None:
        street = fold(readings(query)[0].street)
        with connection.cursor() as cursor:
            cursor.execute(BARE, [register.pk, street, street])
            cursor.fetchall()

    spread("bare statement", queries, bare)
    spread("search", queries, search)
    spread("interface", queries, lambda query: answered(client, query))
    side_by_side("address_search", lambda: [search(query) for query in queries], lambda: [bare(one) for one in queries])


if __name__ == "__main__":
    with bench_database():
        main()
