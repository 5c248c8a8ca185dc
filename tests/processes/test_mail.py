"""Letters as a city sends them: the web server asks, a worker writes, and the link in the letter opens the door."""

import re
from pathlib import Path

import pytest
import requests

from tests.entrance.conftest import PASSWORD
from tests.processes.programs import Programs, wait_for
from tests.processes.test_provider import Browser, City
from tests.world import person

NEW = "vier Spatzen auf dem First 8"


@pytest.fixture
def letters(programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Mail goes into files instead of a mail server; all else is as it runs."""
    folder = tmp_path / "letters"
    folder.mkdir()
    monkeypatch.setitem(programs.env, "SOZIALMONITOR_MAIL_URL", f"filemail:///{folder}")
    return folder


def written(folder: Path) -> list[str]:
    return [path.read_text() for path in sorted(folder.iterdir())]


def test_a_forgotten_password_is_set_anew(programs: Programs, letters: Path) -> None:
    person("anna", password=PASSWORD, email="anna@example.org")
    person("bernd", password=PASSWORD, email="bernd@example.org")
    programs.start_worker()
    city = City(programs)
    programs.start_web_at(int(city.web.rpartition(":")[2]))
    browser = Browser(city)
    for address in ("niemand@example.org", "anna@example.org"):
        assert browser.post("/passwort/vergessen/", email=address).status_code == 200
    wait_for(lambda: written(letters), "the letter")
    (letter,) = written(letters)
    assert "To: anna@example.org" in letter
    link = re.search(r"http://\S+/passwort/neu/\?schluessel=\S+", letter.replace("=\n", "").replace("=3D", "="))
    assert link is not None
    assert requests.get(link[0], allow_redirects=False, timeout=30).headers["Location"] == "/passwort/neu/"
    browser.back(link[0])
    assert browser.post("/passwort/neu/", new_password1=NEW, new_password2=NEW).headers["Location"] == "/anmelden/"
    assert browser.post("/anmelden/", username="anna", password=NEW).headers["Location"] == "/"
    assert browser.is_in
    assert "niemand" not in "".join(written(letters))
