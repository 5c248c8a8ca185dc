"""The further checks on files as they are uploaded: what refuses, what warns, what is stored and what is not."""

import json
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate

from districts.actions.editions import add_regions
from districts.models import Division
from imports.actions.deciding import publish_batch, withdraw_batch
from imports.models import Batch
from imports.presenters.findings import problem_shown
from indicators.models import StagedObservation
from sozialmonitor.access.models import User
from tests.imports.uploads import (
    HEADER,
    REGIONS,
    WIDE,
    checked,
    csv,
    figures,
    nothing_stored,
    profile,
    published,
    rules,
)
from tests.world import CODES, DAY, World, city_figures, edition, squares

State = Batch.State
WITH_TOTAL = WIDE + 'checks: {total: {area: "Gesamt"}}\n'
MANY = [f"{n:02d}" for n in range(1, 13)]


@pytest.fixture
def twelve(world: World) -> World:
    """The city from 2015 on, in twelve areas: enough for a median of changes."""
    return World(edition(squares(MANY), valid_from=date(2015, 1, 1)))


def only(batch: Batch, rule: str) -> dict[str, Any]:
    params: dict[str, Any] = batch.problems.get(rule=rule).params
    return params


def test_small_counts_refuse_the_file_and_are_listed_without_their_values(world: World) -> None:
    lines = figures()
    lines[1][4], lines[4][4] = 1, 2
    batch = checked(csv(lines))
    assert batch.state == State.REFUSED
    found = batch.problems.filter(rule="small_cell")
    assert [(p.severity, p.line, p.column, p.value, p.params["code"]) for p in found] == [
        ("error", 3, "Arbeitslose", "", "02"),
        ("error", 6, "Arbeitslose", "", "05"),
    ]
    assert nothing_stored()
    assert checked(csv(lines), profile(WIDE + "checks: {minimum_cell: 0}\n")).state == State.READY


def test_the_page_names_the_places_of_small_counts(steward: User, client: Client) -> None:
    lines = figures()
    lines[1][4] = 2
    batch = checked(csv(lines), by=steward)
    client.force_login(steward)
    page = client.get(f"/lieferungen/{batch.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "ALO of the area 02, 31 Dec 2023, is a count below 3 that was not hidden." in page


def test_a_total_row_is_compared_and_not_stored(world: World) -> None:
    lines = figures()
    good, bad = [*lines, ["Gesamt", "", 2023, 6150, 315]], [*lines, ["Gesamt", "", 2023, 6151, 315]]
    batch = checked(csv(good), profile(WITH_TOTAL))
    assert (batch.state, rules(batch)) == (State.READY, [])
    assert StagedObservation.objects.count() == 12
    batch = checked(csv(bad), profile(WITH_TOTAL))
    assert (batch.state, rules(batch)) == (State.READY, ["sum_differs"])
    problem = batch.problems.get()
    assert (problem.severity, problem.line, problem.column) == ("warning", 8, "Einwohner")
    assert "6.150" in problem_shown(problem)["text"] or "6,150" in problem_shown(problem)["text"]


def everything(batch: Batch) -> str:
    """All that the database keeps of a delivery, as one text."""
    kept = [json.dumps([batch.facts, batch.proposal, batch.problem_counts])]
    kept += [json.dumps([p.value, p.params, p.row]) for p in batch.problems.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(json_agg(s)::text, '') FROM indicators_stagedobservation s")
        kept.append(cursor.fetchone()[0])
        cursor.execute("SELECT coalesce(json_agg(a)::text, '') FROM access_auditevent a")
        kept.append(cursor.fetchone()[0])
    return "\n".join(kept)


def test_what_a_total_would_tell_of_a_hidden_part_is_nowhere(world: World) -> None:
    """98765 inhabitants are hidden; the total of the file minus the other five would give them away."""
    lines = figures()
    lines[2][3] = "."
    total = sum(int(str(line[3])) for line in lines if line[3] != ".") + 98_765
    batch = checked(csv([*lines, ["Gesamt", "", 2023, total, 315]]), profile(WITH_TOTAL))
    assert (batch.state, rules(batch)) == (State.READY, [])
    assert "98765" not in everything(batch)
    hidden = StagedObservation.objects.filter(value__isnull=True)
    assert [(one.status, one.value) for one in hidden] == [("suppressed", None)]


def test_the_published_city_is_held_against_the_sum(world: World) -> None:
    city_figures(world, [("EW", settings.CITY_CODE, DAY, 6150.0), ("ALO", settings.CITY_CODE, DAY, 300.0)])
    batch = checked(csv(figures()))
    assert (batch.state, rules(batch)) == (State.READY, ["city_sum_differs"])
    params = only(batch, "city_sum_differs")
    assert (params["measure"], params["period"], params["sum"], params["total"]) == ("ALO", DAY.label, 315, 300)
    assert rules(checked(csv(figures()), profile(WIDE + "checks: {total: {city: false}}\n"))) == []
    assert rules(checked(csv(figures()), profile(WIDE + "checks: {total: {tolerance: 15}}\n"))) == []


def test_a_jump_against_what_is_published(twelve: World) -> None:
    published(csv(figures(2021, codes=MANY)))
    published(csv(figures(2022, codes=MANY)))
    after = figures(2023, inhabitants=1010, codes=MANY)
    after[6][3] = 10_700
    batch = checked(csv(after))
    assert (batch.state, rules(batch)) == (State.READY, ["jump"])
    problem = batch.problems.get()
    assert (problem.severity, problem.line, problem.column) == ("warning", 8, "Einwohner")
    told = {name: problem.params[name] for name in ("code", "before", "after", "since", "period")}
    assert told == {"code": "07", "before": 1060, "after": 10_700, "since": "2022-12-31", "period": "2023-12-31"}
    assert rules(checked(csv(after), profile(WIDE + "checks: {jump: 0}\n"))) == []


def test_withdrawn_figures_are_no_last_ones(twelve: World) -> None:
    withdraw_batch(by=None, batch=published(csv(figures(2022, codes=MANY))), reason="falsch")
    after = figures(2023, codes=MANY)
    after[6][3] = 10_700
    assert rules(checked(csv(after))) == []


def test_drift_names_what_is_new_and_gone_since_the_last_delivery(world: World) -> None:
    partly = profile(WIDE.replace("complete: true", "complete: false"))
    published(csv(figures(2022)), partly, name="ew_2022.csv")
    lines = [[*line, "x"] for line in figures(2023, codes=CODES[:5])]
    lines[0][3] = "."
    batch = checked(csv(lines, (*HEADER, "Bemerkung")), partly)
    assert rules(batch) == ["columns_changed", "signs_changed", "areas_changed", "rows_changed"]
    assert only(batch, "columns_changed")["new"] == ["Bemerkung"]
    assert only(batch, "signs_changed")["new"] == ["."]
    assert only(batch, "areas_changed")["gone"] == ["06"]
    assert (only(batch, "rows_changed")["before"], only(batch, "rows_changed")["after"]) == (6, 5)
    assert only(batch, "areas_changed")["file"] == "ew_2022.csv"
    told = problem_shown(batch.problems.get(rule="areas_changed"))["text"]
    assert told.endswith((f"veröffentlicht am {localdate():%d.%m.%Y}.", f"published on {localdate():%-d %b %Y}."))
    publish_batch(by=None, batch=batch, notices_seen=True)
    assert rules(checked(csv([*lines[:4], [*lines[4][:3], 7, 8, "y"]], (*HEADER, "Bemerkung")), partly)) == []


def test_drift_is_held_against_the_profile_key_and_standing_deliveries_only(world: World) -> None:
    other = profile(WIDE.replace("profile: buergeramt", "profile: anderes"))
    published(csv(figures(2022)), other)
    withdraw_batch(by=None, batch=published(csv(figures(2021))), reason="falsch")
    few = profile(WIDE.replace("complete: true", "complete: false"))
    assert rules(checked(csv(figures(2023, codes=CODES[:3])), few)) == []


def test_regions_with_their_parts_are_a_notice(world: World) -> None:
    header = ("AGS", "Kreis", "Jahr", "Einwohner")
    regions = [("03241", "Region Hannover"), ("03241001", "Hannover, Landeshauptstadt"), ("08222", "Mannheim")]
    division = Division.objects.get(key="regionen")
    add_regions(by=None, division=division, areas=regions, valid_from=date(1990, 1, 1))
    batch = checked(csv([[*region, 2023, 500_000] for region in regions], header), profile(REGIONS))
    assert (batch.state, rules(batch, "notice")) == (State.READY, ["parts_beside_whole"])
    assert only(batch, "parts_beside_whole")["levels"] == [[5, 8, 1]]


def test_a_part_of_a_region_that_is_no_region_here_has_its_own_words(world: World) -> None:
    division = Division.objects.get(key="regionen")
    add_regions(by=None, division=division, areas=[("03241", "Region Hannover")], valid_from=date(1990, 1, 1))
    header = ("AGS", "Kreis", "Jahr", "Einwohner")
    lines = [["03241", "Region Hannover", 2023, 900_000], ["03241001", "Hannover, Landeshauptstadt", 2023, 500_000]]
    batch = checked(csv(lines, header), profile(REGIONS))
    assert (batch.state, rules(batch)) == (State.REFUSED, ["part_of_area"])
    assert (only(batch, "part_of_area")["whole"], batch.problems.get().line) == ("03241", 3)
    assert batch.proposal == [["03241001", "Hannover, Landeshauptstadt"]]
    without = profile(REGIONS + 'ignore_areas: ["03241001"]\n')
    assert checked(csv(lines, header), without).state == State.READY
