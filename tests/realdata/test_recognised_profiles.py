"""Of all shipped profiles, the one for the table fits best, whatever the file is called."""

import pytest

from imports.parsers.recognising.fitting import Fit, fit
from imports.parsers.recognising.recognise import recognise
from tests.realdata.databases import FORMATS, PROFILES, shipped
from tests.realdata.places import needs

pytestmark = needs("formats")
OWN = {
    "ffcsv_new/genesis_12211-0001_x_20260310.csv": "genesis-12211-0001",
    "ffcsv_new/genesis_21611-0002_2024_q.csv": "genesis-21611-0002",
    "ffcsv_new/genesis_23311-0010_QUARTG_20260310.zip": "genesis-23311-0010",
    "ffcsv_new/genesis_61111-0001_2024_q.zip": "genesis-61111-0001",
    "ffcsv_new/genesis_61111-0003_2024_q.csv": "genesis-61111-0003",
    "ffcsv_new/genesis_71311-0001_STAGV_20260310.csv": "genesis-71311-0001",
    "ffcsv_new/genesis_91111-0001_en_decimalpoint_20260310.zip": "genesis-91111-0001-en",
    "ffcsv_new/regio_12211-Z-11_quality_on_20260310.csv": "genesis-12211-z-11",
    "ffcsv_new/regio_12411-01-01-4_en_20260310.csv": "genesis-12411-01-01-4",
    "ffcsv_new/regio_21311-01-01-4-B_SEMEST_20260310.zip": "genesis-21311-01-01-4-b",
    "ffcsv_new/regio_52411-02-01-4_20260310.csv": "genesis-52411-02-01-4",
    "ffcsv_new/regio_86121-Z-01_20260310_a.csv": "genesis-86121-z-01",
    "ffcsv_new/zensus_1000A-0000_ARS12_20260310.zip": "zensus-1000a-0000",
    "ffcsv_new/zensus_1000A-2022_quality_on_20260310.csv": "zensus-1000a-2022",
    "ffcsv_old/genesis_11111-0001_2022_latin1.csv": "genesis-11111-0001",
    "ffcsv_old/genesis_21611-0002_2024_q.csv": "genesis-21611-0002",
    "ffcsv_old/genesis_23311-0010_2024.csv": "genesis-23311-0010",
    "ffcsv_old/genesis_61111-0001_2024_q.csv": "genesis-61111-0001",
    "ffcsv_old/genesis_61111-0003_2024_q.csv": "genesis-61111-0003",
    "ffcsv_old/genesis_81000-0001_2024.csv": "genesis-81000-0001",
    "ffcsv_old/regio_12211-Z-11_2024_quality_on.csv": "genesis-12211-z-11",
    "ffcsv_old/regio_12411-01-01-4_en_2024_dupheader.csv": "genesis-12411-01-01-4",
    "datenquader/genesis_12411BJ001_20231203_nurWerte.csv": "datenquader-12411bj001",
    "datenquader/genesis_22922KJ1141_20220903_mitWerten_CRLF.csv": "datenquader-22922kj114",
    "datenquader/genesis_47414BJ002_20260218_mitWerten_decimalpoint.csv": "datenquader-47414bj002",
}


def fits(path: str) -> dict[str, Fit]:
    with (FORMATS / path).open("rb") as stream:
        found, problems = recognise(stream, "export.csv")
    assert not problems.has_errors
    return {file.stem: fit(shipped(file.stem), found) for file in sorted(PROFILES.glob("*.yaml"))}


@pytest.mark.parametrize("path", OWN)
def test_the_profile_of_the_table_fits_best(path: str) -> None:
    found = fits(path)
    best = max(found, key=lambda name: found[name].merit)
    assert best == OWN[path]
    assert found[best].whole


def test_a_defective_download_lacks_what_its_profile_needs() -> None:
    found = fits("ffcsv_old/regio_52411-02-01-4_2024_defective.csv")
    assert found["genesis-52411-02-01-4"].missing == ["ISVAT3"]
