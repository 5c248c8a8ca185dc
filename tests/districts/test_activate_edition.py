"""The command that brings a stored draft into force once somebody has looked at it."""

from datetime import date

import pytest

from districts.models import Edition
from tests.world import Ran, command, edition

pytestmark = pytest.mark.django_db
ERROR = {"rule": "overlap", "severity": "error", "codes": ["01", "02"], "area_m2": 12_000.0}
WARNING = {"rule": "gap", "severity": "warning", "codes": ["01"], "area_m2": 50.0}


def activate(*words: str) -> Ran:
    return command("activate_edition", *words)


def test_a_draft_comes_into_force_and_ends_the_one_before() -> None:
    before = edition()
    draft = edition(valid_from=date(2020, 1, 1), active=False, findings=[WARNING])
    dry = activate("stadtteile@2020-01-01")
    assert dry.code == 0
    assert "warning: gap: " in dry.out
    assert "--commit" in dry.out
    assert Edition.objects.get(pk=draft.pk).state == Edition.State.DRAFT
    assert activate("stadtteile@2020-01-01", "--commit").code == 0
    before.refresh_from_db()
    draft.refresh_from_db()
    assert (draft.state, before.valid_to) == (Edition.State.ACTIVE, date(2020, 1, 1))


def test_of_several_drafts_the_last_one_counts() -> None:
    first, second = edition(active=False, findings=[ERROR]), edition(active=False)
    assert activate("stadtteile@2010-01-01", "--commit").code == 0
    assert list(Edition.objects.active().filter(pk__in=[first.pk, second.pk])) == [second]


def test_errors_keep_it_out_of_force() -> None:
    draft = edition(active=False, findings=[ERROR])
    refused = activate("stadtteile@2010-01-01", "--commit")
    assert refused.code == 1
    assert "error: overlap: " in refused.out
    assert "stadtteile@2010-01-01" in refused.error
    assert Edition.objects.get(pk=draft.pk).state == Edition.State.DRAFT


def test_what_is_no_draft_is_said_with_those_there_are() -> None:
    edition()
    edition(valid_from=date(2024, 1, 1), active=False)
    for reference in ("stadtteile@2010-01-01", "stadtteile", "planeten@2024-01-01"):
        refused = activate(reference, "--commit")
        assert refused.code == 1
        assert "stadtteile@2024-01-01" in refused.error
    assert activate("stadtteile@gestern").code == 2
    assert activate().code == 2
