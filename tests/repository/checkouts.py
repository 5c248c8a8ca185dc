"""A checkout made for a test, whose services are started and stopped by its own scripts."""

import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[2]


class Checkout:
    """A folder with the scripts alone, whose services are started and stopped by them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "script", folder / "script")

    def services(self, job: str, instance: str = "test") -> str:
        return self.run(job, instance).stdout

    def run(self, job: str, instance: str = "test") -> subprocess.CompletedProcess[str]:
        command = [self.folder / "script/services", job, instance]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)

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
