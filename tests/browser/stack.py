"""The product as it runs in a city: a database, a web server and a worker, real processes with the web role's rights.

Each stack has a database, a broker number, a folder and a port of its own, so that several can run side by side.
"""

import contextlib
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
import redis

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
FIRST_BROKER = 5  # Redis has 16 numbered databases; the lower ones are left to whatever else runs
BROKERS = 10


def settings() -> dict[str, str]:
    """What script/test sets, unchanged: to this process tests/conftest.py gave the owner's database."""
    file = ROOT / ".local" / "test-env"
    lines = shlex.split(file.read_text(encoding="utf-8")) if file.exists() else []
    return dict(line.split("=", 1) for line in lines)


class Stack:
    def __init__(self, folder: Path, name: str, number: int = 0) -> None:
        self.folder, self.database = folder, f"sozialmonitor_{name}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.programs: list[subprocess.Popen[bytes]] = []
        self.passwords: dict[str, str] = {}
        given = settings()
        self.owner_url = given["SOZIALMONITOR_OWNER_DATABASE_URL"]
        self.broker = f"{given['SOZIALMONITOR_REDIS_URL']}?virtual_host={FIRST_BROKER + number % BROKERS}"
        self.env = {
            **{key: value for key, value in os.environ.items() if not key.startswith("SOZIALMONITOR_")},
            **given,
            "SOZIALMONITOR_DATABASE_URL": self._in_own_database(given["SOZIALMONITOR_DATABASE_URL"]),
            "SOZIALMONITOR_OWNER_DATABASE_URL": self._in_own_database(self.owner_url),
            "SOZIALMONITOR_REDIS_URL": self.broker,
            "SOZIALMONITOR_FILES": str(folder / "files"),
            "SOZIALMONITOR_DEMO": "1",
        }
        (folder / "files").mkdir(parents=True, exist_ok=True)

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
        """The fictional city, its files kept in the folder `city`."""
        told = self.manage("load_demo", *options, "--folder", str(self.folder / "city"))
        self.passwords = dict(re.findall(r"^(\w+) +(\S+) ", told, re.MULTILINE))

    def manage(self, *words: str, owner: bool = False) -> str:
        env = self.env | ({"SOZIALMONITOR_DATABASE_URL": self.env["SOZIALMONITOR_OWNER_DATABASE_URL"]} if owner else {})
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {words[0]}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def start(self) -> None:
        redis.Redis.from_url(self.broker.replace("redis+socket", "unix").replace("virtual_host", "db")).flushdb()
        self.web = self._start(
            "web", "gunicorn", "sozialmonitor.wsgi", "--bind", f"127.0.0.1:{self.port}",
            "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--no-control-socket",
        )  # fmt: skip
        self.worker = self._start(
            "worker", "celery", "-A", "sozialmonitor", "worker", "--pool", "solo",
            "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO",
        )  # fmt: skip
        self._wait_for(self._answers, "web")
        self._wait_for(lambda: " ready." in self.log("worker"), "worker")

    def _start(self, name: str, program: str, *words: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("wb") as log:
            started = subprocess.Popen([str(BIN / program), *words], cwd=ROOT, env=self.env, stdout=log, stderr=log)
        self.programs.append(started)
        return started

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _answers(self) -> bool:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            return urllib.request.urlopen(f"{self.url}/anmelden/", timeout=10).status == 200
        return False

    def _wait_for(self, is_there, name: str, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while not is_there():
            gone = any(program.poll() is not None for program in self.programs)
            if gone or time.monotonic() > until:
                raise RuntimeError(f"the {name} did not start:\n{self.log(name)[-4000:]}")
            time.sleep(0.1)

    @contextlib.contextmanager
    def worker_paused(self):
        """What is uploaded meanwhile waits: the only way to look at the progress of a small file at leisure."""
        self.worker.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.worker.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        for program in self.programs:
            program.terminate()
        for program in self.programs:
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
        self.programs.clear()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def connect(url: str, database: str):
    """The URL of a database on a socket has the form postgis://role:password@/folder/of/socket/name."""
    parts = urlsplit(url)
    folder = unquote(parts.path).rsplit("/", 1)[0]
    host = parts.hostname or folder
    return psycopg2.connect(host=host, port=parts.port, user=parts.username, password=parts.password, dbname=database)
