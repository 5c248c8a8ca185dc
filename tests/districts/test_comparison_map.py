"""The map of two divisions: what became of each area in colour, mark and word, and rows that name the same areas."""

import json
import re
from datetime import date
from typing import Any

import pytest
from shapely import MultiPolygon

from districts.actions.changes import confirm_change, propose_change
from districts.actions.editions import NewArea
from districts.models import Edition, Relation
from districts.presenters.comparison_map import CHANGED, PARTNERS
from sozialmonitor.web import palette
from sozialmonitor.web.templatetags.figures import MARKS
from tests import world as worlds
from tests.districts.comparing import client, make_wards, page
from tests.districts.geometry.world import square
from tests.indicators.reform import reformed
from tests.world import World

pytestmark = pytest.mark.django_db
BOTH = {"a": "stadtteile@2023-01-01", "b": "stadtteile@2024-01-01"}


@pytest.fixture
def world() -> World:
    return worlds.build()


def everything_changes() -> Edition:
    """01 unchanged, 02 renamed, 03 under another code, 04 gives a strip to 05, 06 is gone, N lies elsewhere."""
    squares = {area.code: area.geometry for area in worlds.squares()}
    areas = [
        NewArea("01", "Viertel 01", None, squares["01"]),
        NewArea("02", "Neuer Name", None, squares["02"]),
        NewArea("06", "Viertel 03", None, squares["03"]),
        NewArea("04", "Viertel 04", None, MultiPolygon([square(0, 1000, 1000, 800)])),
        NewArea("05", "Viertel 05", None, MultiPolygon([square(800, 1000, 1000, 1200)])),
        NewArea("N", "Neuland", None, MultiPolygon([square(5000, 0, 1000)])),
    ]
    return worlds.edition(areas, valid_from=date(2024, 1, 1))


def drawn(shown: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(re.findall(r'id="map-data" type="application/json">(.*?)</script>', shown)[0])
    return found


def looks(shown: str) -> dict[str, tuple[str, str]]:
    return {code: (area["css"], area["display"]) for code, area in drawn(shown)["areas"].items()}


def legend(shown: str) -> dict[str, int]:
    entries = re.findall(r'class="legend-entry" data-key="(\w+)".*?aria-hidden="true">(\d+)</span>', shown, re.S)
    return {key: int(count) for key, count in entries}


def test_every_kind_has_a_colour_a_mark_and_a_word_of_its_own() -> None:
    assert set(CHANGED) == set(Relation.Kind.values)
    css = {key: css for key, (_label, css) in CHANGED.items()}
    assert len(set(css.values())) == len(css)
    marks = {key: palette.pattern(one) for key, one in css.items()}
    assert [key for key, mark in marks.items() if mark is None] == ["identical"]
    assert len({MARKS[mark.mark] for mark in marks.values() if mark}) == len(css) - 1
    assert len({str(label) for label, _css in (CHANGED | PARTNERS).values()}) == len(CHANGED) + len(PARTNERS)


@pytest.mark.parametrize("turned", [False, True])
def test_what_became_of_areas_stands_in_the_later_edition(world: World, turned: bool) -> None:
    after = everything_changes()
    shown = page(client("lena"), **(dict(zip(("a", "b"), reversed(BOTH.values()), strict=True)) if turned else BOTH))
    found = looks(shown)
    assert {code: label for code, (_css, label) in found.items()} == {
        "01": "unchanged", "02": "renamed", "06": "another code", "04": "border moved", "05": "border moved",
        "N": "new", "gone:06": "gone",
    }  # fmt: skip
    assert drawn(shown)["gone"] == ["06"]
    assert legend(shown) == {"identical": 1, "renamed": 1, "recoded": 1, "transfer": 2, "new": 1, "gone": 1}
    assert f'data-outlines="/gebiete/stadtteile/{after.pk}/umrisse.geojson"' in shown
    assert f'data-beside="/gebiete/stadtteile/{world.edition.pk}/umrisse.geojson"' in shown
    for css, _label in found.values():
        fill = palette.pattern(css)
        assert fill is None or f'<pattern id="{fill.id}"' in shown


def test_rows_name_the_areas_they_are_about_on_the_map(world: World) -> None:
    everything_changes()
    shown = page(client("lena"), **BOTH)
    rows = [json.loads(row.replace("&quot;", '"')) for row in re.findall(r'<tr data-areas="(.*?)">', shown)]
    assert sorted(map(tuple, rows)) == [("02",), ("04",), ("05",), ("06",), ("N",), ("gone:06",)]
    assert {code for row in rows for code in row} < set(drawn(shown)["areas"])
    assert shown.count("data-show") == len(rows)
    assert "Worked out from the borders; nobody has looked at it yet." in shown


def test_splits_and_mergers_are_seen_before_and_after_a_person_said_otherwise(world: World) -> None:
    new, reader = reformed(), client("lena")
    assert legend(page(reader, **BOTH)) == {"split": 2, "merge": 1, "identical": 3}
    change = propose_change(by=None, before=world.edition, after=new)
    merge = change.relations.get(kind="merge")
    confirm_change(by=None, change=change, kinds={merge.pk: "transfer"})
    shown = page(reader, **BOTH)
    assert legend(shown) == {"split": 2, "transfer": 1, "identical": 3}
    assert looks(shown)["02"][1] == "border moved"


def test_two_divisions_show_who_has_a_partner(world: World) -> None:
    make_wards()
    shown = page(client("lena"), a="stadtteile", b="wahlbezirke")
    found = drawn(shown)["areas"]
    assert {code for code, area in found.items() if area["display"] == "the same unit"} == {"03", "04", "05", "06"}
    assert found["01"]["status_label"] == "W01 Wahlbezirk 01"
    assert legend(shown) == {"same": 4, "other": 2}
    assert 'data-layer="findings" checked' in shown


def test_areas_without_a_partner_are_drawn_too(world: World) -> None:
    worlds.division("zwei")
    worlds.edition(worlds.squares()[:2], key="zwei")
    shown = page(client("lena"), a="stadtteile", b="zwei")
    assert legend(shown) == {"same": 2, "none": 4}
    assert looks(shown)["05"] == (palette.NO_DATA, "no partner")


def test_an_edition_that_changed_nothing_says_so(world: World) -> None:
    worlds.edition(worlds.squares(), valid_from=date(2024, 1, 1))
    shown = page(client("lena"), **BOTH)
    assert "All areas are unchanged." in shown
    assert legend(shown) == {"identical": 6}
    assert 'data-layer="findings" checked' not in shown
