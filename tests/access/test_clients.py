"""Who asks: the address counts only as far as our own proxies vouch for it."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from sozialmonitor.access.clients import address, browser

FORGED, CLIENT, PROXY = "6.6.6.6", "203.0.113.7", "198.51.100.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, f"{FORGED}", PROXY),
        (1, f"{FORGED}, {CLIENT}", CLIENT),
        (2, f"{FORGED}, {CLIENT}, 192.0.2.9", CLIENT),
        (1, "", None),
        (2, CLIENT, PROXY),  # fewer than there should be: nobody vouches for any of them
        (1, "nonsense", None),
    ],
)
def test_only_entries_of_trusted_proxies_count(
    settings: Settings, proxies: int, forwarded: str, found: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": forwarded})
    assert address(request) == found


def test_over_a_socket_there_is_no_address(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    assert address(RequestFactory().get("/", REMOTE_ADDR="")) is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8", ""),
    ],
)
def test_browsers_are_named_in_two_words(said: str, words: str) -> None:
    assert browser(RequestFactory().get("/", headers={"User-Agent": said})) == words
