"""A file without a profile: what it was recognised as, which profiles fit, and what a person says about it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from imports.actions.checking import check_batch
from imports.actions.choosing import choose_profile, look_again
from imports.actions.deciding import discard_batch
from imports.actions.receiving import receive_file
from imports.errors import Refused
from imports.matching import clear_match, matches
from imports.models import Batch, Profile
from imports.parsers.recognising.recognised import Recognised
from imports.reading import profile_of
from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.browsing import browser, page, text, upload
from tests.imports.parsers.building import MANNHEIM, TOTAL, flat
from tests.imports.uploads import HEADER, WIDE, csv, figures, profile, published, receive, rules
from tests.world import World, give, person

OTHER = WIDE.replace("profile: buergeramt", "profile: anderes").replace("Einwohner: EW", "Bewohner: EW")
GIVEN = WIDE.replace("profile: buergeramt", "profile: ohne-jahr").replace(
    '{column: Jahr, type: reference_date, day: "12-31"}', '{given: true, type: reference_date, day: "12-31"}'
)
TWIN = WIDE.replace("profile: buergeramt", "profile: zwilling").replace("source: Bürgeramt", "source: Meldeamt")


def received(content: bytes | None = None, **how: Any) -> Batch:
    from_office = csv(figures()) if content is None else content
    batch = upload_open(from_office, **how)
    assert batch.state == Batch.State.RECEIVED
    return batch


def upload_open(content: bytes, by: User | None = None) -> Batch:
    return receive_file(by=by, name="einwohner.csv", chunks=[content], profile=None)


def found(batch: Batch) -> Recognised:
    return Recognised.from_dict(batch.recognised)


def test_two_clicks_for_a_recurring_delivery(steward: User, language: str) -> None:
    stored, _other, client = profile(), profile(OTHER), browser(steward, language)
    response = client.post(reverse("delivery-upload"), {"file": file_of(csv(figures()))}, follow=True)
    shown = text(response)
    assert f'<option value="{stored.pk}" selected>' in shown
    assert {"de": "Bürgeramt", "en": "Citizens&#x27; office"}[language] in shown
    batch = Batch.objects.get()
    page(client, batch, action="choose", profile=stored.pk, period="")
    checked = check_batch(batch.pk)
    assert checked is not None
    assert (checked.state, checked.profile) == (Batch.State.READY, stored)


def file_of(content: bytes) -> Any:
    return SimpleUploadedFile("einwohner.csv", content)


def test_a_file_without_a_profile_waits_and_nobody_checks_it(world: World) -> None:
    batch = received()
    assert check_batch(batch.pk) is None
    assert found(batch).layout == "table"
    assert found(batch).header == list(HEADER)


def test_a_batch_that_is_read_has_a_profile(world: World) -> None:
    batch = received()
    for state in (Batch.State.QUEUED, Batch.State.CANCELLED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(state=state)
    with pytest.raises(ValueError, match="no profile"):
        profile_of(batch)


def test_profiles_that_fit_come_first_each_with_its_reasons(world: World) -> None:
    stored, other = profile(), profile(OTHER)
    first, second = matches(found(received()))
    assert (first.profile, first.fit.whole) == (stored, True)
    assert (second.profile, second.fit.missing) == (other, ["Bewohner"])
    assert "Bewohner" in " ".join(second.reasons)
    assert clear_match([first, second], received()) == first
    assert matches(found(received(b"%PDF"))) == []


def test_of_two_that_fit_none_is_chosen_unless_the_person_serves_one_office(steward: User) -> None:
    stored = profile()
    profile(TWIN)
    assert clear_match(matches(found(received(by=steward))), received(by=steward)) is None
    published(csv(figures(2022)), stored, by=steward)
    match = clear_match(matches(found(received(by=steward))), received(by=steward))
    assert match is not None
    assert match.profile == stored


def test_of_two_for_the_same_table_the_one_that_uses_more_of_it_is_chosen(world: World) -> None:
    """The other would find two totals where this one names the dimension."""
    for key, columns in (("genesis-12411-a", "{BEVSTD: EW}"), ("genesis-12411-b", "{'BEVSTD[GES=GESM]': EW}")):
        profile(f"{{profile: {key}, parser: genesis-flat, area: {{division: regionen}}, columns: {columns}}}")
    content = flat(("2023", [MANNHEIM, TOTAL], "1", "Anzahl", "BEVSTD")).encode()
    batch = upload_open(content)
    match = clear_match(matches(found(batch)), batch)
    assert match is not None
    assert match.profile.key == "genesis-12411-b"


def test_only_the_newest_version_is_offered(world: World) -> None:
    profile()
    newest = profile(WIDE.replace("complete: true", "complete: false"))
    assert [match.profile for match in matches(found(received()))] == [newest]


def test_lines_in_doubt_are_on_the_page_and_the_encoding_may_be_overruled(steward: User) -> None:
    batch, client = received(by=steward), browser(steward)
    assert "Schlüssel;Stadtteil;Jahr" in text(page(client, batch))
    shown = text(page(client, batch, action="look", encoding="cp850", delimiter=""))
    batch.refresh_from_db()
    assert batch.reading == {"encoding": "cp850"}
    assert found(batch).header[0] == "Schl³ssel"
    assert "cp850" in shown
    assert AuditEvent.objects.get(verb="look at file").details["reading"] == {"encoding": "cp850"}


def test_what_is_overruled_holds_for_the_check_and_stands_in_the_history(steward: User) -> None:
    stored, client = profile(), browser(steward, "en")
    content = csv(figures()).replace(b";", b"|")
    batch = received(content, by=steward)
    page(client, batch, action="choose", profile=stored.pk, delimiter="|", encoding="cp1252")
    checked = check_batch(batch.pk)
    assert checked is not None
    assert (checked.state, checked.facts["delimiter"], checked.facts["encoding"]) == ("ready", "|", "cp1252")
    shown = text(page(client, checked))
    assert "buergeramt (version 1), Encoding cp1252, Separator vertical bars" in shown


def test_a_refused_file_may_be_read_by_another_profile(steward: User) -> None:
    other, client = profile(OTHER), browser(steward)
    batch = check_batch(receive(csv(figures()), other, by=steward).pk)
    assert batch is not None
    assert rules(batch) == ["column_missing"]
    stored = profile()
    page(client, batch, action="choose", profile=stored.pk)
    again = check_batch(batch.pk)
    assert again is not None
    assert (again.state, again.profile, rules(again)) == (Batch.State.READY, stored, [])


def test_a_draft_goes_when_its_file_is_read_otherwise(steward: User) -> None:
    stored = profile()
    batch = check_batch(receive(csv(figures()), stored, by=steward).pk)
    assert batch is not None
    draft = batch.delivery
    assert draft is not None
    again = choose_profile(by=steward, batch=batch, profile=stored, reading={"delimiter": ","}, start=False)
    draft.refresh_from_db()
    assert (draft.state, again.delivery, again.state) == ("discarded", None, Batch.State.QUEUED)


def test_the_period_is_asked_where_the_profile_needs_it(steward: User) -> None:
    stored, client = profile(GIVEN), browser(steward)
    batch = received(by=steward)
    wrong = page(client, batch, action="choose", profile=stored.pk, period="")
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in text(wrong)
    assert Batch.objects.get(pk=batch.pk).state == Batch.State.RECEIVED
    page(client, batch, action="choose", profile=stored.pk, period="2023")
    assert Batch.objects.get(pk=batch.pk).period == "2023-12-31"


def test_without_a_profile_the_form_says_what_is_missing(steward: User) -> None:
    response = page(browser(steward), received(by=steward), action="choose", profile="")
    assert response.status_code == 422
    assert 'aria-invalid="true"' in text(response)


def test_what_nobody_can_read_says_why_and_may_be_discarded(steward: User, language: str) -> None:
    batch, client = received(b"version https://git-lfs.github.com/spec/v1\n", by=steward), browser(steward, language)
    assert "Git" in text(page(client, batch))
    page(client, batch, action="discard")
    assert Batch.objects.get(pk=batch.pk).state == Batch.State.DISCARDED


def test_a_published_file_is_not_read_otherwise(steward: User) -> None:
    batch = published(csv(figures()), profile(), by=steward)
    with pytest.raises(Refused):
        choose_profile(by=steward, batch=batch, profile=profile())
    with pytest.raises(Refused):
        look_again(by=steward, batch=batch, reading={})
    with pytest.raises(Refused):
        discard_batch(by=steward, batch=batch)


def test_what_waits_belongs_to_who_uploaded_it(world: World) -> None:
    """Nobody knows yet which measures it holds: only who may everything sees it beside them."""
    give("arbeit", Permission.IMPORT, scope=Scope.INDICATOR, keys=["quote"])
    one, other = person("one", "arbeit"), person("other", "arbeit")
    give("alle", Permission.IMPORT)
    everyone = person("everyone", "alle")
    batch, stored = received(by=one), profile()
    seen = {who.username: page(browser(who), batch).status_code for who in (one, other, everyone)}
    assert seen == {"one": 200, "other": 404, "everyone": 200}
    with pytest.raises(PermissionDenied):
        choose_profile(by=other, batch=batch, profile=stored)


def test_an_upload_with_a_profile_goes_on_as_before(steward: User) -> None:
    upload(browser(steward), csv(figures()), profile())
    assert Batch.objects.get().state == Batch.State.QUEUED
    assert Profile.objects.count() == 1
