"""Whatever is done to sealed lines shows, also when their owner does it; and honest work never looks broken."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils.timezone import now

from sozialmonitor.access.models import AuditEvent
from sozialmonitor.trail.chain import GENESIS
from sozialmonitor.trail.models import AccessEvent, Seal
from sozialmonitor.trail.sealing import seal_trail
from sozialmonitor.trail.verifying import Broken, verify
from tests.trail.lines import accesses, days_ago, sql, trail
from tests.world import Ran, command

pytestmark = pytest.mark.django_db
OLD = 3  # days after which nothing can be a late commit any more


def broken() -> list[tuple[Broken, str]]:
    return [(one.broken, one.name) for one in verify().findings]


def test_lines_are_sealed_once_and_in_order() -> None:
    first = trail(3)
    assert (seal_trail(), seal_trail()) == (3, 0)
    second = trail(2)
    assert seal_trail() == 2
    assert list(Seal.objects.values_list("id", "event")) == list(enumerate([*first, *second], start=1))
    found = verify()
    assert (found.sound, found.seals, found.lines, found.unsealed) == (True, 5, 5, 0)
    assert found.newest == Seal.objects.get(pk=5).seal


def test_anybody_can_recompute_a_seal_without_this_program() -> None:
    trail(1)
    seal_trail()
    seal, event = Seal.objects.get(), AuditEvent.objects.get()
    details = json.dumps(event.details, ensure_ascii=False)
    line = [str(event.pk), event.at.strftime("%Y-%m-%dT%H:%M:%S.%f"), "system", "grant", "indicator:i0", details]
    digest = hashlib.sha256(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
    at = seal.sealed_at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    parts = [1, "event", str(event.pk), 1, digest, at, GENESIS]
    assert seal.seal == hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    ["by = 'anna'", "verb = 'x'", "what = 'x'", "details = details || '{\"number\": 7}'", "at = at + interval '1 us'"],
)
def test_a_changed_line(change: str) -> None:
    _, second, _ = trail(3)
    seal_trail()
    sql(f"UPDATE access_auditevent SET {change} WHERE id = %s", second)
    assert broken() == [(Broken.CHANGED, str(second))]
    assert verify().findings[0].seal == 2


def test_a_deleted_line() -> None:
    _, second, _ = trail(3)
    seal_trail()
    sql("DELETE FROM access_auditevent WHERE id = %s", second)
    assert broken() == [(Broken.MISSING, str(second))]


def test_a_deleted_line_with_its_seal() -> None:
    _, second, _ = trail(3)
    seal_trail()
    sql("DELETE FROM access_auditevent WHERE id = %s", second)
    sql("DELETE FROM trail_seal WHERE event = %s", second)
    assert broken() == [(Broken.GAP, "2")]
    sql("UPDATE trail_seal SET id = 2 WHERE id = 3")
    assert broken() == [(Broken.SEAL, "2")]


def test_the_last_lines_with_their_seals_are_missed_by_whoever_kept_the_newest_seal() -> None:
    *_, last = trail(3)
    seal_trail()
    anchor = verify().newest
    assert verify(against=anchor).sound
    sql("DELETE FROM access_auditevent WHERE id = %s", last)
    sql("DELETE FROM trail_seal WHERE event = %s", last)
    assert verify().sound  # the chain alone cannot know
    assert [(one.broken, one.name) for one in verify(against=anchor).findings] == [(Broken.ANCHOR, anchor)]
    trail(2)
    seal_trail()
    assert not verify(against=anchor).sound


def test_a_chain_made_anew_is_found_by_the_anchor() -> None:
    _, second, _ = trail(3)
    seal_trail()
    anchor = verify().newest
    sql("UPDATE access_auditevent SET by = 'anna' WHERE id = %s", second)
    Seal.objects.all().delete()
    seal_trail()
    assert verify().sound
    assert not verify(against=anchor).sound


def test_a_line_put_in_between() -> None:
    first, _, _ = trail(3)
    sql("UPDATE access_auditevent SET id = id - 10 WHERE id = %s", first)  # leaves room for numbers
    seal_trail(days_ago(OLD))
    trail(1)
    seal_trail()
    assert verify().sound
    sql(
        "INSERT INTO access_auditevent (id, at, by, verb, what, details) VALUES (%s, %s, 'anna', 'grant', 'x', '{}')",
        first - 5, days_ago(OLD),
    )  # fmt: skip
    assert broken() == [(Broken.INSERTED, str(first - 5))]
    assert seal_trail() == 0  # it is not taken in later either
    assert broken() == [(Broken.INSERTED, str(first - 5))]


def test_a_line_at_the_end_that_claims_to_be_old() -> None:
    trail(2)
    seal_trail()
    sql(
        "INSERT INTO access_auditevent (at, by, verb, what, details) VALUES (%s, 'anna', 'grant', 'x', '{}')",
        days_ago(OLD),
    )
    seal_trail(now() + timedelta(seconds=30))
    assert [kind for kind, _ in broken()] == [Broken.INSERTED]


def test_a_seal_that_was_changed_or_is_none() -> None:
    trail(3)
    seal_trail()
    sql("UPDATE trail_seal SET count = 2 WHERE id = 2")
    assert broken() == [(Broken.SEAL, "2")]
    sql("UPDATE trail_seal SET count = 1, sealed_at = sealed_at - interval '1 us' WHERE id = 2")
    assert broken() == [(Broken.SEAL, "2")]


def test_what_is_committed_late_has_its_place_where_it_was_seen() -> None:
    first, second, third = trail(3)
    sql("UPDATE access_auditevent SET id = %s WHERE id = %s", third + 50, second)  # out of sight, as before its commit
    seal_trail()
    sql("UPDATE access_auditevent SET id = %s WHERE id = %s", second, third + 50)
    Seal.objects.filter(event=third + 50).delete()
    seal_trail()
    assert list(Seal.objects.values_list("event", flat=True)) == [first, third, second]
    assert verify().sound


def test_many_lines_are_sealed_in_several_transactions() -> None:
    AuditEvent.objects.bulk_create(AuditEvent(by="x", verb="y", what=str(n)) for n in range(2500))
    assert seal_trail() == 2500
    assert verify().sound
    assert verify().seals == 2500


def test_a_day_of_the_access_log_is_one_seal() -> None:
    day = accesses(days=2)
    accesses(days=0)
    trail(1)
    seal_trail()
    assert list(Seal.objects.values_list("kind", "day", "count")) == [("event", None, 1), ("day", day, 3)]
    assert verify().sound
    accesses(days=0)
    assert verify().sound  # today is not over


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE trail_accessevent SET account = 'bernd' WHERE what = 'indicator:i1'", Broken.CHANGED),
        ("UPDATE trail_accessevent SET rows = NULL WHERE what = 'indicator:i1'", Broken.CHANGED),
        ("UPDATE trail_accessevent SET denied = true WHERE what = 'indicator:i1'", Broken.CHANGED),
        ("DELETE FROM trail_accessevent WHERE what = 'indicator:i1'", Broken.MISSING),
        ("DELETE FROM trail_accessevent", Broken.MISSING),
    ],
)
def test_a_sealed_day_that_was_changed(statement: str, kind: Broken) -> None:
    day = accesses(days=2)
    seal_trail()
    sql(statement)
    assert broken() == [(kind, day.isoformat())]


def test_lines_added_to_sealed_days_and_to_days_nobody_read_on() -> None:
    day, earlier = accesses(days=2), 5
    seal_trail()
    accesses(days=2, count=1, account="bernd")
    assert broken() == [(Broken.INSERTED, day.isoformat())]
    AccessEvent.objects.filter(account="bernd").delete()
    strange = accesses(days=earlier)
    seal_trail()
    assert broken() == [(Broken.INSERTED, strange.isoformat())]


def verified(*words: object) -> Ran:
    return command("audit_verify", *words)


def test_the_command_says_where_and_ends_with_one(tmp_path: Path) -> None:
    assert verified().code == 0  # of nothing, nothing is broken
    _, second, _ = trail(3)
    seal_trail()
    trail(1)
    ran = verified("--anchor", tmp_path / "anchor")
    anchor = (tmp_path / "anchor").read_text().strip()
    assert ran.code == 0
    assert "3 seals over 4 lines of the trail and 0 days of the access log, 1 lines not sealed yet" in ran.out
    assert f"newest seal: {anchor}" in ran.out
    assert verified("--against", anchor).code == 0
    assert verified("--against", "f" * 64).code == 1
    assert verified("--against", "x").code == 2
    sql("DELETE FROM access_auditevent WHERE id = %s", second)
    ran = verified()
    assert (ran.code, ran.error) == (
        1, f"broken, 1 findings; the first:\nseal 2, event {second}: what was sealed is gone",
    )  # fmt: skip


def test_verifying_writes_nothing() -> None:
    trail(3)
    accesses(days=2)
    seal_trail()
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    assert verify().sound


def test_verifying_asks_once_whatever_the_length(django_assert_max_num_queries: object) -> None:
    trail(50)
    seal_trail()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert verify().sound
