"""What an operator does with figures and typologies at the command line, and how each command ends."""

import csv
from pathlib import Path

import pytest

from indicators.actions.runs import withdraw_run
from indicators.models import Delivery, Run, Typology
from indicators.queries.results import result_columns
from indicators.queries.values import COLUMNS
from sozialmonitor.access.models import AuditEvent
from tests.world import CODES, DAY, World, command

RUN = ("run_typology", "lage", "--division", "stadtteile", "--period", "2023-12-31")


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source, delimiter=delimiter))


def test_run_typology_is_a_dry_run_first(filled: World) -> None:
    dry = command(*RUN)
    assert dry.code == 0
    assert "no class: 3" in dry.out
    assert "excluded: 1" in dry.out
    assert "--commit" in dry.out
    assert not Run.objects.exists()
    assert not AuditEvent.objects.filter(verb="run typology").exists()


@pytest.mark.parametrize(("word", "state"), [("--commit", "draft"), ("--publish", "published")])
def test_run_typology_stores_a_draft_or_publishes(filled: World, word: str, state: str) -> None:
    ran = command(*RUN, word)
    assert ran.code == 0, ran
    run = Run.objects.get()
    assert run.state == state
    assert f"run {run.pk}: " in ran.out
    assert run.results_hash[:16] in ran.out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("nichtda", "--division", "stadtteile", "--period", "2023"), 1, "lage"),
        (("lage", "--division", "planeten", "--period", "2023"), 1, "planeten is in force. Divisions: "),
        (
            ("lage", "--division", "stadtteile@1999-01-01", "--period", "2023"),
            1,
            "stadtteile is in force on 1999-01-01",
        ),
        (("lage", "--division", "stadtteile@1999", "--period", "2023"), 2, "2020-01-01"),
        (("lage", "--division", "stadtteile", "--period", "irgendwann"), 2, "2023-12-31"),
        (("lage", "--division", "stadtteile", "--period", "2030"), 1, "2030"),
        (("lage", "--division", "stadtteile"), 2, "--period"),
    ],
)
def test_run_typology_says_why_not(filled: World, words: tuple[str, ...], code: int, told: str) -> None:
    ran = command("run_typology", *words, "--publish")
    assert ran.code == code
    assert told in ran.error or code == 2
    assert not Run.objects.exists()


def test_export_typology_writes_the_latest_run_that_stands(filled: World, tmp_path: Path) -> None:
    older, newer = filled.run(), filled.run(publish=False)
    target = tmp_path / "lage.csv"
    ran = command("export_typology", "lage", "--csv", target)
    assert ran.code == 0
    assert f"run {newer.pk}: 6 areas" in ran.out
    rows = table(target)
    assert list(rows[0]) == result_columns(older)
    assert [row["area_code"] for row in rows] == list(CODES)
    assert {row["included"] for row in rows} == {"true", "false"}
    newest = filled.run()
    withdraw_run(by=None, run=newest, reason="Fehler")
    assert f"run {newer.pk}: " in command("export_typology", "lage", "--csv", target).out
    assert f"run {newest.pk}: " in command("export_typology", "lage", "--run", newest.pk, "--csv", target).out
    excel = command("export_typology", "lage", "--run", older.pk, "--csv", target, "--dialect", "excel-de")
    assert excel.code == 0
    assert table(target, ";")[0]["status_index"] == rows[0]["status_index"].replace(".", ",")


def test_export_typology_says_why_not(filled: World, tmp_path: Path) -> None:
    target = tmp_path / "lage.csv"
    assert command("export_typology", "lage", "--csv", target).code == 1
    assert command("export_typology", "lage", "--run", "999", "--csv", target).code == 1
    assert command("export_typology", "lage", "--run", "neueste", "--csv", target).code == 2
    assert command("export_typology", "lage").code == 2
    filled.run()
    assert command("export_typology", "lage", "--csv", tmp_path / "nicht" / "da.csv").code == 2
    assert list(tmp_path.iterdir()) == []


def test_export_values_writes_the_rows_of_the_interface(filled: World, tmp_path: Path) -> None:
    target = tmp_path / "werte.csv"
    words = ("export_values", "--division", "stadtteile", "--csv", target)
    assert command(*words, "--indicator", "quote", "transfer").code == 0
    rows = table(target)
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == 2 * 6 + 6
    assert command(*words, "--indicator", "quote", "--indicator", "transfer").code == 0
    assert table(target) == rows
    assert command(*words, "--indicator", "quote", "--from", "2023-01-01", "--to", "2023-12-31").code == 0
    assert [row["value"] for row in table(target)] == ["8.8", "4.95", "0", "", "", ""]
    assert command(*words, "--indicator", "quote", "--to", "2022-12-31", "--dialect", "excel-de").code == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbfdivision;edition;")
    assert ";4,5;%;ok;" in target.read_text(encoding="utf-8-sig")
    assert command(*words, "--indicator", "quote", "--known-on", "2000-01-01").code == 0
    assert table(target) == []


def test_export_values_says_why_not(filled: World, tmp_path: Path) -> None:
    target = tmp_path / "werte.csv"
    for words, code in (
        (("--division", "stadtteile", "--indicator", "nichtda"), 1),
        (("--division", "planeten", "--indicator", "quote"), 1),
        (("--division", "stadtteile@x", "--indicator", "quote"), 2),
        (("--division", "stadtteile", "--indicator", "quote", "--from", "gestern"), 2),
        (("--division", "stadtteile", "--indicator", "quote", "--from", "2023-01-01", "--to", "2022-12-31"), 2),
        (("--division", "stadtteile", "--indicator", "quote", "--dialect", "x"), 2),
        (("--division", "stadtteile"), 2),
    ):
        assert command("export_values", *words, "--csv", target).code == code, words
    assert not target.exists()


def test_a_broken_export_leaves_the_old_file(filled: World, tmp_path: Path) -> None:
    target = tmp_path / "werte.csv"
    target.mkdir()
    ran = command("export_values", "--division", "stadtteile", "--indicator", "quote", "--csv", target)
    assert ran.code == 2
    assert str(target) in ran.error
    assert [path.name for path in tmp_path.iterdir()] == ["werte.csv"]


def test_withdraw_delivery_is_a_dry_run_first(filled: World) -> None:
    number = filled.deliveries[1].pk
    dry = command("withdraw_delivery", number, "--reason", "Fehler")
    assert dry.code == 0
    assert "--commit" in dry.out
    assert Delivery.objects.get(pk=number).state == "published"
    assert command("withdraw_delivery", number, "--reason", "Fehler", "--commit").code == 0
    withdrawn = Delivery.objects.get(pk=number)
    assert (withdrawn.state, withdrawn.reason) == ("withdrawn", "Fehler")


def test_withdraw_run_is_a_dry_run_first(filled: World) -> None:
    older, run = filled.run(), filled.run()
    words = ("withdraw_run", run.pk, "--reason", "falsche Grenze")
    assert "--commit" in command(*words).out
    assert Run.objects.get(pk=run.pk).state == "published"
    assert command(*words, "--commit").code == 0
    withdrawn = Run.objects.get(pk=run.pk)
    assert (withdrawn.state, withdrawn.reason) == ("withdrawn", "falsche Grenze")
    assert [one.pk for one in Run.objects.standing()] == [older.pk]
    assert command(*words, "--commit").code == 1
    assert command("withdraw_run", 999_999, "--reason", "x").code == 1


def test_an_excluded_area_that_does_not_exist_is_told(filled: World) -> None:
    typology = Typology.objects.get()
    typology.definition["exclude"] = [{"area": "77", "reason": "Tippfehler"}]
    typology.save()
    ran = command("run_typology", "lage", "--division", "stadtteile", "--period", DAY.label)
    assert ran.code == 0
    assert "warning" in ran.out
    assert "77" in ran.out


def test_withdraw_delivery_says_why_not(filled: World) -> None:
    draft, published = filled.draft([]), filled.deliveries[0]
    for words, code in (
        ((draft.pk, "--reason", "x"), 1),
        ((published.pk, "--reason", " "), 1),
        ((999_999, "--reason", "x"), 1),
        ((published.pk,), 2),
        (("erste", "--reason", "x"), 2),
    ):
        ran = command("withdraw_delivery", *words, "--commit")
        assert ran.code == code, words
    assert not Delivery.objects.filter(state="withdrawn").exists()
