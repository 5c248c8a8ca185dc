import pytest
from django.test import Client

from sozialmonitor.access.models import AuditEvent
from tests.world import person

NEW = "drei Tauben auf dem Dach 7"


@pytest.mark.django_db
def test_whoever_sets_the_password_of_another_leaves_a_line(client: Client) -> None:
    client.force_login(person("chefin", is_superuser=True, is_staff=True))
    user = person("anna")
    path = f"/verwaltung/access/user/{user.pk}/password/"
    refused = client.post(path, {"password1": "kurz", "password2": "kurz", "usable_password": "true"})
    assert refused.status_code == 200
    assert not AuditEvent.objects.exists()
    done = client.post(path, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    assert done.status_code == 302
    event = AuditEvent.objects.get()
    assert (event.by, event.verb, event.what) == ("chefin", "set password", "anna")
    assert NEW not in str(event.details)
