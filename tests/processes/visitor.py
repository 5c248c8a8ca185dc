"""A person at a browser, in front of the web server's own process; German unless they say otherwise."""

import html
import http.client
import re
import socket
from dataclasses import dataclass
from pathlib import Path

from django.test import Client
from django.urls import reverse

from imports.models import Batch, Profile
from sozialmonitor.access.models import User

TOKEN = "a" * 32
BORDER = "----border"


class _Local(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


@dataclass
class Answer:
    status: int
    text: str


class Visitor:
    def __init__(self, socket_path: Path, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.path, self.user = socket_path, user
        self.cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": TOKEN}

    def _headers(self, kind: str = "") -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Host": "localhost", "Cookie": cookies, **({"Content-Type": kind} if kind else {})}

    def get(self, path: str) -> Answer:
        other = _Local(self.path)
        other.request("GET", path, headers=self._headers())
        return self._answer(other)

    def page(self, batch: Batch) -> str:
        """The page of a delivery as it is read: without its tags."""
        answer = self.get(reverse("delivery", args=[batch.pk]))
        assert answer.status == 200, answer
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", answer.text)))

    def decide(self, batch: Batch, action: str) -> "Asked":
        body = f"csrfmiddlewaretoken={TOKEN}&action={action}".encode()
        return self._ask(reverse("delivery", args=[batch.pk]), body, "application/x-www-form-urlencoded")

    def upload(self, content: bytes, profile: Profile, announced: int = 0) -> "Asked":
        """With `announced` bytes more than are sent, the server goes on waiting for the rest."""
        head = "".join(
            f'--{BORDER}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (("csrfmiddlewaretoken", TOKEN), ("profile", profile.pk))
        )
        head += f'--{BORDER}\r\nContent-Disposition: form-data; name="file"; filename="einwohner.csv"\r\n\r\n'
        body = head.encode() + content + (b"" if announced else f"\r\n--{BORDER}--\r\n".encode())
        kind = f"multipart/form-data; boundary={BORDER}"
        return self._ask(reverse("delivery-upload"), body, kind, announced)

    def _ask(self, path: str, body: bytes, kind: str, announced: int = 0) -> "Asked":
        """Returns when the last byte is sent; the answer can be waited for."""
        other = _Local(self.path)
        headers = {**self._headers(kind), "Content-Length": str(len(body) + announced)}
        other.request("POST", path, body, headers)
        return Asked(self, other)

    def _answer(self, other: http.client.HTTPConnection) -> Answer:
        response = other.getresponse()
        for line in response.msg.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        try:
            return Answer(response.status, response.read().decode())
        finally:
            other.close()


@dataclass
class Asked:
    visitor: Visitor
    connection: http.client.HTTPConnection

    def answer(self) -> Answer:
        return self.visitor._answer(self.connection)

    def broken(self) -> bool:
        """The connection ended without an answer."""
        try:
            self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            return True
        finally:
            self.connection.close()
        return False
