"""A run keeps all it was made with: computed once more from its record alone, it gives the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from django.db import connection

from indicators.actions.catalogue import load_catalogue
from indicators.actions.deliveries import withdraw_delivery
from indicators.analysis.definition import TypologyDefinition
from indicators.analysis.disclosure import suppress
from indicators.analysis.formula import evaluate, read_formula
from indicators.analysis.panel import Panel, Rows
from indicators.analysis.periods import Period, partner
from indicators.analysis.status import CODES as STATUS_CODES
from indicators.analysis.status import WORDS, Status
from indicators.analysis.typology import TypologyInputs, classify
from indicators.catalogue import read_catalogue
from indicators.errors import NotPossible
from indicators.models import Observation, Run
from tests.world import CATALOGUE, CODES, DAY, World

DYNAMIC = CATALOGUE.replace("    version: 1\n", "    version: 2\n").replace(
    "[{code: quote, weight: 1}, {code: transfer, weight: 1}]",
    "[{code: wandel, weight: 1}, {code: transfer, weight: 1}]",
)
# The same catalogue later: the formula behind the change, a minimum cell, a direction and a kind are others.
LATER = (
    DYNAMIC.replace("numerator: ALO, denominator: EW", "numerator: GEB, denominator: EW")
    .replace(
        "formula: {change: {indicator: quote, years: 1}}",
        "formula: {change: {indicator: quote, years: 1}}, minimum_cell: 0",
    )
    .replace('formula: {value: S1}, unit: "%", higher_is: worse', 'formula: {value: S1}, unit: "%", higher_is: better')
    .replace(
        "label: {de: Arbeitslose, en: Unemployed}, kind: count", "label: {de: Arbeitslose, en: Unemployed}, kind: index"
    )
)


def measured(run: Run) -> Mapping[str, Panel]:
    """The figures of the run's deliveries, the newest of each place, by measure."""
    figures = Observation.objects.filter(delivery__in=run.deliveries.all(), series__area__edition=run.edition)
    found: dict[str, dict[tuple[str, Period], Observation]] = {}
    for one in figures.select_related("series__measure", "series__area").order_by(
        "delivery__published_at", "delivery_id"
    ):
        place = (one.series.area.code, Period(one.period_start, one.period_end))
        found.setdefault(one.series.measure.code, {})[place] = one
    return {code: panel(run, places) for code, places in found.items()}


def panel(run: Run, places: Mapping[tuple[str, Period], Observation]) -> Panel:
    areas = list(run.edition.areas.order_by("code").values_list("code", flat=True))
    periods = sorted({period for _, period in places})
    rows = Rows(
        [areas.index(area) for area, _ in places],
        [periods.index(period) for _, period in places],
        [np.nan if one.value is None else one.value for one in places.values()],
        [STATUS_CODES[Status(one.status)] for one in places.values()],
        [0] * len(places),
    )
    return Panel.from_rows(areas, periods, rows)


def column(of: Panel, period: Period) -> tuple[Any, Sequence[Status]]:
    at = partner(period, of.periods)
    assert at is not None
    return of.values[:, at], [WORDS[word] for word in of.status[:, at]]


def computed_again(run: Run) -> Iterable[dict[str, Any]]:
    definition, period = TypologyDefinition.model_validate(run.definition), Period(run.period_start, run.period_end)
    panels, kept, kinds = measured(run), run.inputs["indicators"], run.inputs["measures"]
    shown = {
        code: suppress(evaluate(read_formula(one["formula"]), panels.__getitem__, kinds=kinds), one["minimum_cell"])
        for code, one in kept.items()
    }
    columns = {code: column(evaluated.value, period) for code, evaluated in shown.items()}
    population, statuses = column(panels["EW"], period)
    inputs = TypologyInputs(
        areas=panels["EW"].areas,
        values={code: values for code, (values, _) in columns.items()},
        statuses={code: words for code, (_, words) in columns.items()},
        higher_is={code: one["higher_is"] for code, one in kept.items()},
        population=population,
        population_statuses=statuses,
    )
    for area in classify(definition, inputs).areas:
        parts = {key: {code: asdict(part) for code, part in axis.indicators.items()} for key, axis in area.axes.items()}
        yield {"area": area.area, "combined": area.combined or "", "parts": parts}


def stored(run: Run) -> list[dict[str, Any]]:
    return [
        {
            "area": result.area.code,
            "combined": result.combined,
            "parts": {key: axis["indicators"] for key, axis in result.axes.items()},
        }
        for result in run.results.select_related("area").order_by("area__code")
    ]


def test_a_later_catalogue_leaves_all_it_takes_to_compute_a_run_again(filled: World) -> None:
    load_catalogue(by=None, catalogue=read_catalogue(DYNAMIC))
    run = filled.run(version=2)
    assert run.inputs["indicators"]["wandel"]["formula"] == {
        "change": {"of": {"share": {"numerator": "ALO", "denominator": "EW"}}, "years": 1}
    }
    assert list(computed_again(run)) == stored(run)
    load_catalogue(by=None, catalogue=read_catalogue(LATER))
    filled.deliver([("ALO", code, DAY, 100.0 * n) for n, code in enumerate(CODES, start=1)])
    withdraw_delivery(by=None, delivery=filled.deliveries[2], reason="Fehler")
    run.refresh_from_db()
    assert list(computed_again(run)) == stored(run)


def test_a_run_shows_one_moment_or_is_refused(filled: World) -> None:
    """A delivery published between reading one indicator and the next would stand in half of the run."""
    draft = [("S1", "01", DAY, 9.0)]

    def publishing_in_between(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if draft and "indicators_measure" in sql:
            figures = [draft.pop()]
            filled.deliver(figures, complete=False)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(publishing_in_between), pytest.raises(NotPossible) as caught:
        filled.run()
    assert caught.value.reason == "figures_changed"
    assert not Run.objects.exists()
