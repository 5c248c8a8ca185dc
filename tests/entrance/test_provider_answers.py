"""What the provider's answers must be, one by one; the whole way is gone in tests/processes/test_provider.py."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import RequestFactory
from jwt.algorithms import RSAAlgorithm
from requests import TooManyRedirects

from sozialmonitor.entrance.oidc import CityOAuth2Adapter, ProviderAdapter

ISSUER, US = "https://konto.example.org", SimpleNamespace(client_id="sozialmonitor")
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))


class Answering(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps({"keys": [PUBLIC]}).encode())

    def log_message(self, *_words: object) -> None: ...


@pytest.fixture
def server() -> Iterator[str]:
    Answering.asked = []
    found = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=found.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{found.server_port}"
    found.shutdown()
    found.server_close()


@pytest.fixture
def adapter(server: str, monkeypatch: pytest.MonkeyPatch) -> CityOAuth2Adapter:
    monkeypatch.setattr(CityOAuth2Adapter, "openid_config", {"issuer": ISSUER, "jwks_uri": f"{server}/keys"})
    return CityOAuth2Adapter(RequestFactory().get("/"), "city")


def token(key: Any = KEY, algorithm: str = "RS256", **changes: object) -> str:
    claims = {"iss": ISSUER, "aud": US.client_id, "sub": "c1", "exp": int(time.time()) + 60, **changes}
    return jwt.encode({name: said for name, said in claims.items() if said is not None}, key, algorithm=algorithm)


def test_a_redirect_is_not_followed(server: str) -> None:
    with ProviderAdapter().get_requests_session() as session, pytest.raises(TooManyRedirects):
        session.get(f"{server}/away")
    assert Answering.asked == ["/away"]


def test_what_is_signed_for_us_is_taken(adapter: CityOAuth2Adapter) -> None:
    assert adapter._decode_id_token(US, token())["sub"] == "c1"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another application"}, {"aud": None}, {"iss": "https://evil.example"}, {"iss": None}, {"sub": None},
        {"exp": None}, {"exp": 1}, {"key": "a" * 32, "algorithm": "HS256"}, {"key": None, "algorithm": "none"},
        {"key": rsa.generate_private_key(public_exponent=65537, key_size=2048)},
    ],
)  # fmt: skip
def test_what_is_for_others_or_not_signed_is_refused(adapter: CityOAuth2Adapter, changes: dict[str, Any]) -> None:
    with pytest.raises(OAuth2Error):
        adapter._decode_id_token(US, token(**changes))
