"""Every file the offices send is read by its profile without a finding, and holds exactly what is true."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import yaml

from imports.parsers.profiles.loading import load_profile
from imports.parsers.records import Parsed
from imports.parsers.registry import parse_file
from sozialmonitor.demo.deliveries import Delivery
from sozialmonitor.demo.earlier import REFORM
from sozialmonitor.demo.figures import City, each
from sozialmonitor.demo.generate import PROFILES, DemoFiles, generate
from sozialmonitor.demo.scale import Scale

Key = tuple[object, ...]


def parsed(demo: DemoFiles, delivery: Delivery) -> Parsed:
    profile = load_profile(demo.profile_path(delivery).read_text(encoding="utf-8"))
    with delivery.path.open("rb") as stream:
        return parse_file(stream, profile, file_name=delivery.path.name)


def found_in(result: Parsed) -> dict[Key, tuple[float | None, str]]:
    rows = [
        ((r.measure, r.area_code, r.area_name, r.period.start, r.period.end), (r.value, str(r.status)))
        for r in result.records
    ]
    assert len(dict(rows)) == len(rows), "a figure occurs twice"
    return dict(rows)


def truth_of(table: pd.DataFrame) -> dict[Key, tuple[float | None, str]]:
    return {
        (r.measure, r.code, r.name, r.start, r.end): (None if r.value != r.value else r.value, r.status)
        for r in each(table)
    }


@pytest.mark.parametrize("number", range(23))
def test_a_file_holds_the_truth(demo: DemoFiles, number: int) -> None:
    delivery = demo.deliveries[number]
    result = parsed(demo, delivery)
    assert list(result.problems) == []
    assert found_in(result) == truth_of(delivery.truth)


def city_of(demo: DemoFiles, delivery: Delivery) -> City:
    """As it was divided when the figures were counted."""
    early = delivery.division == "stadtteile" and delivery.truth["end"].max().year < REFORM
    return demo.before if early else demo.city


def test_the_small_city_has_30_deliveries(demo: DemoFiles) -> None:
    """So that none goes unread above."""
    assert len(demo.deliveries) == 30


def test_every_profile_is_used_and_names_itself_after_its_file(demo: DemoFiles, folder: Path) -> None:
    more = generate(folder, scale=Scale(9, 4, 15, 120, 5, 1, 2, 10))
    used = {delivery.profile for delivery in [*demo.deliveries, *more.deliveries]}
    assert used == {path.stem for path in PROFILES.glob("*.yaml")}
    for path in PROFILES.glob("*.yaml"):
        profile = load_profile(path.read_text(encoding="utf-8"))
        assert profile.profile == path.stem
        assert profile.complete
        assert profile.label is not None
        assert profile.label.en


def test_deliveries_say_their_division_and_completeness_as_the_profile_does(demo: DemoFiles) -> None:
    for delivery in demo.deliveries:
        spec = yaml.safe_load(demo.profile_path(delivery).read_text(encoding="utf-8"))
        assert spec["area"]["division"] == delivery.division
        assert spec["complete"] is delivery.complete


def test_areas_of_every_file_exist_under_that_name(demo: DemoFiles) -> None:
    for delivery in demo.deliveries:
        if delivery.division == "regionen":
            continue
        table = city_of(demo, delivery).places.areas[delivery.division]
        known = set(zip(table["code"], table["name"], strict=True)) | {(code, "") for code in table["code"]}
        assert {(row.code, row.name) for row in each(delivery.truth)} <= known
        assert set(delivery.truth["code"]) == set(table["code"])


def test_nothing_of_one_or_two_leaves_the_office(demo: DemoFiles) -> None:
    for delivery in demo.deliveries:
        assert not delivery.truth["value"].isin([1.0, 2.0]).any(), delivery.path.name


def test_all_that_may_happen_to_a_figure_happens(demo: DemoFiles) -> None:
    seen: Counter[str] = Counter()
    for delivery in demo.deliveries:
        seen.update(delivery.truth["status"])
    assert set(seen) == {"ok", "zero", "suppressed", "blocked", "pending", "missing"}
    assert seen["ok"] > 0.7 * seen.total()


def test_deliveries_agree_with_the_city_where_they_say_a_number(demo: DemoFiles) -> None:
    for delivery in demo.deliveries:
        if delivery.division == "regionen" or not delivery.publish:
            continue
        city = city_of(demo, delivery)
        codes = list(city.places.areas[delivery.division]["code"])
        for row in list(each(delivery.truth))[::17]:
            if row.value == row.value and row.measure != "ALTER":
                year = city.people.years.index(row.start.year)
                true = city.people.per_area(city.places, delivery.division, row.measure)[year][codes.index(row.code)]
                assert row.value == true


def test_the_state_office_has_the_sum_of_the_city(demo: DemoFiles) -> None:
    city = demo.city
    for delivery in demo.deliveries:
        if delivery.division == "regionen":
            for row in each(delivery.truth):
                if row.code == "99222":
                    year = city.people.years.index(row.end.year)
                    assert row.value == city.people.counts[row.measure][year].sum()


def test_comparison_regions_add_up_by_age(demo: DemoFiles) -> None:
    table = next(d.truth for d in demo.deliveries if d.profile == "landesamt-bevoelkerung")
    spread = table.pivot(index=["end", "code"], columns="measure", values="value")
    assert (spread["EW"] == spread["EW_0_14"] + spread["EW_15_64"] + spread["EW_65P"]).all()


def test_one_year_of_households_was_never_delivered(demo: DemoFiles) -> None:
    years = {
        row.end.year
        for d in demo.deliveries
        if d.profile == "statistikstelle-haushalte-bezirke"
        for row in each(d.truth)
    }
    assert years == {2022, 2024}


def test_the_newest_weights_are_pending(demo: DemoFiles) -> None:
    table = next(d.truth for d in demo.deliveries if d.profile == "gesundheitsamt-einschulung")
    states = {
        row.end.year: row.status for row in each(table) if row.measure == "ESU_GEWICHT" and row.status != "suppressed"
    }
    assert states == {2022: "ok", 2023: "ok", 2024: "pending"}


def test_the_correction_waits_and_changes_three_areas(demo: DemoFiles) -> None:
    (late,) = [delivery for delivery in demo.deliveries if not delivery.publish]
    first = next(
        d for d in demo.deliveries if d.profile == late.profile and d.truth["end"].iloc[0] == late.truth["end"].iloc[0]
    )
    before, after = truth_of(first.truth), truth_of(late.truth)
    changed = {key for key in before if before[key] != after[key]}
    assert before.keys() == after.keys()
    assert {key[0] for key in changed} == {"EW", "EW_15_64"}
    assert len({key[1] for key in changed}) == 3


def test_more_measures_on_demand(folder: Path, demo: DemoFiles) -> None:
    scale = Scale(9, 4, 15, 120, 5, 2, 30, 10)
    files = generate(folder, scale=scale)
    extra = next(delivery for delivery in files.deliveries if delivery.profile == "statistikstelle-zusatz")
    assert found_in(parsed(demo, extra)).keys() == {(*k[:2], "", *k[3:]) for k in truth_of(extra.truth)}
    assert extra.truth["measure"].nunique() == 30
    codes = [entry["code"] for entry in yaml.safe_load(files.catalogues[1].read_text(encoding="utf-8"))["measures"]]
    assert set(codes) == set(extra.truth["measure"])
