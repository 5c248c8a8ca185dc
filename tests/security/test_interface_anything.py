"""Whatever the description of the interface allows, asked as four users: no fault of ours, no answer that is not
described, and no figure that is not theirs.
"""

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.utils.timezone import localdate
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from sozialmonitor.access.actions import grant
from sozialmonitor.access.permissions import Scope
from sozialmonitor.entrance.actions import make_token
from sozialmonitor.wsgi import application
from tests import world as worlds
from tests.repository.test_urls import SECRETS
from tests.world import READ, give, person

# Requests go through the server's own door, which ends its connection after each: they see what was committed.
pytestmark = pytest.mark.django_db(transaction=True)
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
USERS = {
    "anonymous": False,  # with an indicator that is open to all
    "foreign": False,
    "reader": True,
    "administrator": True,
}


@pytest.fixture
def tokens(settings: Any) -> dict[str, str]:
    settings.LIMITS = {}
    worlds.build_filled().run()
    grant(by=None, to_all=True, permissions=READ, scope=Scope.INDICATOR, keys=["einwohner"])
    give("fremd", *READ, scope=Scope.INDICATOR, keys=["saldo"])
    give("arbeit", *READ)
    people = {
        "foreign": person("berta", "fremd"),
        "reader": person("anna", "arbeit"),
        "administrator": person("chef", is_superuser=True),
    }
    words = {"label": "probe", "permissions": list(READ), "expires": localdate() + timedelta(days=1)}
    found = {name: make_token(by=user, **words)[1] for name, user in people.items()}
    return {name: f"Bearer {token}" for name, token in found.items()}


@pytest.mark.parametrize("who", USERS)
def test_anything_the_description_allows(tokens: dict[str, str], who: str) -> None:
    described = schemathesis.openapi.from_wsgi(
        "/api/v1/schema/?format=json", application, headers={"Authorization": tokens["reader"]}
    )
    headers = {"Authorization": tokens[who]} if who in tokens else {}
    tried = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=12, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            response = case.call(headers=headers)
            case.validate_response(response, checks=CHECKS)
            if not USERS[who]:
                assert not [secret for secret in SECRETS if secret in response.text], case.as_curl_command()

        ask()
        tried += 1
    assert tried > 20
