"""Exports of the databases through the command, with shipped profiles: from the file to published figures."""

from pathlib import Path

import pytest
import yaml

from districts.models import Area
from imports.models import Batch, Problem
from indicators.models import Observation
from tests.realdata.databases import FORMATS, PROFILES, shipped
from tests.realdata.places import needs
from tests.world import Ran, command

pytestmark = [pytest.mark.django_db, needs("formats")]
KINDS = {"PREIS": "index", "VPI": "index", "RATE": "share", "ELG": "mean", "UMSATZ": "index"}
OLD = "ffcsv_old/regio_12411-01-01-4_de_2024.csv"


def imported(folder: Path, profile: str, path: str) -> Ran:
    measures = [
        {"code": code, "kind": next((kind for word, kind in KINDS.items() if word in code), "count"), "unit": "x"}
        for code in sorted(shipped(profile).measures)
    ]
    catalogue = folder / "catalogue.yaml"
    division = {"key": shipped(profile).area.division_key, "kind": "regions", "label": {"de": "Regionen"}}
    catalogue.write_text(yaml.safe_dump({"measures": measures, "divisions": [division]}), encoding="utf-8")
    assert command("load_catalogue", catalogue, "--commit").code == 0
    words = ("--profile", PROFILES / f"{profile}.yaml", "--confirm-areas", "--publish")
    return command("import_file", FORMATS / path, *words)


@pytest.mark.parametrize(
    ("profile", "path", "figures", "areas"),
    [
        ("genesis-12411-01-01-4", OLD, 1614, 538),
        ("genesis-23311-0010", "ffcsv_new/genesis_23311-0010_QUARTG_20260310.zip", 256, 16),
        ("genesis-61111-0001", "ffcsv_old/genesis_61111-0001_2024_q.csv", 66, 1),
        ("zensus-1000a-0000", "ffcsv_new/zensus_1000A-0000_ARS12_20260310.zip", 10787, 10787),
        ("datenquader-47414bj002", "datenquader/genesis_47414BJ002_20260218_mitWerten_decimalpoint.csv", 4, 1),
        ("datenquader-22922kj114", "datenquader/genesis_22922KJ1141_20220903_mitWerten_CRLF.csv", 38370, 401),
    ],
)
def test_a_file_becomes_published_figures(tmp_path: Path, profile: str, path: str, figures: int, areas: int) -> None:
    done = imported(tmp_path, profile, path)
    assert done.code == 0, done
    assert Observation.objects.count() == figures
    assert Area.objects.count() == areas


def test_a_defective_download_leaves_nothing_behind_but_its_findings(tmp_path: Path) -> None:
    path = "ffcsv_old/regio_52411-02-01-4_2024_defective.csv"
    refused = imported(tmp_path, "genesis-52411-02-01-4", path)
    assert refused.code == 1
    assert "538" in refused.out + refused.error
    assert not Observation.objects.exists()
    assert not Area.objects.exists()


def test_who_exported_a_cube_is_in_no_table(tmp_path: Path) -> None:
    path = "datenquader/genesis_47414BJ002_20260218_mitWerten_decimalpoint.csv"
    user = (FORMATS / path).read_text(encoding="ascii").split()[3]
    assert imported(tmp_path, "datenquader-47414bj002", path).code == 0
    wrong = command("import_file", FORMATS / path, "--profile", PROFILES / "genesis-12411-01-01-4.yaml", "--commit")
    assert wrong.code == 1
    for model in (Batch, Problem):
        assert user not in str(list(model.objects.values()))


def test_the_same_figures_in_another_order_change_nothing(tmp_path: Path) -> None:
    first, second = (f"ffcsv_new/regio_86121-Z-01_20260310_{name}.csv" for name in ("a", "b_reordered"))
    assert imported(tmp_path, "genesis-86121-z-01", first).code == 0
    figures = Observation.objects.count()
    again = imported(tmp_path, "genesis-86121-z-01", second)
    assert again.code == 0, again
    assert Batch.objects.latest("pk").state == Batch.State.UNCHANGED
    assert Observation.objects.count() == figures == 17 * 25


def test_the_layout_of_a_download_does_not_matter(tmp_path: Path) -> None:
    assert imported(tmp_path, "genesis-61111-0001", "ffcsv_old/genesis_61111-0001_2024_q.csv").code == 0
    again = imported(tmp_path, "genesis-61111-0001", "ffcsv_new/genesis_61111-0001_2024_q.zip")
    assert again.code == 0, again
    assert Batch.objects.latest("pk").state == Batch.State.UNCHANGED
