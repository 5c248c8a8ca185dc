"""Workers, timetable and broker as a city runs them: processes of their own, with the web role's rights."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import pytest

ROOT = Path(__file__).resolve().parents[2]


def wait_for(ask: Callable[[], object], what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not ask():
        assert time.monotonic() < end, f"waited {seconds} s in vain: {what}"
        time.sleep(0.02)


class Program:
    """A process with its children in a group of their own, so that a kill reaches them all."""

    def __init__(self, log: Path, env: dict[str, str], *command: str) -> None:
        self.log = log
        with log.open("wb") as target:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=target, stderr=target, start_new_session=True
            )

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until_it_says(self, words: str, seconds: float = 40) -> None:
        def ready() -> bool:
            assert self.process.poll() is None, self.said()[-3000:]
            return words in self.said()

        wait_for(ready, f"{words!r} in {self.log.name}", seconds)

    def children(self) -> list[int]:
        if Path("/proc/self").readlink().name != str(os.getpid()):
            pytest.skip("/proc numbers the processes of another namespace here, so no child can be singled out")
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def kill(self) -> None:
        """kill -9, as the machine does when its memory is full."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


class Programs:
    """The broker is the first to start. The database is that of the tests; each test says where it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[Program] = []
        self.broker: Program | None = None
        self.socket = folder / "redis.sock"
        self.broker_url = f"redis+socket://{self.socket}"
        self.files, self.temporary = folder / "files", folder / "tmp"
        self.temporary.mkdir()
        self.web: Program | None = None
        self.web_socket = folder / "web.sock"
        self.env = {
            **os.environ,
            "SOZIALMONITOR_REDIS_URL": self.broker_url,
            "SOZIALMONITOR_FILES": str(self.files),
            "TMPDIR": str(self.temporary),
            "SOZIALMONITOR_BATCH_SILENCE_SECONDS": "2",
            "DJANGO_SETTINGS_MODULE": "sozialmonitor.settings",
        }
        self.env.pop("CELERY_BROKER_URL", None)
        self.numbers = 0

    def start_broker(self) -> None:
        server = shutil.which("redis-server")
        assert server, "redis-server is missing"
        words = ("--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.folder))
        self.broker = self._program("redis", server, *words)
        wait_for(self.socket.exists, "the broker's socket")

    def kill_broker(self) -> None:
        if self.broker is not None:
            self.broker.kill()
        self.broker = None
        self.socket.unlink(missing_ok=True)

    def start_worker(self) -> Program:
        words = ("worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
        worker = self._start("worker", sys.executable, "-m", "celery", "-A", "sozialmonitor", *words)
        worker.wait_until_it_says(" ready.")
        return worker

    def start_timetable(self) -> Program:
        return self._start("beat", sys.executable, "-m", "celery", "-A", "sozialmonitor", "beat", "--loglevel", "INFO")

    def start_python(self, program: str, *before: str) -> Program:
        """In the name of the house, as tasks and commands are."""
        told = indent(program, "    ")
        speaking = f"from sozialmonitor.access.acting import acting_for\nwith acting_for(None):\n{told}"
        return self._start("python", *before, sys.executable, "-c", f"import django; django.setup()\n{speaking}")

    def start_web(self) -> Path:
        """The web server, as script/demo runs it: one for all tests, for it takes a while. Its socket."""
        if self.web is None or self.web.process.poll() is not None:
            self.web = self._web(self.web_socket)
        return self.web_socket

    def _web(self, socket: Path, *before: str) -> Program:
        words = ("--worker-class", "gthread", "--workers", "1", "--threads", "4", "--preload", "--no-control-socket")
        command = (sys.executable, "-m", "gunicorn", "sozialmonitor.wsgi", "--bind", f"unix:{socket}", *words)
        web = self._program("web", *before, *command)
        web.wait_until_it_says("Booting worker with pid")
        return web

    def start_web_inside(self, *before: str) -> Path:
        """One more, with a command before it that narrows what it may."""
        socket = self.folder / f"web-{self.numbers}.sock"
        self.running.append(self._web(socket, *before))
        return socket

    def start_web_at(self, port: int, **settings: str) -> None:
        """One more, for tests that go there the way a browser does."""
        words = ("--worker-class", "gthread", "--workers", "1", "--threads", "4", "--no-control-socket")
        command = (sys.executable, "-m", "gunicorn", "sozialmonitor.wsgi", "--bind", f"127.0.0.1:{port}", *words)
        self.numbers += 1
        web = Program(self.folder / f"web-{self.numbers}.log", self.env | settings, *command)
        self.running.append(web)
        web.wait_until_it_says("Booting worker with pid")

    def kill_web(self) -> None:
        """kill -9 of the process that answers; the one above it starts another."""
        assert self.web is not None
        said = re.findall(r"Booting worker with pid: (\d+)", self.web.said())
        os.kill(int(said[-1]), signal.SIGKILL)
        wait_for(lambda: self.web and self.web.said().count("Booting worker with pid") > len(said), "another process")

    def files_left(self) -> list[str]:
        """Everything that lies where uploads and temporary files do."""
        found = [path for folder in (self.files, self.temporary) for path in folder.rglob("*") if path.is_file()]
        return sorted(path.name for path in found)

    def stop_all(self) -> None:
        self.stop()
        self.kill_broker()
        if self.web is not None:
            self.web.kill()

    def _start(self, name: str, *command: str) -> Program:
        program = self._program(name, *command)
        self.running.append(program)
        return program

    def _program(self, name: str, *command: str) -> Program:
        self.numbers += 1
        return Program(self.folder / f"{name}-{self.numbers}.log", self.env, *command)

    def stop(self) -> None:
        for program in reversed(self.running):
            program.kill()
        self.running.clear()
