"""A shipped profile is offered for the file it was made for, and not for the others."""

import pytest

from imports.parsers.recognising.fitting import fit
from imports.parsers.recognising.recognise import recognise
from imports.parsers.recognising.recognised import Recognised
from tests.realdata.places import FOLDER
from tests.realdata.shipped import shipped

MUNICIPAL = "formats/municipal"
FILES = {
    "ba-arbeitsmarkt-kommunal": f"{MUNICIPAL}/BA_Arbeitsmarkt-kommunal_06440010_Glauburg.xlsx",
    "koeln-einwohner": f"{MUNICIPAL}/koeln_bevoelkerung_head400.csv",
    "koeln-bundestagswahl-2013": f"{MUNICIPAL}/koeln_btw2013_stadtteil.csv",
    "koeln-haushalt-bezirke": f"{MUNICIPAL}/koeln_bezirke_produktgruppen.csv",
    "dortmund-gesamtschulen": f"{MUNICIPAL}/dortmund_gesamtschulen_seit1990.csv",
    "muelheim-haushalte": f"{MUNICIPAL}/muelheim_Haushalte_SB_2017-12_EXCERPT.txt",
    "hessen-bauindizes": f"{MUNICIPAL}/LandesamtHessen_Bauindizes_2021.xlsx",
    "berlin-bauindizes": f"{MUNICIPAL}/LandesamtBB_StatistischerBericht_MI4_2021q1.xlsx",
    "destatis-gemeindeverzeichnis": "formats/reference/destatis_AuszugGV2Q_30062024.xlsx",
    "berlin-lor-einwohner": "berlin-mss-2017/berlin-lor-population-2018-02-t1-planning-areas.csv",
    "leipzig-einwohner": "leipzig/leipzig-einwohner-insgesamt.json",
    "flensburg-sozialatlas": "flensburg/details.json",
}

pytestmark = pytest.mark.skipif(not (FOLDER / "formats").exists(), reason=f"no formats in {FOLDER}")


@pytest.fixture(scope="module")
def recognised() -> dict[str, Recognised]:
    found = {}
    for name, path in FILES.items():
        with (FOLDER / path).open("rb") as stream:
            found[name], _ = recognise(stream, path)
    return found


@pytest.mark.parametrize("name", FILES)
def test_it_fits_its_own_file_and_no_other(name: str, recognised: dict[str, Recognised]) -> None:
    profile = shipped(name)
    assert fit(profile, recognised[name]).missing == []
    assert [other for other, found in recognised.items() if fit(profile, found).whole] == [name]
