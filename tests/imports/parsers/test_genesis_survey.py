import io
from typing import Any

import pytest

from imports.parsers.profiles.loading import load_profile
from imports.parsers.recognising.genesis_survey import GenesisSurvey, survey
from tests.imports.parsers.building import figures, read
from tests.imports.parsers.genesis_files import POPULATION, Line, csv_export, workbook_export
from tests.imports.parsers.test_genesis_workbook import BANDS, EDITED, MERGED, SHEET


def surveyed(content: str | bytes) -> GenesisSurvey:
    found, problems = survey(io.BytesIO(content.encode() if isinstance(content, str) else content))
    assert not problems.kept
    assert found is not None
    return found


def shape(found: GenesisSurvey) -> tuple[list[str], list[str], list[str]]:
    return list(found.part.above), list(found.part.head), list(found.part.rows)


@pytest.mark.parametrize(
    "content", [csv_export(*POPULATION), workbook_export(SHEET, merged=MERGED)], ids=["csv", "xlsx"]
)
def test_both_containers_are_proposed_alike(content: str | bytes) -> None:
    found = surveyed(content)
    assert shape(found) == (["title", "statistic", "measure"], ["label", "period", "dimension"], ["code", "name"])
    assert (found.part.table, found.title, found.rows) == ("12411-01-01-4", "Bevölkerung nach Geschlecht", 3)
    assert found.paths == ["Bevölkerung|Anzahl", "Bevölkerung / weiblich|Anzahl"]
    assert (found.periods, found.period_type, found.names) == (["31.12.2023"], "reference_date", [])
    assert found.signs == {".": 1, "-": 2}


def test_a_measure_in_the_header_and_periods_in_rows_of_their_own() -> None:
    found = surveyed(workbook_export(BANDS, above=("Boden", "Flächenerhebung")))
    assert shape(found) == (["title", "statistic"], ["measure", "dimension", "unit"], ["period", "code", "name"])
    assert found.part.statistic == "Flächenerhebung"
    assert found.paths == ["Boden|ha", "Boden / Wald|ha"]
    assert found.periods == ["31.12.2021", "31.12.2022"]


def test_names_without_codes_are_listed() -> None:
    rows: list[Line] = [("", "Stichtag"), ("", "31.12.2023"), ("Hessen", 1), ("Insgesamt", 3)]
    assert surveyed(csv_export(*rows)).names == ["Hessen", "Insgesamt"]


def test_the_one_area_above_the_header() -> None:
    rows: list[Line] = [("", "Monate", "Monate"), ("", "Januar (31.)", "Februar (28. bzw. 29.)"), ("2014", 5, 6)]
    found = surveyed(csv_export(*rows, above=("T", "S", "Arbeitslose (Anzahl)", "Köln, krfr. Stadt")))
    assert shape(found) == (["title", "statistic", "measure", "name"], ["label", "period"], ["period"])
    assert (found.names, found.period_type) == (["Köln, krfr. Stadt"], "auto")


def test_a_title_of_several_lines() -> None:
    above = (
        "Bevölkerung nach Geschlecht - Stichtag 31.12. - regionale",
        "Tiefe: Kreise",
        "Stand",
        "Bevölkerung (Anzahl)",
    )
    found = surveyed(csv_export(*POPULATION, above=above))
    assert found.part.above == ["title", "statistic", "measure"]
    assert found.title.endswith("regionale Tiefe: Kreise")


def test_a_proposal_becomes_a_profile_that_reads_the_file() -> None:
    content = csv_export(*POPULATION)
    found = surveyed(content)
    spec: dict[str, Any] = {
        "profile": "p", "parser": "genesis-table", "area": {"division": "regionen"}, "missing": {"-": "missing"},
        "period": {"type": found.period_type}, "columns": {path: f"M{n}" for n, path in enumerate(found.paths)},
        "genesis": found.part.model_dump(exclude_defaults=True),
    }  # fmt: skip
    assert figures(read(content, load_profile(spec)))["M0", "DG", "2023-12-31"] == 300.0


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", workbook_export(EDITED, above=(), footer=())])
def test_what_is_no_such_export_has_a_finding_instead(content: bytes) -> None:
    found, problems = survey(io.BytesIO(content))
    assert found is None
    assert len(problems.kept) == 1
