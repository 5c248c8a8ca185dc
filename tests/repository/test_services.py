"""A private database and broker, started for real in a new checkout."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from psycopg2.errors import InsufficientPrivilege

from tests.repository.checkouts import Checkout, rows


@pytest.fixture(scope="module", params=["plain", "closed to others, with Ümläut and " + "x" * 60])
def checkout(request: pytest.FixtureRequest) -> Iterator[Checkout]:
    folder = Path(tempfile.mkdtemp(prefix="checkout-"))
    folder.chmod(0o755 if request.param == "plain" else 0o700)
    made = Checkout(folder / request.param)
    try:
        made.services("start")
        yield made
    finally:
        made.services("stop")
        data = [(made.folder / ".local" / name).resolve().parent for name in ("test-pg", "test-redis")]
        for path in {made.run_folder(), *data}:
            if path.name.startswith("sozialmonitor-"):  # outside the checkout
                shutil.rmtree(path)
        shutil.rmtree(folder)


def test_the_roles_can_do_what_they_must_and_no_more(checkout: Checkout) -> None:
    owner, web = (checkout.connect(f"SOZIALMONITOR_{name}DATABASE_URL") for name in ("OWNER_", ""))
    rights = "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert rows(owner, rights) == [(False, False, False, True)]
    assert rows(web, rights) == [(False, False, False, False)]
    rows(owner, "CREATE TABLE made_by_owner (id serial PRIMARY KEY, place geometry(Point, 25832))")
    rows(web, "INSERT INTO made_by_owner (place) VALUES (ST_SetSRID(ST_MakePoint(1, 2), 25832))")
    assert rows(web, "SELECT id FROM made_by_owner") == [(1,)]
    for forbidden in ("CREATE TABLE t ()", "DROP TABLE made_by_owner", "TRUNCATE made_by_owner", "CREATE DATABASE d"):
        with pytest.raises(InsufficientPrivilege):
            rows(web, forbidden)
    assert rows(web, "SELECT count(*) FROM pg_class WHERE relowner = to_regrole('sozialmonitor_web')") == [(0,)]


def test_a_database_the_owner_makes_has_extensions_and_rights_too(checkout: Checkout) -> None:
    owner = checkout.connect("SOZIALMONITOR_OWNER_DATABASE_URL")
    rows(owner, "CREATE DATABASE test_made")
    inside = checkout.connect("SOZIALMONITOR_OWNER_DATABASE_URL", "test_made")
    found = {name for (name,) in rows(inside, "SELECT extname FROM pg_extension")}
    assert {"postgis", "btree_gist", "pg_trgm"} <= found
    rows(inside, "CREATE TABLE t (n int)")
    assert rows(checkout.connect("SOZIALMONITOR_DATABASE_URL", "test_made"), "SELECT count(*) FROM t") == [(0,)]


def test_everything_is_on_short_sockets_that_only_the_service_can_reach(checkout: Checkout) -> None:
    redis_socket = checkout.run_folder() / "redis.sock"
    assert redis_socket.is_socket()
    assert len(str(redis_socket.parent / ".s.PGSQL.5432").encode()) < 100
    assert redis_socket.parent.stat().st_mode & 0o777 == 0o700
    client = redis.Redis(unix_socket_path=str(redis_socket))
    assert client.ping()
    assert client.config_get("port") == {"port": "0"}
    client.close()
    owner = checkout.connect("SOZIALMONITOR_OWNER_DATABASE_URL")
    assert rows(owner, "SHOW listen_addresses") == [("",)]


def test_the_data_is_below_the_checkout_where_the_service_can_enter_it(checkout: Checkout) -> None:
    inside = (checkout.folder / ".local/test-pg").resolve().is_relative_to(checkout.folder)
    assert inside == (checkout.folder.name == "plain" or os.geteuid() != 0)
    assert checkout.run_folder().is_relative_to(checkout.folder) == (checkout.folder.name == "plain")


def test_passwords_are_for_the_users_eyes_only(checkout: Checkout) -> None:
    for name in ("test-env", "test-secrets"):
        assert (checkout.folder / ".local" / name).stat().st_mode & 0o777 == 0o600


def test_a_key_from_when_they_were_short_is_made_anew_and_stays(checkout: Checkout) -> None:
    secrets = checkout.folder / ".local/test-secrets"
    before = checkout.settings()
    assert len(before["SOZIALMONITOR_SECRET_KEY"]) == 64
    secrets.write_text(secrets.read_text().replace(before["SOZIALMONITOR_SECRET_KEY"], "a" * 48))
    checkout.services("start")
    after = checkout.settings()
    checkout.services("start")
    assert len(after["SOZIALMONITOR_SECRET_KEY"]) == 64
    assert checkout.settings() == after == {**before, "SOZIALMONITOR_SECRET_KEY": after["SOZIALMONITOR_SECRET_KEY"]}
    assert secrets.stat().st_mode & 0o777 == 0o600


def test_starting_takes_back_what_a_restored_database_gave(checkout: Checkout) -> None:
    owner, web = (checkout.connect(f"SOZIALMONITOR_{name}DATABASE_URL") for name in ("OWNER_", ""))
    rows(owner, "CREATE TABLE figures (n int); COMMENT ON TABLE figures IS 'only added'")
    rows(owner, "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT DELETE ON TABLES TO sozialmonitor_web")
    rows(owner, "GRANT ALL ON figures TO sozialmonitor_web")
    checkout.services("start")
    rows(owner, "CREATE TABLE later (n int)")
    for name in ("figures", "later"):
        asked = (
            f"SELECT has_table_privilege('{name}', 'INSERT'), has_table_privilege('{name}', 'UPDATE, DELETE, TRUNCATE')"
        )
        assert rows(web, asked) == [(True, False)]


def test_started_again_it_keeps_data_and_passwords(checkout: Checkout) -> None:
    before = checkout.settings()
    rows(checkout.connect("SOZIALMONITOR_OWNER_DATABASE_URL"), "CREATE TABLE kept ()")
    checkout.services("start")
    checkout.services("stop")
    checkout.services("stop")
    assert checkout.services("status").count("is stopped") == 2
    checkout.services("start")
    assert checkout.settings() == before
    assert rows(checkout.connect("SOZIALMONITOR_OWNER_DATABASE_URL"), "SELECT count(*) FROM kept") == [(0,)]


def test_a_cluster_that_was_removed_is_made_anew_with_its_roles(checkout: Checkout) -> None:
    checkout.services("stop")
    shutil.rmtree((checkout.folder / ".local/test-pg").resolve())
    checkout.services("start")
    web = checkout.connect("SOZIALMONITOR_DATABASE_URL")
    assert rows(web, "SELECT to_regclass('kept'), postgis_lib_version() IS NOT NULL") == [(None, True)]


def test_a_database_that_cannot_start_says_why(checkout: Checkout) -> None:
    checkout.services("stop")
    settings = (checkout.folder / ".local/test-pg").resolve() / "postgresql.conf"
    before = settings.read_text()
    settings.write_text(before + "no_such_setting = 1\n")
    try:
        with pytest.raises(subprocess.CalledProcessError) as failure:
            checkout.services("start")
    finally:
        settings.write_text(before)
    assert "no_such_setting" in failure.value.stderr
    assert "PostgreSQL did not start" in failure.value.stderr
    checkout.services("start")


def test_a_number_left_over_from_a_crash_is_nobody_to_kill(checkout: Checkout) -> None:
    checkout.services("stop")
    # With another user's number PostgreSQL would see by itself that the lock is not its own.
    bystander = subprocess.Popen(["sleep", "60"], user="postgres" if os.geteuid() == 0 else None)
    try:
        for name in ("test-postgres", "test-redis"):
            (checkout.folder / ".local/pids" / f"{name}.pid").write_text(f"{bystander.pid}\n")
        for lock in (checkout.folder / ".local/test-pg/postmaster.pid", checkout.run_folder() / ".s.PGSQL.5432.lock"):
            lock.write_text(f"{bystander.pid}\n")
            lock.chmod(0o644)
        checkout.services("stop")
        assert bystander.poll() is None
        checkout.services("start")
    finally:
        bystander.kill()
        bystander.wait()


def test_data_of_an_earlier_checkout_in_the_same_place_is_announced_and_works(checkout: Checkout) -> None:
    checkout.services("stop")
    outside = not (checkout.folder / ".local/test-pg").resolve().is_relative_to(checkout.folder)
    shutil.rmtree(checkout.folder / ".local")
    assert checkout.run("start").stderr.count("earlier checkout") == (2 if outside else 0)
    web = checkout.connect("SOZIALMONITOR_DATABASE_URL")
    assert rows(web, "SELECT current_user::text") == [("sozialmonitor_web",)]
