"""The pages as a browser asks for them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from imports.models import Batch, Profile
from sozialmonitor.access.models import User


def browser(user: User | None, language: str = "de", **how: Any) -> Client:
    client = Client(headers={"accept-language": language}, **how)
    if user is not None:
        client.force_login(user)
    return client


def upload(client: Client, content: bytes, stored: Profile, **fields: Any) -> Any:
    file = SimpleUploadedFile(fields.pop("name", "einwohner.csv"), content)
    return client.post(reverse("delivery-upload"), {"profile": stored.pk, "file": file, **fields})


def page(client: Client, batch: Batch, **data: Any) -> Any:
    url = reverse("delivery", args=[batch.pk])
    return client.post(url, data, follow=True) if data else client.get(url)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())
