"""A typology computed once and frozen: with its definition, inputs and deliveries."""

from statistics import pstdev

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from indicators.actions.catalogue import load_catalogue
from indicators.actions.deliveries import withdraw_delivery
from indicators.actions.runs import publish_run, run_typology, withdraw_run
from indicators.analysis.periods import Period
from indicators.analysis.typology import TypologyError
from indicators.catalogue import read_catalogue
from indicators.errors import NotPossible
from indicators.models import Run, Typology
from indicators.queries.results import reason_word, result_columns, result_rows
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission, Scope
from tests.world import CATALOGUE, CODES, DAY, World, city_figures, give, person


def reasons(run: Run) -> dict[str, object]:
    return {result.area.code: result.reason for result in run.results.select_related("area")}


def test_a_run_holds_what_went_in(filled: World) -> None:
    run = filled.run(publish=False)
    assert (run.state, run.period_start, run.period_end, run.edition) == ("draft", DAY.start, DAY.end, filled.edition)
    assert run.definition == Typology.objects.get().definition
    assert run.inputs == {
        "indicators": {
            "quote": {
                "formula": {"share": {"numerator": "ALO", "denominator": "EW"}},
                "higher_is": "worse",
                "minimum_cell": 3,
            },
            "transfer": {"formula": {"value": "S1"}, "higher_is": "worse", "minimum_cell": 3},
        },
        "measures": {"ALO": "count", "EW": "count", "S1": "share"},
    }
    _, second, transfer = (delivery.pk for delivery in filled.deliveries)
    assert set(run.deliveries.values_list("pk", flat=True)) == {second, transfer}
    assert len(run.results_hash) == 64


def test_every_area_has_a_result_or_a_reason(filled: World) -> None:
    run = filled.run()
    included = {result.area.code: result.combined for result in run.results.filter(included=True)}
    assert set(included) == {"01", "02", "03"}
    assert set(included.values()) <= {"1", "2"}
    assert reasons(run) == {
        "01": {}, "02": {}, "03": {},
        "04": {"code": "no_value", "indicator": "quote", "status": "suppressed"},
        "05": {"code": "no_value", "indicator": "quote", "status": "missing"},
        "06": {"code": "excluded", "reason": "Gewerbegebiet"},
    }  # fmt: skip


def test_index_and_contributions_are_those_of_the_definition(filled: World) -> None:
    """Once more by hand: z over the three areas that take part, summed, and standardised again."""
    shares = {"01": 8.8, "02": 4.95, "03": 0.0}
    transfer = {"01": 4.0, "02": 5.0, "03": 6.0}

    def z(values: dict[str, float]) -> dict[str, float]:
        mean = sum(values.values()) / len(values)
        sd = (sum((value - mean) ** 2 for value in values.values()) / len(values)) ** 0.5
        return {code: (value - mean) / sd for code, value in values.items()}

    sums = {code: z(shares)[code] + z(transfer)[code] for code in shares}
    for result in filled.run().results.filter(included=True):
        axis = result.axes["status"]
        assert axis["index"] == pytest.approx(z(sums)[result.area.code])
        assert axis["class"] == ("1" if axis["index"] < 0 else "2")
        assert axis["indicators"]["quote"]["z"] == pytest.approx(z(shares)[result.area.code])
        assert sum(part["contribution"] for part in axis["indicators"].values()) == pytest.approx(axis["index"])


@pytest.mark.parametrize(("people", "told"), [(50.0, {"population": 50.0}), (2.0, {})])
def test_too_few_people_and_how_few_only_where_that_tells_nothing(
    filled: World, people: float, told: dict[str, float]
) -> None:
    filled.deliver([("EW", "03", DAY, people), ("S1", "01", DAY, 9.0)], complete=False)
    assert reasons(filled.run())["03"] == {"code": "minimum_population", "measure": "EW", "at_least": 100, **told}


def test_new_deliveries_and_definitions_leave_a_run_as_it_is(filled: World) -> None:
    run = filled.run()
    before = [list(row) for row in result_rows(run)]
    filled.deliver([("ALO", code, DAY, 100.0 * n) for n, code in enumerate(CODES, start=1)])
    withdraw_delivery(by=None, delivery=filled.deliveries[2], reason="Fehler")
    load_catalogue(by=None, catalogue=read_catalogue(CATALOGUE.replace("numerator: ALO", "numerator: GEB")))
    run.refresh_from_db()
    assert [list(row) for row in result_rows(run)] == before
    assert run.inputs["indicators"]["quote"]["formula"] == {"share": {"numerator": "ALO", "denominator": "EW"}}


def test_the_same_data_give_the_same_results_and_other_data_others(filled: World) -> None:
    first, second = filled.run(), filled.run()
    assert first.results_hash == second.results_hash
    filled.deliver([("ALO", "01", DAY, 89.0)], complete=False)
    third = filled.run()
    assert third.results_hash != first.results_hash
    assert filled.deliveries[-1] in third.deliveries.all()


def test_all_that_went_in_is_named_also_what_a_change_looks_back_to(filled: World) -> None:
    text = CATALOGUE.replace("version: 1", "version: 2").replace(
        "{code: transfer, weight: 1}", "{code: wandel, weight: 1}"
    )
    load_catalogue(by=None, catalogue=read_catalogue(text))
    run = filled.run(version=2)
    assert set(run.deliveries.all()) == set(filled.deliveries[:2])


def test_a_city_value_as_centre_brings_its_delivery_along(filled: World) -> None:
    text = CATALOGUE.replace("version: 1", "version: 2").replace(
        "        restandardise: true\n", "        standardise: {centre: city_value, scale: sd}\n"
    )
    load_catalogue(by=None, catalogue=read_catalogue(text))
    with pytest.raises(TypologyError) as caught:
        filled.run(version=2)
    assert caught.value.rule == "city_value_missing"
    city = city_figures(filled, [("ALO", "99222", DAY, 500.0), ("EW", "99222", DAY, 1e4), ("S1", "99222", DAY, 4.5)])
    run = filled.run(version=2)
    assert city in run.deliveries.all()
    # The city has 5 %, area 01 8.8 % (88 of 1,000), the areas taking part spread by their standard deviation.
    part = run.results.get(area__code="01").axes["status"]["indicators"]["quote"]
    values = [
        axes["status"]["indicators"]["quote"]["value"]
        for axes in run.results.filter(included=True).values_list("axes", flat=True)
    ]
    assert part["value"] == 8.8
    assert part["z"] == pytest.approx((8.8 - 5.0) / pstdev(values))
    assert run.inputs["city"] == "99222"
    assert city not in filled.run().deliveries.all()


def test_a_run_of_a_year_takes_the_figures_of_the_year(filled: World) -> None:
    year, quarter = Period.parse("2023"), Period.parse("2023-Q4")
    for period, unit in ((year, 10.0), (quarter, 100.0)):
        filled.deliver([("S1", code, period, unit * n) for n, code in enumerate(CODES)])
    used = {period: filled.run(period).results.get(area__code="02").axes["status"] for period in (year, quarter, DAY)}
    assert [axis["indicators"]["transfer"]["value"] for axis in used.values()] == [10.0, 100.0, 5.0]


def test_a_period_without_figures_is_refused(filled: World) -> None:
    with pytest.raises(NotPossible) as caught:
        filled.run(Period.parse("2030-12-31"))
    assert caught.value.reason == "no_figures"
    assert not Run.objects.exists()


def test_publishing_and_withdrawing_once_each(filled: World) -> None:
    run = filled.run()
    assert run.published_at is not None
    for reason, attempt in (
        ("run_not_draft", lambda: publish_run(by=None, run=run)),
        ("run_not_published", lambda: withdraw_run(by=None, run=filled.run(publish=False), reason="x")),
        ("reason_missing", lambda: withdraw_run(by=None, run=run, reason=" ")),
    ):
        with pytest.raises(NotPossible) as caught:
            attempt()
        assert caught.value.reason == reason
    withdrawn = withdraw_run(by=None, run=run, reason=" falsche Grenze ")
    assert (withdrawn.state, withdrawn.reason) == ("withdrawn", "falsche Grenze")
    assert withdrawn.withdrawn_at is not None
    verbs = AuditEvent.objects.filter(what=f"run:{run.pk}").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["run typology", "publish run", "withdraw run"]


def test_only_those_who_may_publish_the_typology_compute_it(filled: World) -> None:
    run = filled.run()
    user = person("anna", "arbeit")
    typology = Typology.objects.get()
    attempts = [
        lambda: run_typology(by=user, typology=typology, edition=filled.edition, period=DAY),
        lambda: publish_run(by=user, run=run),
        lambda: withdraw_run(by=user, run=run, reason="x"),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    give("arbeit", Permission.PUBLISH, scope=Scope.TYPOLOGY, keys=["lage"])
    made = run_typology(by=user, typology=typology, edition=filled.edition, period=DAY)
    assert made.created_by == user
    assert publish_run(by=user, run=made).state == "published"


def test_the_database_refuses_a_state_that_contradicts_its_time(filled: World) -> None:
    run = filled.run()
    with pytest.raises(IntegrityError, match="run_published_has_a_time"), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(published_at=None)
    with pytest.raises(IntegrityError, match="result_once_a_run"), transaction.atomic():
        run.results.create(area=filled.edition.areas.get(code="01"), included=False)
    with pytest.raises(IntegrityError, match="typology_version_once"), transaction.atomic():
        Typology.objects.create(key="lage", version=1, definition={})


def test_columns_are_those_of_the_contract(filled: World) -> None:
    run = filled.run()
    columns = result_columns(run)
    assert columns == [
        "area_code", "area_name", "period", "included", "reason", "status_index", "status_class", "status_label",
        "combined", "z_quote", "z_transfer",
    ]  # fmt: skip
    rows = [dict(zip(columns, row, strict=True)) for row in result_rows(run)]
    assert [row["area_code"] for row in rows] == list(CODES)
    first, fourth, last = rows[0], rows[3], rows[5]
    assert (first["period"], first["included"], first["reason"], first["status_label"]) == (
        "2023-12-31",
        True,
        "",
        "hoch",
    )
    assert first["combined"] == first["status_class"] == "1"
    assert (fourth["included"], fourth["reason"]) == (False, "no_value: quote suppressed")
    assert last["reason"] == "excluded: Gewerbegebiet"
    assert {fourth[name] for name in columns[5:]} == {None}


def test_reasons_in_a_word() -> None:
    assert reason_word({}) == ""
    assert reason_word({"code": "minimum_population", "measure": "EW", "at_least": 300}) == "minimum_population"
    assert reason_word({"code": "no_population", "measure": "EW", "status": "missing"}) == "no_population: missing"
