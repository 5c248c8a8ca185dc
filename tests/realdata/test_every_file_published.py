"""The files of the collection through the front door, without a profile being named: uploaded, looked at, the proposed
profile taken, areas proposed and confirmed, checked, published.
"""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from districts.models import Area, Division
from imports.actions.checking import check_batch
from imports.actions.choosing import choose_profile
from imports.actions.deciding import confirm_regions, publish_batch
from imports.actions.profiles import put_profile
from imports.actions.receiving import receive_file
from imports.matching import clear_match, matches
from imports.messages import said
from imports.models import Batch, Profile
from imports.parsers.profiles.loading import load_profile
from imports.parsers.recognising.recognised import Recognised
from indicators.actions.catalogue import load_catalogue
from indicators.catalogue import read_catalogue
from indicators.models import Observation
from sozialmonitor.access.permissions import Permission
from tests.imports.browsing import browser
from tests.imports.test_wizard import Fields
from tests.realdata.every_file import CHOSEN, FORMATS, HAND_EDITED, MADE, files, look, profiles, read
from tests.realdata.places import needs
from tests.world import edition, give, person, squares

pytestmark = [needs("formats/MANIFEST.tsv"), pytest.mark.django_db]
KINDS = {"PREIS": "index", "VPI": "index", "BPI": "index", "INDEX": "index", "RATE": "share", "BETEILIGUNG": "share"}
KINDS |= {"ELG": "mean", "UMSATZ": "index", "BWS": "mean", "BIP": "mean", "ERTRAG": "mean", "SCHULDEN": "mean"}
CITY = ("stadtteile", "stadtbezirke", "statistische-bezirke", "ortsteile", "planungsraeume")
READABLE = [name for name in (files() if FORMATS.is_dir() else []) if look(name)[0].layout and name != HAND_EDITED]
# One file of each layout and each office; the others differ in nothing the front door would see.
TAKEN = [
    name
    for name in READABLE
    if not name.endswith(("_2024_defective.csv", "46251-0006_2020.csv", "GV2Q_30062024.xlsx", "12411-0015_2020.csv"))
]


def catalogue() -> None:
    """Every measure of the shipped profiles; comparison regions are divisions whose areas a file may propose."""
    codes = sorted({code for spec in profiles().values() for code in spec.measures})
    kinds = {code: next((kind for word, kind in KINDS.items() if word in code), "count") for code in codes}
    measures = "".join(f"  - {{code: {code}, kind: {kind}, unit: x}}\n" for code, kind in kinds.items())
    regions = "".join(f"  - {{key: {key}, kind: regions, label: {{de: {key}}}}}\n" for key in ("regionen", "gemeinden"))
    load_catalogue(by=None, catalogue=read_catalogue(f"measures:\n{measures}divisions:\n{regions}"))


@pytest.fixture
def shop(settings: Settings, tmp_path: Path, db: None) -> None:
    """The place a file comes to: all profiles, the catalogue, nothing else."""
    settings.FILES_FOLDER = tmp_path / "uploads"
    catalogue()
    for spec in profiles().values():
        put_profile(by=None, spec=spec)


def uploaded(name: str) -> Batch:
    with (FORMATS / name).open("rb") as stream:
        content = stream.read()
    return receive_file(by=None, name=Path(name).name, chunks=[content], profile=None, start=False)


def own_areas(name: str, profile: Profile) -> None:
    """Districts of a city have outlines and come from its geometry office; here they are squares."""
    spec = load_profile(profile.spec)
    key = spec.area.division_key
    if key in CITY and not Division.objects.filter(key=key).exists():
        edition(squares(sorted(read(name, spec).records.areas())), key=key, valid_from=date(2000, 1, 1))


def taken(name: str, *, confirm: bool = True) -> Batch:
    batch = uploaded(name)
    clear = clear_match(matches(Recognised.from_dict(batch.recognised)), batch)
    profile = clear.profile if clear else Profile.objects.get(key=CHOSEN[name])
    own_areas(name, profile)
    batch = choose_profile(by=None, batch=batch, profile=profile, start=False)
    batch = check_batch(batch.pk) or batch
    if confirm and batch.proposal:
        batch = confirm_regions(by=None, batch=batch, start=False)
        batch = check_batch(batch.pk) or batch
    return batch


@pytest.mark.parametrize("name", TAKEN)
def test_an_upload_is_published(shop: None, name: str) -> None:
    batch = taken(name)
    assert list(batch.problems.filter(severity="error").values_list("rule", "line", "value", "params")[:3]) == []
    assert (batch.state, batch.fault) == (Batch.State.READY, "")
    publish_batch(by=None, batch=batch, notices_seen=True)
    parsed = read(name, load_profile(batch.profile.spec if batch.profile else {}))
    assert Observation.objects.count() == len(parsed.records)
    assert Area.objects.count() == len(parsed.records.areas())
    by_hand = {(r.measure, r.area_code, r.period.start, r.period.end): (r.value, str(r.status)) for r in parsed.records}
    assert len(by_hand) == len(parsed.records)


def test_a_defective_file_is_refused_with_nothing_kept(shop: None) -> None:
    batch = taken("ffcsv_old/regio_52411-02-01-4_2024_defective.csv", confirm=False)
    assert batch.state == Batch.State.REFUSED
    assert not Observation.objects.exists()
    assert not Area.objects.exists()


@pytest.mark.parametrize("name", [name for name in (files() if FORMATS.is_dir() else []) if not look(name)[0].layout])
def test_what_nobody_can_read_says_so_on_its_page(shop: None, name: str) -> None:
    batch = uploaded(name)
    assert batch.state == Batch.State.RECEIVED
    give("statistik", Permission.IMPORT, Permission.PUBLISH)
    page = browser(person("stella", "statistik", is_superuser=True), "de").get(reverse("delivery", args=[batch.pk]))
    (first, *_rest) = batch.recognised["problems"]
    with override("de"):
        words = said(first["rule"], first["value"], first["params"])
    assert words.hint.split(". ")[0] in page.content.decode().replace("&quot;", '"')
    assert matches(Recognised.from_dict(batch.recognised)) == []


def test_the_wizard_makes_a_profile_for_a_file_edited_by_hand(shop: None) -> None:
    give("statistik", Permission.IMPORT, Permission.PUBLISH)
    user = person("stella", "statistik")
    with (FORMATS / HAND_EDITED).open("rb") as stream:
        batch = receive_file(by=user, name="export.xlsx", chunks=[stream.read()], profile=None, start=False)
    client: Client = browser(user, "de")
    address = f"{reverse('profile-new')}?lieferung={batch.pk}"
    data = Fields(client.get(address).content.decode()).data
    assert (data["skip_rows"], data["header_rows"], data["column-0"]) == ("1", "1", "id")
    # The lines that say the day of the rows below are more than the form can show: that is written.
    text = Fields(client.get(f"{address}&als=text").content.decode()).data
    assert "profile:" in text["yaml"]
    written = yaml.safe_dump(MADE[HAND_EDITED], allow_unicode=True)
    response = client.post(f"{address}&als=text", {"yaml": written, "action": "save"})
    assert response.status_code == 302, response.content.decode()[:2000]
    batch.refresh_from_db()
    assert batch.profile is not None
    assert batch.profile.key == "beschaeftigte-von-hand"
    batch = check_batch(batch.pk) or batch
    batch = check_batch(confirm_regions(by=user, batch=batch, start=False).pk) or batch
    assert (batch.state, batch.total) == (Batch.State.READY, 19_368)
