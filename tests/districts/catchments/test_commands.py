from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from districts.models import CatchmentPlan, CatchmentRange, School
from tests import world as cities
from tests.districts.catchments import world
from tests.world import command

pytestmark = pytest.mark.django_db
LIST = 'Straße;Hausnummern;Schulbezirk\nAm Anger;gesamt;1\nRing;"ung. 1-25 ; ger. 2-24";1\nRing;ung. 27-41;2\n'
SCHOOLS = "Schulnummer;Name;lon;lat\n1;Ahornschule;8.5;49.5\n2;Birkenschule;8.51;49.5\n"


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    with translation.override("de"):
        yield


def test_a_dry_run_stores_nothing_and_says_what_it_found(tmp_path: Path) -> None:
    path = world.write_csv(tmp_path, "liste.csv", LIST)
    ran = command("import_catchments", path, "--division", "grundschulbezirke", "--school-year", 2026)
    assert ran.code == 0, ran.error
    assert "words: 2 catchments, 3 rows, 2 streets, 4 ranges, 0 blocks" in ran.out
    assert "catchment-without-school" in ran.out
    assert "Dry run" in ran.out
    assert CatchmentPlan.objects.count() == 0


def test_schools_and_catchments_from_files_to_an_adopted_plan(tmp_path: Path) -> None:
    schools = world.write_csv(tmp_path, "schulen.csv", SCHOOLS)
    assert command("import_schools", schools, "--pad", 2).code == 0
    assert School.objects.count() == 0
    assert command("import_schools", schools, "--pad", 2, "--commit").code == 0
    assert {one.number: round(one.place.y, -3) for one in School.objects.all()} == {"01": 5483000, "02": 5483000}
    path = world.write_csv(tmp_path, "liste.csv", LIST)
    words = ("--division", "grundschulbezirke", "--school-year", 2026, "--pad", 2, "--adopt", "--commit")
    ran = command("import_catchments", path, *words)
    assert ran.code == 0, ran.error
    plan = CatchmentPlan.objects.get()
    assert (plan.state, plan.label) == ("adopted", "liste.csv 2026")
    assert [one.school.name for one in plan.catchments.all()] == ["Ahornschule", "Birkenschule"]
    assert CatchmentRange.objects.filter(catchment__plan=plan).count() == 4


def test_bad_rows_stop_the_import_unless_left_out_knowingly(tmp_path: Path) -> None:
    path = world.write_csv(tmp_path, "liste.csv", LIST + "Weg;siehe Karte;2\n")
    words = ("--division", "grundschulbezirke", "--school-year", 2026, "--commit")
    ran = command("import_catchments", path, *words)
    assert ran.code == 1
    assert "Zeile 5, Spalte Hausnummern" in ran.out
    assert CatchmentPlan.objects.count() == 0
    assert command("import_catchments", path, *words, "--skip-bad-rows").code == 0
    assert CatchmentRange.objects.count() == 4


def test_what_the_checks_refuse_is_not_adopted(tmp_path: Path) -> None:
    path = world.write_csv(tmp_path, "liste.csv", LIST)
    words = ("--division", "grundschulbezirke", "--school-year", 2026, "--adopt", "--commit")
    ran = command("import_catchments", path, *words)
    assert ran.code == 1
    assert "Bezirke ohne Schule" in ran.error
    assert CatchmentPlan.objects.count() == 0


def test_a_table_of_blocks_needs_to_know_whose(tmp_path: Path) -> None:
    cities.edition(key="baubloecke")
    path = world.write_csv(tmp_path, "bloecke.csv", "Baublock;Schulbezirk\n01;1\n02;1\n03;2\n04;2\n05;2\n06;2\n")
    words = ("--division", "grundschulbezirke", "--school-year", 2026, "--commit")
    assert "Gliederung der Blöcke" in command("import_catchments", path, *words).error
    ran = command("import_catchments", path, *words, "--blocks", "baubloecke")
    assert ran.code == 0, ran.error
    assert CatchmentPlan.objects.get().edition.areas.count() == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("import_schools", "gibt-es-nicht.csv"), "gibt-es-nicht.csv"),
        (("import_catchments", "x.csv", "--division", "a", "--school-year", 2026, "--column", "quatsch"), ""),
        (("import_catchments", "x.csv", "--division", "a", "--school-year", 20266), ""),
        (("import_schools", "x.csv", "--pad", 99), ""),
        (("import_catchments", "x.csv", "--division", "a", "--school-year", 2026, "--blocks", "nie"), "No edition"),
    ],
)
def test_wrong_words_say_what_is_wrong(words: tuple[object, ...], says: str) -> None:
    ran = command(*words)
    assert ran.code in (1, 2)
    assert says in ran.error


def test_a_list_of_schools_with_faults_is_not_stored(tmp_path: Path) -> None:
    ran = command("import_schools", world.write_csv(tmp_path, "s.csv", SCHOOLS + "1;Noch eine;;\n"), "--commit")
    assert ran.code == 1
    assert "school-twice" in ran.out
    assert School.objects.count() == 0
