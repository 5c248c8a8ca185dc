"""A division over time: drafts, editions in force, and what the database allows side by side."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from shapely import MultiPolygon, box, from_wkb

from districts.actions.editions import CannotActivate, NewArea, activate_edition, draft_edition, put_division
from districts.models import SRID, Area, Division, Edition, Finding, Outline
from sozialmonitor.access.models import AuditEvent
from tests.world import CODES, division, edition, person, squares

pytestmark = pytest.mark.django_db

ERROR = {"rule": "overlap", "severity": "error", "codes": ["01", "02"], "area_m2": 12.5, "params": {}}


def spans(key: str = "stadtteile") -> list[tuple[date, date | None]]:
    return list(
        Edition.objects.active().filter(division__key=key).order_by("valid_from").values_list("valid_from", "valid_to")
    )


def test_a_draft_holds_areas_and_is_in_force_nowhere() -> None:
    made = edition(active=False, label="Zuschnitt 2010", source_note="viertel.geojson")
    assert (made.state, made.label, made.source_note) == ("draft", "Zuschnitt 2010", "viertel.geojson")
    assert list(made.areas.order_by("code").values_list("code", flat=True)) == list(CODES)
    assert not Edition.objects.active().exists()
    assert not Edition.objects.valid_on(date(2020, 1, 1)).exists()


def test_areas_carry_their_measures() -> None:
    area = edition().areas.get(code="02")
    assert area.area_m2 == 1_000_000
    assert area.geometry.srid == area.inside.srid == SRID
    assert area.geometry.contains(area.inside)
    assert (area.name, str(area), area.parent) == ("Viertel 02", "02 Viertel 02", None)


def test_outlines_exist_for_every_zoom_band_and_still_meet() -> None:
    made = edition()
    outlines = Outline.objects.filter(area__edition=made).select_related("area")
    assert sorted(outlines.values_list("detail", flat=True).distinct()) == [0, 1, 2]
    assert outlines.count() == 3 * len(CODES)
    for detail in (0, 1, 2):
        shapes = {o.area.code: from_wkb(bytes(o.geometry.wkb)) for o in outlines if o.detail == detail}
        assert shapes["01"].intersection(shapes["02"]).length == pytest.approx(1000)
        assert shapes["01"].intersection(shapes["02"]).area == 0


def test_codes_are_text_with_their_zeros() -> None:
    made = edition(squares(["011", "11", "0110"]))
    assert set(made.areas.values_list("code", flat=True)) == {"011", "11", "0110"}


def test_parents_are_found_by_code_in_the_edition_named() -> None:
    above = edition(
        [NewArea("1", "Bezirk 1", None, MultiPolygon([box(460_000, 5_480_000, 463_000, 5_482_000)]))], key="bezirke"
    )
    below = edition(squares(p01="1", p02="9"), parents=above)
    parents = dict(below.areas.values_list("code", "parent__code"))
    assert (parents["01"], parents["02"], parents["03"]) == ("1", None, None)


def test_activation_puts_it_in_force_once() -> None:
    made = edition(active=False)
    first, again = (activate_edition(by=None, edition=made) for _ in range(2))
    assert (first.state, again.state) == ("active", "active")
    assert spans() == [(date(2010, 1, 1), None)]
    assert AuditEvent.objects.filter(verb="activate edition").count() == 1


def test_a_later_edition_ends_the_earlier_one() -> None:
    before = edition()
    edition(valid_from=date(2020, 1, 1))
    before.refresh_from_db()
    assert before.valid_to == date(2020, 1, 1)
    assert spans() == [(date(2010, 1, 1), date(2020, 1, 1)), (date(2020, 1, 1), None)]


def test_an_earlier_edition_ends_where_the_known_one_begins() -> None:
    edition(valid_from=date(2020, 1, 1))
    edition(valid_from=date(2010, 1, 1))
    edition(valid_from=date(2015, 7, 1))
    days = [date(2010, 1, 1), date(2015, 7, 1), date(2020, 1, 1), None]
    assert spans() == list(pairwise(days))


def test_other_divisions_are_not_touched() -> None:
    edition(key="bezirke")
    edition(valid_from=date(2020, 1, 1))
    assert spans("bezirke") == [(date(2010, 1, 1), None)]


def test_two_cannot_begin_on_the_same_day() -> None:
    edition()
    second = edition(active=False)
    with pytest.raises(CannotActivate) as caught:
        activate_edition(by=None, edition=second)
    assert caught.value.reason == "same_day"
    second.refresh_from_db()
    assert second.state == "draft"


def test_errors_keep_an_edition_out_of_force() -> None:
    made = edition(active=False, findings=[ERROR])
    with pytest.raises(CannotActivate) as caught:
        activate_edition(by=None, edition=made)
    assert (caught.value.reason, caught.value.params["rules"]) == ("findings", ["overlap"])
    assert spans() == []


@pytest.mark.parametrize("harmless", [{**ERROR, "severity": "warning"}, {**ERROR, "repaired": True}])
def test_warnings_and_what_was_repaired_do_not(harmless: dict[str, object]) -> None:
    made = edition(active=False, findings=[harmless])
    assert activate_edition(by=None, edition=made).state == "active"
    found = Finding.objects.get()
    assert (found.rule, found.codes, found.area_m2, str(found)) == (
        "overlap",
        ["01", "02"],
        12.5,
        "overlap ['01', '02']",
    )


def test_the_database_allows_one_active_edition_a_day() -> None:
    found = division()
    days = {"valid_from": date(2010, 1, 1), "valid_to": date(2020, 1, 1)}
    Edition.objects.create(division=found, state="active", **days)
    Edition.objects.create(division=found, state="draft", **days)
    Edition.objects.create(division=found, state="active", valid_from=date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="one_active_edition_a_day"), transaction.atomic():
        Edition.objects.create(division=found, state="active", valid_from=date(2019, 12, 31), valid_to=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"valid_from": date(2020, 1, 1), "valid_to": date(2020, 1, 1)}, "edition_valid_forwards"),
        ({"valid_from": date(2020, 1, 1), "state": "planned"}, "edition_state_known"),
    ],
)
def test_editions_the_database_refuses(fields: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Edition.objects.create(division=division(), **fields)


def test_areas_the_database_refuses() -> None:
    made = edition()
    with pytest.raises(IntegrityError, match="area_code_once_an_edition"), transaction.atomic():
        Area.objects.create(edition=made, code="01", name="noch einmal")
    with pytest.raises(IntegrityError, match="area_has_a_code"), transaction.atomic():
        Area.objects.create(edition=made, code="", name="ohne Schlüssel")
    with pytest.raises(IntegrityError, match="outline_once_a_detail"), transaction.atomic():
        Outline.objects.create(area=made.areas.get(code="01"), detail=0, geometry=made.areas.get(code="01").geometry)


def test_a_draft_that_cannot_be_stored_leaves_nothing() -> None:
    found = division()
    with pytest.raises(DatabaseError), transaction.atomic():
        draft_edition(by=None, division=found, valid_from=date(2010, 1, 1), areas=squares(["01", "01"]))
    assert (Edition.objects.count(), Area.objects.count()) == (0, 0)
    assert not AuditEvent.objects.filter(verb="draft edition").exists()


def test_divisions_are_made_once_and_relabelled() -> None:
    user = person("chef", is_superuser=True)
    for label in ("Stadtteile", "Ortsteile"):
        put_division(by=user, key="teile", defaults={"label_de": label, "rank": 5})
    assert list(Division.objects.filter(key="teile").values_list("label_de", "rank")) == [("Ortsteile", 5)]
    assert list(AuditEvent.objects.values_list("by", "verb")) == [("chef", "create division")]
