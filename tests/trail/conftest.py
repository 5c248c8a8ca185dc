import pytest
from django.test import Client

from tests.world import person


@pytest.fixture
def officer(db: None) -> Client:
    """The browser of the data-protection officer, who has no rights on figures."""
    client = Client()
    client.force_login(person("dora", is_privacy_officer=True))
    return client
