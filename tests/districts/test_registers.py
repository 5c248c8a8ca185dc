"""A register of addresses from file to force, and in which areas its houses lie."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from shapely import MultiPolygon

from districts.actions.editions import NewArea
from districts.actions.placements import PLACING, areas_of_homes, place_register
from districts.actions.registers import CannotChangeRegister, activate_register, withdraw_register
from districts.jobs.addresses import READING
from districts.messages.registers import said
from districts.models import Address, Area, Placement, Register
from districts.queries.addresses import NotPlaced, areas_of, areas_of_each, inhabitants, placed, register_on
from districts.queries.placing import city_on, homes_of, shapes_of
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests.districts.addressing.writing import HEADER, csv_file
from tests.districts.geometry.world import square
from tests.districts.registers import ROWS, home, register, written
from tests.world import command, edition, give, person, squares

pytestmark = pytest.mark.django_db


def halves() -> list[NewArea]:
    return [
        NewArea(code, f"Hälfte {code}", None, MultiPolygon([square(0, row, 1000, 3000)]))
        for code, row in (("S", 0), ("N", 1000))
    ]


def test_a_draft_holds_every_house_in_the_order_of_streets(tmp_path: Path) -> None:
    made = register(tmp_path, active=False)
    assert (made.state, made.size, made.inhabitants_known) == ("draft", len(ROWS), True)
    houses = Address.objects.filter(street__register=made).order_by("ordinal")
    assert [house.ordinal for house in houses] == list(range(len(ROWS)))
    assert str(houses[0]) == "Am Rand 1"
    assert [str(house) for house in houses if house.street.name == "Hauptstraße"][1:4] == [
        "Hauptstraße 12",
        "Hauptstraße 12a",
        "Hauptstraße 12b",
    ]
    assert home("Q 7", 24).place.coords == (461500, 5481500)
    assert home("Hauptstraße", 14).inhabitants is None
    assert not Register.objects.active().exists()


def test_what_was_noticed_stays_with_the_register(tmp_path: Path) -> None:
    made = register(tmp_path, rows=[*ROWS, ("unbekannt", "1", "", 5, 5, ""), ("Mühlenweg", "2", "", 5, 5, "")])
    assert [(one["rule"], one["count"], one["rows"][0][0]) for one in made.findings if one["rows"]] == [
        ("street-unknown", 1, 11),
        ("address-duplicate", 1, 12),
    ]
    assert AuditEvent.objects.get(verb="draft register").details["left_out"] == 2


def test_only_one_register_of_a_day_and_none_that_was_withdrawn_comes_into_force(tmp_path: Path) -> None:
    first, second = register(tmp_path), register(tmp_path, active=False)
    assert activate_register(by=None, register=first).state == "active"
    with pytest.raises(CannotChangeRegister) as same_day:
        activate_register(by=None, register=second)
    assert same_day.value.reason == "register_same_day"
    with pytest.raises(CannotChangeRegister) as unexplained:
        withdraw_register(by=None, register=first, reason=" ")
    assert unexplained.value.reason == "register_reason"
    withdraw_register(by=None, register=first, reason="falscher Stand")
    assert activate_register(by=None, register=second).state == "active"
    with pytest.raises(CannotChangeRegister) as withdrawn:
        activate_register(by=None, register=first)
    assert withdrawn.value.reason == "register_withdrawn"


def test_registers_are_changed_by_geographers_only(tmp_path: Path) -> None:
    made = register(tmp_path, active=False)
    give("lesen", Permission.VIEW)
    give("geo", Permission.MANAGE)
    reader, geographer = person("leser", "lesen"), person("geo", "geo")
    for change in (activate_register, withdraw_register):
        with pytest.raises(PermissionDenied):
            change(by=reader, register=made)
    assert activate_register(by=geographer, register=made).state == "active"


def test_the_newest_register_counts_and_before_the_first_the_first(tmp_path: Path) -> None:
    old = register(tmp_path, valid_from=date(2010, 1, 1))
    new = register(tmp_path, valid_from=date(2020, 1, 1))
    register(tmp_path, valid_from=date(2022, 1, 1), active=False)
    days = (date(2000, 1, 1), date(2019, 12, 31), date(2020, 1, 1), None)
    assert [register_on(day) for day in days] == [old, old, new, new]


def test_all_addresses_are_placed_in_all_editions_in_force_at_once(tmp_path: Path) -> None:
    quarters, both = edition(), edition(halves(), key="haelften")
    edition(valid_from=date(2030, 1, 1), active=False)
    made = register(tmp_path)
    assert place_register(by=None, register=made) == 2 * len(ROWS)
    codes = dict(Area.objects.values_list("id", "code")) | {-1: None}
    by_name = {
        str(house): tuple(codes[placed(made, one)[house.ordinal]] for one in (quarters, both))
        for house in Address.objects.select_related("street")
    }
    assert by_name["Hauptstraße 12"] == ("01", "S")
    assert by_name["Hauptstraße 12a"] == ("02", "S")
    assert by_name["Q 7 24"] == ("05", "N")
    assert by_name["Theodor-Heuss-Straße 7"] == ("01", "S")  # on the border: the lowest code
    assert by_name["Am Rand 1"] == (None, None)
    assert AuditEvent.objects.get(verb="place addresses").details["nowhere"] == {
        str(quarters.pk): 1,
        str(both.pk): 1,
    }


def test_placing_again_replaces_what_stood(tmp_path: Path) -> None:
    quarters, made = edition(), register(tmp_path)
    for _ in range(2):
        place_register(by=None, register=made, editions=[quarters])
    assert Placement.objects.count() == 1


def test_placements_of_more_than_a_thousand_addresses_come_back_in_their_order(tmp_path: Path) -> None:
    quarters = edition()
    rows = [("Lange Straße", str(n + 1), "", n, 500, "1") for n in range(2500)] + [("Z", "1", "", -5, 0, "")]
    made = register(tmp_path, rows=rows)
    place_register(by=None, register=made)
    assert list(Placement.objects.order_by("part").values_list("part", "areas__len")) == [
        (0, 1000),
        (1, 1000),
        (2, 501),
    ]
    code_of = dict(quarters.areas.values_list("id", "code")) | {-1: ""}
    found = [code_of[area] for area in placed(made, quarters)]
    assert found == ["01"] * 1001 + ["02"] * 1000 + ["03"] * 499 + [""]


def test_a_register_that_is_not_placed_says_so(tmp_path: Path) -> None:
    quarters, made = edition(), register(tmp_path)
    with pytest.raises(NotPlaced):
        placed(made, quarters)


def test_looking_up_agrees_with_the_map_before_and_after_placing(tmp_path: Path) -> None:
    edition()
    edition(halves(), key="haelften")
    made = register(tmp_path)
    homes = list(Address.objects.order_by("ordinal"))
    asked = areas_of_each(homes)
    place_register(by=None, register=made)
    assert areas_of_each(homes) == asked
    assert [(division.key, area.code) for division, area in asked[home("Q 7", 24).pk].items()] == [
        ("haelften", "N"),
        ("stadtteile", "05"),
    ]
    assert asked[home("Am Rand", 1).pk] == {}
    assert [area.code for area in asked[home("Theodor-Heuss-Straße", 7).pk].values()] == ["S", "01"]


def test_areas_are_those_of_the_day(tmp_path: Path) -> None:
    edition(valid_from=date(2010, 1, 1))
    edition(squares(["11", "12", "13", "14", "15", "16"]), valid_from=date(2020, 1, 1))
    place_register(by=None, register=register(tmp_path))
    house = home("Q 7", 24)
    found = {
        day: [area.code for area in areas_of(house, day).values()]
        for day in (date(2005, 1, 1), date(2015, 1, 1), date(2020, 1, 1))
    }
    assert list(found.values()) == [[], ["05"], ["15"]]


def test_inhabitants_by_ordinal(tmp_path: Path) -> None:
    made = register(tmp_path)
    people = inhabitants(made)
    assert people[home("Q 7", 24).ordinal] == 9
    assert np.isnan(people[home("Hauptstraße", 14).ordinal])
    assert np.nansum(people) == 32


def test_points_and_shapes_come_as_the_database_has_them(tmp_path: Path) -> None:
    quarters, made = edition(squares(["10", "9", "1", "2", "3", "4"])), register(tmp_path)
    shapes = shapes_of([quarters])[quarters.pk]
    assert shapes.codes == ["1", "10", "2", "3", "4", "9"]
    assert shapes.shapes[0].equals(square(2000, 0, 1000))
    for house in Address.objects.all():
        assert tuple(homes_of(made).place[house.ordinal]) == house.place.coords
    assert city_on(date(2020, 1, 1)).area == pytest.approx(6e6)
    assert city_on(date(2000, 1, 1)) is None


def test_activating_a_register_or_an_edition_queues_the_placing(tmp_path: Path) -> None:
    edition()
    assert not Job.objects.exists()  # without a register there is nothing to place
    made = register(tmp_path)
    later = edition(valid_from=date(2020, 1, 1))
    jobs = list(Job.objects.filter(kind=PLACING).order_by("id"))
    assert [job.params for job in jobs] == [{}, {"edition": later.pk}]
    done = run_job(jobs[1].pk)
    assert done.state == Job.State.DONE, done.fault
    assert set(Placement.objects.values_list("edition", flat=True)) == {later.pk}
    assert run_job(jobs[0].pk).result == {"placed": 2 * len(ROWS), "editions": 2}
    assert placed(made, later).shape == (len(ROWS),)


def test_a_register_withdrawn_while_it_is_placed_gets_no_placements(tmp_path: Path) -> None:
    edition()
    made = register(tmp_path)
    job = Job.objects.get()
    withdraw_register(by=None, register=made, reason="doppelt")
    assert run_job(job.pk).result == {"placed": 0, "editions": 0}
    assert not Placement.objects.exists()


def test_placing_reads_points_and_shapes_once_for_all_editions(tmp_path: Path, django_assert_num_queries) -> None:
    made = register(tmp_path)
    few = [edition(), edition(halves(), key="haelften")]
    more = [*few, *(edition(key=f"teil-{n}") for n in range(3))]
    for editions in (few, more):
        with django_assert_num_queries(1):  # and one COPY, which Django does not count
            areas_of_homes(made, editions)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM districts_placement")
        assert cursor.fetchone() == (0,)


def test_the_command_reports_first_and_stores_only_when_told(tmp_path: Path) -> None:
    edition()
    path = csv_file(tmp_path, *written(), "unbekannt;;;460000;5480000;1", header=HEADER)
    dry = command("import_addresses", path, "--valid-from", "2024-01-01")
    assert dry.code == 0
    assert "10 rows, 9 addresses, 2 of them with a suffix" in dry.out
    assert "error: street-unknown: 1" in dry.out
    assert "  11: unbekannt" in dry.out
    assert "warning: address-outside: 1" in dry.out
    assert "Dry run" in dry.out
    assert not Register.objects.exists()
    done = command("import_addresses", path, "--valid-from", "2024-01-01", "--activate", "--commit")
    assert (done.code, Register.objects.get().state) == (0, "active"), done.error
    assert Placement.objects.count() == 1  # placed at once: the command has no worker to wait for
    again = command("import_addresses", path, "--valid-from", "2024-01-01", "--activate", "--commit")
    assert again.code == 1
    assert Register.objects.count() == 1
    assert command("import_addresses", tmp_path / "none.csv", "--valid-from", "2024-01-01").code == 2


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"A;B\n1;2\n", "register-columns"),
        (b"Strasse;Hausnummer;x;y\nWeg;1;-900000;3000000\nWeg;2;-900001;3000000\n", "crs-missing"),
        (b"PK\x03\x04 broken", "register-archive"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path, settings, content: bytes, rule: str) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    asked = {"valid_from": "2024-01-01"}
    job = ask(by=None, kind=READING, params=asked, file_name="r.csv", chunks=[content], start=False)
    refused = run_job(job.pk)
    assert (refused.state, refused.refusal.get("rule")) == (Job.State.REFUSED, rule), refused.fault
    words = said(refused.refusal["rule"], refused.refusal["params"])
    assert words.text
    assert words.hint
    assert not Register.objects.exists()
