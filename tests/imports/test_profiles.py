"""Profiles are versioned: what a batch was read with never changes."""

from pathlib import Path

import pytest

from imports.actions.profiles import put_profile
from imports.models import Profile
from imports.parsers.profile import load_profile
from sozialmonitor.access.models import AuditEvent
from tests.imports.uploads import WIDE, profile

pytestmark = pytest.mark.django_db
CHANGED = WIDE.replace("complete: true", "complete: false")


def test_a_profile_is_stored_with_what_it_says() -> None:
    stored = profile()
    assert (stored.key, stored.version, stored.label_de, stored.label_en) == (
        "buergeramt",
        1,
        "Bürgeramt",
        "Citizens' office",
    )
    assert load_profile(stored.spec) == load_profile(WIDE)


def test_the_same_again_is_the_same_row() -> None:
    assert profile() == profile()
    assert Profile.objects.count() == 1
    assert AuditEvent.objects.filter(verb="store profile").count() == 1


def test_comments_and_order_are_no_change() -> None:
    assert profile() == profile("# a comment\n" + "\n".join(reversed(WIDE.strip().splitlines())))


def test_a_change_is_the_next_version_and_the_old_one_stays() -> None:
    old, new = profile(), profile(CHANGED)
    assert (old.version, new.version) == (1, 2)
    assert load_profile(Profile.objects.get(pk=old.pk).spec).complete is True
    assert load_profile(new.spec).complete is False
    assert load_profile(new.spec).version == 2


def test_going_back_to_an_older_text_is_a_new_version_too() -> None:
    profile()
    profile(CHANGED)
    assert profile().version == 3


def test_a_version_written_in_the_file_counts_if_it_is_higher() -> None:
    assert profile(f"{WIDE}version: 7\n").version == 7
    assert profile(f"{CHANGED}version: 2\n").version == 8


def test_a_profile_without_a_label_is_called_by_its_key() -> None:
    text = WIDE.replace("label: {de: Bürgeramt, en: Citizens' office}\n", "")
    assert profile(text).label_de == "buergeramt"


@pytest.mark.parametrize("path", sorted(Path("imports/profiles").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_profiles_survive_storing(path: Path) -> None:
    spec = load_profile(path.read_bytes())
    stored = put_profile(by=None, spec=spec)
    assert load_profile(Profile.objects.get(pk=stored.pk).spec) == spec
