"""Who delivers and on which terms: declared in the catalogue, kept with each delivery."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from indicators.actions.catalogue import load_catalogue
from indicators.actions.deliveries import prepare_delivery
from indicators.analysis.figures import Figures
from indicators.catalogue import CatalogueError, read_catalogue
from indicators.models import Source
from sozialmonitor.access.models import AuditEvent
from tests.world import CODES, DAY, World, person

SOURCES = """
sources:
  - {key: Landesamt, label: {de: Statistisches Landesamt, en: State office}, four_eyes: true, licence: dl-de/by-2-0,
     attribution: "© Statistisches Landesamt", link: "https://www.example.org/daten", contact: post@example.org}
  - {key: Bürgeramt}
"""


def load(text: str) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    loaded = load_catalogue(by=None, catalogue=read_catalogue(text))
    return dict(loaded.created), dict(loaded.changed), dict(loaded.same)


def test_the_catalogue_declares_sources_and_a_second_load_changes_nothing(db: None) -> None:
    assert load(SOURCES) == ({"sources": 2}, {}, {})
    assert load(SOURCES) == ({}, {}, {"sources": 2})
    assert load(SOURCES.replace("four_eyes: true", "four_eyes: false")) == ({}, {"sources": 1}, {"sources": 1})
    office, plain = Source.objects.order_by("-key")
    assert (office.key, office.label_de, office.label_en, office.licence) == (
        "Landesamt", "Statistisches Landesamt", "State office", "dl-de/by-2-0",
    )  # fmt: skip
    assert (office.attribution, office.contact) == ("© Statistisches Landesamt", "post@example.org")
    assert (plain.key, plain.label, plain.four_eyes, plain.licence) == ("Bürgeramt", "Bürgeramt", False, "")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{key: ''}", "sources.0.key"),
        ("{key: a, licenc: b}", "sources.0.licenc"),
        ("{key: a, link: 'javascript:alert(1)'}", "sources.0.link"),
        ("{key: a}, {key: a}", "sources"),
        ("{key: a, four_eyes: vielleicht}", "sources.0.four_eyes"),
    ],
)
def test_what_is_no_source_is_refused_with_its_line(entry: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(f"sources: [{entry}]")
    assert any(found.startswith("line 1:") and said in found for found in refused.value.findings)


def test_an_unknown_source_is_called_by_its_key_once(world: World) -> None:
    for _ in range(2):
        assert world.draft([("EW", "01", DAY, 1.0)], source=" Sozialamt ").source_id == "Sozialamt"
    assert world.draft([("EW", "01", DAY, 1.0)]).source is None
    assert list(Source.objects.values_list("key", "label_de")) == [("Sozialamt", "Sozialamt")]
    assert AuditEvent.objects.filter(verb="create source").count() == 1


def test_a_delivery_keeps_the_licence_of_its_day(world: World) -> None:
    load(SOURCES)
    figures = [Figures.from_rows(world.rows([("EW", code, DAY, 1.0) for code in CODES]))]
    words = {"by": None, "label": "x", "figures": figures, "canonical_hash": "0" * 64, "complete": True}
    first = prepare_delivery(source="Landesamt", footnotes=["vorläufig"], **words)
    Source.objects.update(licence="CC BY 4.0")
    own = prepare_delivery(source="Landesamt", licence="CC0", **words)
    first.refresh_from_db()
    assert (first.licence, first.footnotes, own.licence) == ("dl-de/by-2-0", ["vorläufig"], "CC0")


def test_in_the_administration_the_key_of_a_source_stays(db: None) -> None:
    load(SOURCES)
    client = Client()
    client.force_login(person("ada", is_superuser=True, is_staff=True))
    source = Source.objects.get(key="Bürgeramt")
    fields = {"key": "Anderes", "label_de": "Bürgeramt der Stadt", "licence": "CC0", "four_eyes": "on"}
    response = client.post(f"/verwaltung/indicators/source/{source.pk}/change/", fields)
    assert response.status_code == 302, response.content
    source.refresh_from_db()
    assert (source.key, source.label_de, source.licence, source.four_eyes) == (
        "Bürgeramt", "Bürgeramt der Stadt", "CC0", True,
    )  # fmt: skip
    assert AuditEvent.objects.filter(verb="change source", by="ada").count() == 1


@pytest.mark.django_db(transaction=True)
def test_texts_of_earlier_deliveries_become_sources() -> None:
    before, after = [("indicators", "0006_series")], [("indicators", "0007_sources")]
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    try:
        executor.migrate(before)
        old = executor.loader.project_state(before).apps.get_model("indicators", "Delivery")
        for text in ("Bürgeramt", "Bürgeramt", "Landesamt", ""):
            old.objects.create(label=text, source=text, canonical_hash="0")
        executor = MigrationExecutor(connection)
        executor.migrate(after)
        new = executor.loader.project_state(after).apps.get_model("indicators", "Delivery")
        assert sorted(new.objects.values_list("label", "source__label_de")) == [
            ("", None), ("Bürgeramt", "Bürgeramt"), ("Bürgeramt", "Bürgeramt"), ("Landesamt", "Landesamt"),
        ]  # fmt: skip
        new.objects.all().delete()
        new._meta.get_field("source").related_model.objects.all().delete()
    finally:
        MigrationExecutor(connection).migrate(newest)
