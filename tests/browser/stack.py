"""The product as it runs in a city: a database, a broker, a web server and a worker, real processes with real rights.

Each stack has a database, a folder and a port of its own, so that several can run side by side.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

# The database lets the house alone write accounts and rights.
ADD_PERSON = """
from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.actions import grant, join, put_department
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope
with acting_for(None):
    department = put_department(by=None, key={username!r}, label_de={username!r})
    user = User.objects.create_user({username!r}, password={password!r})
    join(by=None, user=user, department=department)
    for permission, key in {grants}:
        grant(by=None, department=department, permissions=[Permission(permission)], scope=Scope.INDICATOR, keys=[key])
"""


class Stack:
    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database, self.port = folder, database, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        self.passwords: dict[str, str] = {}
        self.deliveries: dict[str, int] = {}  # by their state, once some have been made
        self.places: dict[str, str] = {}  # addresses of pages about areas, by what they show, once they are there
        self.owner_url = os.environ["SOZIALMONITOR_OWNER_DATABASE_URL"]
        self.broker = folder / "redis.sock"
        self.env = {
            **os.environ,
            "SOZIALMONITOR_DATABASE_URL": self._in_own_database(os.environ["SOZIALMONITOR_DATABASE_URL"]),
            "SOZIALMONITOR_OWNER_DATABASE_URL": self._in_own_database(self.owner_url),
            "SOZIALMONITOR_REDIS_URL": f"redis+socket://{self.broker}",
            "SOZIALMONITOR_FILES": str(folder / "files"),
            "SOZIALMONITOR_STATIC": str(folder / "static"),
            "SOZIALMONITOR_DEMO": "1",
        }
        (folder / "files").mkdir(parents=True)

    def _in_own_database(self, url: str) -> str:
        return url.rsplit("/", 1)[0] + "/" + self.database

    def create_database(self) -> None:
        self.drop_database()
        self._as_owner(f'CREATE DATABASE "{self.database}"')
        self.manage("migrate", "--noinput", "--verbosity", "0", owner=True)

    def drop_database(self) -> None:
        self._as_owner(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def _as_owner(self, statement: str) -> None:
        with contextlib.closing(connect(self.owner_url, "postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    def load_city(self, *options: str) -> None:
        """The fictional city; the files its offices sent are then in the folder `city`."""
        told = self.manage("load_demo", *options, "--folder", str(self.folder / "city"))
        self.passwords |= dict(re.findall(r"^(\w+) +(\S+) ", told, re.MULTILINE))

    def add_person(self, username: str, grants: str) -> None:
        """An account in a department of its own; grants are pairs of a permission and an indicator."""
        self.passwords[username] = f"only for tests: {username}"
        words = {"username": username, "password": self.passwords[username], "grants": grants}
        self.manage("shell", "--verbosity", "0", "--command", ADD_PERSON.format(**words))

    def manage(self, *words: str, owner: bool = False) -> str:
        own = {"SOZIALMONITOR_DATABASE_URL": self.env["SOZIALMONITOR_OWNER_DATABASE_URL"]} if owner else {}
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env | own, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"manage.py {words[0]}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def start(self) -> None:
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        broker = shutil.which("redis-server") or "redis-server is missing"
        self._start(
            "redis", broker, "--port", "0", "--unixsocket", str(self.broker), "--save", "", "--dir", str(self.folder)
        )
        self._wait_for(self.broker.exists, "redis")
        self._start(
            "web", str(BIN / "gunicorn"), "sozialmonitor.wsgi", "--bind", f"127.0.0.1:{self.port}",
            "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--no-control-socket",
        )  # fmt: skip
        self._start(
            "worker", str(BIN / "celery"), "-A", "sozialmonitor", "worker", "--pool", "solo",
            "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO",
        )  # fmt: skip
        self._wait_for(self._answers, "web")
        self._wait_for(lambda: " ready." in self.log("worker"), "worker")

    def _start(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.programs[name] = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/anmelden/", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _wait_for(self, is_there: Callable[[], bool], name: str, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while not is_there():
            if time.monotonic() > until or self.programs[name].poll() is not None:
                raise RuntimeError(f"{name} did not start:\n{self.log(name)[-4000:]}")
            time.sleep(0.1)

    @contextlib.contextmanager
    def worker_paused(self) -> Iterator[None]:
        """What is uploaded meanwhile waits: the only way to look at the progress of a small file at leisure."""
        self.programs["worker"].send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.programs["worker"].send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Web and worker first: without their broker they would wait for it."""
        for name in reversed(list(self.programs)):
            program = self.programs.pop(name)
            program.terminate()
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def connect(url: str, database: str) -> "psycopg2.extensions.connection":
    """The URL of a database on a socket has the form postgis://role:password@/folder/of/the/socket/name."""
    parts = urlsplit(url)
    host = parts.hostname or unquote(parts.path).rsplit("/", 1)[0]
    return psycopg2.connect(host=host, port=parts.port, user=parts.username, password=parts.password, dbname=database)
