"""Divisions, editions and outlines over HTTP."""

import json
from datetime import date

import pytest
from django.test import Client
from shapely import MultiPolygon

from districts.actions.editions import NewArea, activate_edition
from tests.districts.geometry.world import jagged_coverage
from tests.world import edition, person

pytestmark = pytest.mark.django_db

DIVISIONS, EDITIONS = "/api/v1/divisions/", "/api/v1/divisions/stadtteile/editions/"
AREAS = "/api/v1/divisions/stadtteile/areas.geojson"


@pytest.fixture
def reader() -> Client:
    visitor = Client()
    visitor.force_login(person("anna"))
    return visitor


def test_divisions_with_their_labels(reader: Client) -> None:
    edition()
    found = {one["key"]: one for one in reader.get(DIVISIONS).json()}
    assert set(found) == {"regionen", "stadtteile"}
    assert found["stadtteile"] == {
        "key": "stadtteile", "label": "Stadtteile", "label_de": "Stadtteile", "label_en": "Districts", "kind": "areas",
    }  # fmt: skip
    english = reader.get(DIVISIONS, headers={"accept-language": "en"}).json()
    assert {one["label"] for one in english} == {"Districts", "Comparison regions"}


def test_editions_newest_first_without_drafts(reader: Client) -> None:
    edition()
    edition(valid_from=date(2020, 1, 1), label="Neuzuschnitt")
    draft = edition(valid_from=date(2024, 1, 1), active=False)
    found = reader.get(EDITIONS).json()
    assert [(one["valid_from"], one["valid_to"], one["areas"]) for one in found] == [
        ("2020-01-01", None, 6),
        ("2010-01-01", "2020-01-01", 6),
    ]
    assert found[0]["label"] == "Neuzuschnitt"
    activate_edition(by=None, edition=draft)
    assert len(reader.get(EDITIONS).json()) == 3


def test_outlines_by_edition_may_be_kept_for_ever(reader: Client) -> None:
    made = edition()
    response = reader.get(AREAS, {"edition": made.pk, "detail": "0"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/geo+json"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert len(json.loads(response.content)["features"]) == 6


def test_detail_chooses_how_finely_outlines_are_drawn(reader: Client) -> None:
    shapes = jagged_coverage(3, 2, seed=7, size=1000.0)
    edition([NewArea(f"{n}", f"A{n}", None, MultiPolygon([one])) for n, one in enumerate(shapes)])
    sizes = {detail: len(reader.get(AREAS, {"detail": detail}).content) for detail in ("0", "1", "2", "full")}
    assert sizes["0"] < sizes["1"] < sizes["2"] <= sizes["full"]
    assert len(reader.get(AREAS).content) == sizes["1"]


def test_outlines_by_day_are_asked_again_and_answered_briefly(reader: Client) -> None:
    edition()
    first = reader.get(AREAS, {"date": "2015-01-01"})
    assert first.headers["Cache-Control"] == "private, no-cache"
    tag = first.headers["ETag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}'):
        again = reader.get(AREAS, {"date": "2015-01-01"}, headers={"if-none-match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == "private, no-cache"


def test_a_new_edition_or_another_detail_is_another_answer(reader: Client) -> None:
    edition()
    tag = reader.get(AREAS).headers["ETag"]
    assert reader.get(AREAS, {"detail": "full"}, headers={"if-none-match": tag}).status_code == 200
    edition(valid_from=date(2020, 1, 1))
    assert reader.get(AREAS, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"detail": "3"}, "detail=3"),
        ({"date": "gestern"}, "date=gestern"),
        ({"edition": "x"}, "edition=x"),
        ({"edition": ""}, "edition="),
        ({"edition": "²"}, "edition=²"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_may_stand_there(
    reader: Client, query: dict[str, str], told: str
) -> None:
    edition()
    response = reader.get(AREAS, query)
    assert response.status_code == 400
    answer = response.json()
    assert set(answer) == {"error", "detail", "hint"}
    assert answer["detail"] == told
    assert answer["hint"].startswith(told.split("=")[0])


def test_absent_and_not_yet_in_force_look_the_same(reader: Client) -> None:
    draft = edition(active=False)
    bodies = {
        reader.get(path, query).content
        for path, query in (
            (AREAS, {}),
            (AREAS, {"edition": str(draft.pk)}),
            (AREAS, {"edition": "99999999999999999999"}),
            (AREAS, {"date": "1900-01-01"}),
            ("/api/v1/divisions/planeten/areas.geojson", {}),
            ("/api/v1/divisions/planeten/editions/", {}),
        )
        if reader.get(path, query).status_code == 404
    }
    assert len(bodies) == 1
    assert set(json.loads(bodies.pop())) == {"error", "detail", "hint"}
    assert reader.get(EDITIONS).json() == []


def test_strangers_get_nothing(client: Client) -> None:
    edition()
    for path in (DIVISIONS, EDITIONS, AREAS):
        response = client.get(path)
        assert response.status_code == 401
        assert b"Viertel" not in response.content
