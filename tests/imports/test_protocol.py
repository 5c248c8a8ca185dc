"""The import protocol: all about one batch on paper, German whoever asks, the same as page and as file."""

from pathlib import Path

import pytest
from django.urls import reverse

from imports.actions.again import bring_back
from imports.actions.deciding import withdraw_batch
from imports.models import Batch
from indicators.models import Source
from sozialmonitor.access.models import User
from tests.imports.browsing import browser, page, text
from tests.imports.uploads import WIDE, checked, csv, figures, profile, published
from tests.world import World, command, person

FOOTER = "Quelle: Bürgeramt\r\nStand: 05.01.2024\r\n".encode("cp1252")
WITH_FOOTER = WIDE.replace('decimal: ","', 'decimal: ",", stop_at: Quelle')


def protocol(user: User | None, batch: Batch, language: str = "de") -> str:
    response = browser(user, language).get(reverse("delivery-protocol", args=[batch.pk]))
    assert response.status_code == 200
    assert response.headers["Content-Language"] == "de"
    return text(response)


def test_it_holds_everything_about_a_delivery(world: World, steward: User) -> None:
    Source.objects.create(key="Bürgeramt", label_de="Bürgeramt Mitte", licence="dl-de/by-2-0", attribution="© Stadt")
    published(csv(figures(inhabitants=900)))
    batch = checked(csv(figures()) + FOOTER, profile(WITH_FOOTER), by=steward, note="zweite Fassung")
    client = browser(steward)
    page(client, batch, action="publish", notice=[problem.rule for problem in batch.problems.all()])
    page(client, batch, action="withdraw", reason="falsches Jahr")
    batch = Batch.objects.get(pk=batch.pk)
    said = protocol(steward, batch)
    for expected in (
        "einwohner.csv",
        batch.file.sha256,
        batch.facts["canonical_hash"],
        f"(buergeramt, Version {batch.profile.version})",
        "zweite Fassung",
        "cp1252",
        "Bürgeramt Mitte",
        "© Stadt",
        "05.01.2024",
        "https://www.govdata.de/dl-de/by-2-0",
        "Viertel 03",
        "stella",
        "falsches Jahr",
        "<td>6</td><td>0</td><td>0</td>",
    ):
        assert expected in said, expected
    assert batch.facts["difference"]["total"] == {"new": 0, "changed": 6, "gone": 0, "same": 6}


def test_it_is_german_whoever_asks(world: World, steward: User) -> None:
    batch = checked(csv([["99", "Nirgends", 2023, 1, 1], *figures()]), by=steward)
    german, english = (protocol(steward, batch, language) for language in ("de", "en"))
    cut = "<section>"
    assert german.partition(cut)[2] == english.partition(cut)[2]
    assert "zurückgewiesen" in english
    assert "Fehler" in english
    assert "checked, refused" not in english


def test_all_findings_are_counted_and_many_are_cut(world: World, steward: User) -> None:
    lines = [[f"9{n:03d}", "Nirgends", 2023, 1, 1] for n in range(40)]
    batch = checked(csv([*figures(), *lines]), by=steward)
    said = protocol(steward, batch)
    counted = batch.problems.count()
    assert counted >= 40
    assert f"{batch.problem_counts['error']}" in said
    assert said.count("<li>") < counted + 5
    assert "9000" in said
    assert "9039" not in said


def test_a_draft_shows_what_it_would_change_and_so_does_one_that_was_brought_back(world: World, steward: User) -> None:
    batch = checked(csv(figures()), by=steward)
    assert "<td>12</td><td>0</td><td>0</td><td>0</td>" in protocol(steward, batch)
    batch = published(csv(figures(2022)), by=steward)
    withdraw_batch(by=steward, batch=batch, reason="x")
    batch = bring_back(by=steward, batch=Batch.objects.get(pk=batch.pk))
    assert "<td>12</td><td>0</td><td>0</td><td>0</td>" in protocol(steward, batch)


def test_what_nobody_may_see_has_no_protocol(world: World, steward: User) -> None:
    batch = checked(csv(figures()), by=steward)
    response = browser(person("eve")).get(reverse("delivery-protocol", args=[batch.pk]))
    assert response.status_code in (403, 404)


def test_what_the_file_says_is_text(world: World, steward: User) -> None:
    batch = checked(csv(figures()), by=steward, note="<script>alert(1)</script>", name="<b>x</b>.csv")
    said = protocol(steward, batch)
    assert "<script>alert" not in said
    assert "&lt;script&gt;" in said


@pytest.mark.parametrize("state", ["published", "refused"])
def test_the_command_writes_one_file_that_needs_nothing_else(world: World, tmp_path: Path, state: str) -> None:
    batch = published(csv(figures())) if state == "published" else checked(csv([["99", "", 2023, 1, 1]]))
    target = tmp_path / "protokoll.html"
    assert command("import_protocol", batch.pk, "--html", target).code == 0
    html = target.read_text(encoding="utf-8")
    assert batch.file.sha256 in html
    assert "@page { size: A4" in html
    assert "<script" not in html
    assert "href=" not in html
    assert "Betrieb" in html, "it came from the command line"
    assert command("import_protocol", 4711, "--html", target).code == 1
    assert command("import_protocol", batch.pk, "--html", tmp_path / "fehlt" / "p.html").code == 2
