"""The compose file and the images against what the scripts start. No container engine runs here: the files are read."""

import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
Service = dict[str, Any]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def services() -> dict[str, Service]:
    return dict(yaml.safe_load(read("docker-compose.yml"))["services"])


def script_command(name: str) -> list[str]:
    """The words after `start_background NAME` in script/demo, the program without its folder."""
    text = read("script/demo").replace("\\\n", " ")
    words = shlex.split(re.findall(rf"^ *start_background {name} (.+)$", text, flags=re.MULTILINE)[0])
    return [Path(words[0]).name, *words[1:]]


def settings_read() -> set[str]:
    files = ("sozialmonitor/settings.py", "sozialmonitor/entrance_settings.py")
    return set(re.findall(r"SOZIALMONITOR_[A-Z_]+", "".join(read(name) for name in files)))


def settings_of_scripts() -> set[str]:
    return set(re.findall(r"^(SOZIALMONITOR_[A-Z_]+)=", read("script/_instance.sh"), flags=re.MULTILINE))


def documented() -> dict[str, str]:
    """The names of .env.example with the comment line above each."""
    lines = read(".env.example").splitlines()
    return {
        line.partition("=")[0]: above
        for above, line in zip(["", *lines], lines, strict=False)
        if re.match(r"[A-Z_]+=", line)
    }


def test_the_services_are_those_of_the_demo(services: dict[str, Service]) -> None:
    assert set(services) == {"db", "valkey", "migrate", "web", "worker", "beat"}
    started = re.findall(r"^ *start_background (\w+)", read("script/demo"), flags=re.MULTILINE)
    assert set(started) == {"web", "worker", "beat"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_program_is_started_with_the_same_words(services: dict[str, Service], name: str) -> None:
    expected = ["0.0.0.0:8000" if word == "127.0.0.1:$port" else word for word in script_command(name)]
    assert services[name]["command"] == expected


def test_migrations_alone_have_the_owners_rights(services: dict[str, Service]) -> None:
    for name in ("web", "worker", "beat"):
        assert "sozialmonitor_owner" not in str(services[name]["environment"])
        assert services[name]["environment"]["SOZIALMONITOR_DATABASE_URL"].startswith("postgis://sozialmonitor_web:")
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    owner = services["migrate"]["environment"]
    assert owner["SOZIALMONITOR_DATABASE_URL"].startswith("postgis://sozialmonitor_owner:")
    assert services["migrate"]["command"][:3] == ["python", "manage.py", "migrate"]
    assert "as_owner" in read("script/demo").split("manage.py migrate")[0].splitlines()[-1]


def test_the_settings_have_one_set_of_names(services: dict[str, Service]) -> None:
    names = settings_read() | {"SOZIALMONITOR_OWNER_DATABASE_URL"}
    assert settings_of_scripts() <= names
    assert set(services["migrate"]["environment"]) == names
    assert set(services["web"]["environment"]) == settings_read()
    assert names <= set(documented())


def test_every_setting_has_its_comment() -> None:
    assert [name for name, above in documented().items() if not above.startswith("# ") and "PASSWORD" not in name] == []


def test_what_compose_asks_for_is_in_the_example(services: dict[str, Service]) -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", read("docker-compose.yml")))
    assert asked <= set(documented())
    assert len(asked) > 8


def test_no_secret_stands_in_a_file() -> None:
    for name in ("docker-compose.yml", "Dockerfile", "docker/db/Dockerfile", ".env.example"):
        for key, value in re.findall(r"^ *([A-Z_]*(?:PASSWORD|SECRET_KEY))[:=] *(.*)$", read(name), flags=re.MULTILINE):
            assert value == "" or value.startswith("${"), f"{name}: {key}"


def test_only_the_web_server_has_a_port_and_only_on_the_loopback_interface(services: dict[str, Service]) -> None:
    assert {name: service["ports"] for name, service in services.items() if "ports" in service} == {
        "web": ["127.0.0.1:${SOZIALMONITOR_PORT:-8000}:8000"]
    }


def test_the_database_image_is_a_version_the_scripts_accept() -> None:
    image = read("docker/db/Dockerfile")
    version = re.findall(r"^FROM postgres:(\d+)-bookworm$", image, flags=re.MULTILINE)[0]
    oldest = re.findall(r"\(\(version < (\d+)\)\)", read("script/_packages.sh"))[0]
    assert int(version) == int(oldest) == 15
    assert f"postgresql-{version}-postgis-3" in image
    assert 'echo "postgresql-$version-postgis-3"' in read("script/_packages.sh")


def test_the_database_is_prepared_by_the_same_sql() -> None:
    assert "COPY script/sql /usr/local/share/sozialmonitor/sql" in read("docker/db/Dockerfile")
    for caller in ("docker/db/prepare.sh", "script/_services.sh"):
        assert "sql/apply.sh" in read(caller)
    for cluster in ("docker/db/Dockerfile", "script/_services.sh"):
        assert "--encoding=UTF8" in read(cluster)
        assert "--locale=C.UTF-8" in read(cluster)


def test_the_application_image_runs_as_nobody_special_on_the_lock_file() -> None:
    image = read("Dockerfile")
    python = re.findall(r"^FROM python:([\d.]+)-slim-bookworm", image, flags=re.MULTILINE)
    assert set(python) == {"3.11"}
    assert re.findall(r"^USER (.+)$", image, flags=re.MULTILINE) == ["sozialmonitor"]
    for option in ("--require-hashes", "--no-deps", "--only-binary :all:"):
        assert option in image
        assert option in read("script/setup")
    assert "npm ci --ignore-scripts" in image
    assert "msgfmt --check-format" in image


def test_the_image_has_the_libraries_the_scripts_install() -> None:
    wanted = re.findall(r"echo (\S+)$", read("script/_packages.sh").split("install_packages")[0], flags=re.MULTILINE)
    shared = {
        name for name in wanted if name.startswith("lib") or name in {"gettext", "ca-certificates", "fonts-dejavu-core"}
    }
    assert len(shared) == 5
    assert shared <= set(read("Dockerfile").split())


def test_the_image_leaves_out_what_is_private_or_made_here() -> None:
    assert {".git", ".env", ".local", "node_modules"} <= set(read(".dockerignore").split())


def test_what_another_user_reads_is_made_readable_whatever_the_checkouts_umask() -> None:
    steps = read("Dockerfile").rpartition("COPY . .")[2].partition("USER sozialmonitor")[0]
    assert steps.index("chmod -R a+rX .") < steps.index("collectstatic")
    database = read("docker/db/Dockerfile").rpartition("COPY ")[2]
    assert "chmod -R a+rX /usr/local/share/sozialmonitor" in database
    assert "chmod 755 /docker-entrypoint-initdb.d/10-sozialmonitor.sh" in database


def test_a_first_start_that_fails_leaves_an_empty_volume(tmp_path: Path) -> None:
    volume = tmp_path / "data"
    (volume / "base").mkdir(parents=True)
    (volume / "PG_VERSION").write_text("15\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    # The image's two programs, and the image's place for the SQL, which is not there.
    for name in ("pg_ctl", "psql"):
        (programs / name).symlink_to("/bin/true")
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PGDATA": str(volume),
        "POSTGRES_USER": "postgres",
        "SOZIALMONITOR_OWNER_PASSWORD": "not;allowed",
        "SOZIALMONITOR_WEB_PASSWORD": "a1",
    }
    done = subprocess.run(["bash", ROOT / "docker/db/prepare.sh"], env=environment, check=False, capture_output=True)
    assert done.returncode != 0
    assert list(volume.iterdir()) == []


@pytest.fixture
def asked() -> Iterator[tuple[int, list[tuple[str, str | None]]]]:
    """A port where something answers as a site does that takes one host only, and what it was asked."""
    requests: list[tuple[str, str | None]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append((self.headers["Host"], self.headers["X-Forwarded-Proto"]))
            self.send_response(302 if requests[-1] == ("monitor.example.org", "https") else 400)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port, requests
        server.shutdown()


@pytest.mark.parametrize(
    ("hosts", "healthy"), [("monitor.example.org,www", True), (".monitor.example.org", True), ("else.org", False)]
)
def test_the_web_servers_health_check_asks_as_the_proxy_does(
    services: dict[str, Service], asked: tuple[int, list[tuple[str, str | None]]], hosts: str, healthy: bool
) -> None:
    port, requests = asked
    kind, *command = services["web"]["healthcheck"]["test"]
    assert (kind, command[:2]) == ("CMD", ["python", "-c"])
    code = command[2].replace("8000", str(port))
    done = subprocess.run([sys.executable, "-c", code], env={"SOZIALMONITOR_ALLOWED_HOSTS": hosts}, check=False)
    assert (done.returncode == 0, len(requests)) == (healthy, 1)


def test_services_that_others_wait_for_have_a_health_check(services: dict[str, Service]) -> None:
    waited_for = {
        other
        for service in services.values()
        for other, when in service.get("depends_on", {}).items()
        if when["condition"] == "service_healthy"
    }
    assert waited_for == {"db", "valkey"}
    assert {name for name, service in services.items() if "healthcheck" in service} == waited_for | {"web", "worker"}
