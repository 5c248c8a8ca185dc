import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.timezone import now

from districts.models import Edition
from indicators.analysis.definition import TypologyDefinition
from indicators.analysis.periods import Period
from indicators.analysis.status import WORDS, Status
from indicators.analysis.typology import AreaResult, TypologyInputs, classify
from indicators.errors import NotPossible
from indicators.models import Indicator, Result, Run, Typology
from indicators.queries.city import city_values
from indicators.queries.panels import Span, measure_panels
from indicators.queries.values import IndicatorValues, indicator_values
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User


@dataclass(frozen=True)
class Column:
    """One indicator in the period of the run: values, statuses and the deliveries they came with."""

    values: np.ndarray
    statuses: list[Any]
    deliveries: frozenset[int]


@transaction.atomic
def run_typology(*, by: User | None, typology: Typology, edition: Edition, period: Period) -> Run:
    """Computes a typology and freezes it with its definition, formulas and deliveries; a draft until it is published.

    Works on the figures after suppression. TypologyError where no comparison is possible, NotPossible where the
    period has no figures at all.
    """
    definition = TypologyDefinition.model_validate(typology.definition)
    indicators = {i.code: i for i in Indicator.objects.filter(code__in=definition.indicator_codes)}
    read = {
        code: indicator_values(indicators[code], edition, Span(period.end, period.end))
        for code in definition.indicator_codes
    }
    if not any(values.periods for values in read.values()):
        raise NotPossible("no_figures", period=period.label, edition=str(edition), typology=typology.key)
    columns = {code: _column(values) for code, values in read.items()}
    areas = next(iter(read.values())).areas
    inputs = TypologyInputs(
        areas=tuple(area.code for area in areas),
        values={code: column.values for code, column in columns.items()},
        statuses={code: column.statuses for code, column in columns.items()},
        higher_is={code: indicator.higher_is for code, indicator in indicators.items()},
        city_values=city_values(indicators.values(), period),
        **_population(definition, edition, areas, period),
    )
    result = classify(definition, inputs)
    rows = [_result_row(area) for area in result.areas]
    run = Run.objects.create(
        typology=typology,
        edition=edition,
        period_start=period.start,
        period_end=period.end,
        created_by=by,
        definition=typology.definition,
        formulas={code: indicators[code].formula for code in definition.indicator_codes},
        program_version=_program_version(),
        results_hash=_hash(rows),
    )
    run.deliveries.set(frozenset().union(*(column.deliveries for column in columns.values())))
    Result.objects.bulk_create(Result(run=run, area_id=area.pk, **row) for area, row in zip(areas, rows, strict=True))
    record(
        by=by,
        verb="run typology",
        what=f"run:{run.pk}",
        typology=f"{typology.key} v{typology.version}",
        edition=str(edition),
        period=period.label,
    )
    return run


def _column(values: IndicatorValues) -> Column:
    if not values.periods:
        return Column(np.full(len(values.areas), np.nan), [Status.MISSING] * len(values.areas), frozenset())
    used = frozenset(int(pk) for pk in values.deliveries[:, -1] if pk)
    return Column(values.panel.values[:, -1].copy(), [WORDS[word] for word in values.panel.status[:, -1]], used)


def _population(definition: TypologyDefinition, edition: Edition, areas: Any, period: Period) -> dict[str, Any]:
    if definition.minimum_population is None:
        return {}
    code = definition.minimum_population.measure
    measured = measure_panels(
        edition, [code], [(area.pk, area.code) for area in areas], Span(period.end, period.end)
    ).get(code)
    if measured is None or not measured.panel.periods:
        return {}
    panel = measured.panel
    return {
        "population": panel.values[:, -1].copy(),
        "population_statuses": [WORDS[word] for word in panel.status[:, -1]],
    }


def _result_row(area: AreaResult) -> dict[str, Any]:
    return {
        "included": area.included,
        "reason": {"code": area.reason.code, **area.reason.params} if area.reason else {},
        "combined": area.combined or "",
        "axes": {
            key: {
                "index": axis.index,
                "class": axis.class_key,
                "label": dict(axis.label),
                "indicators": {code: asdict(part) for code, part in axis.indicators.items()},
            }
            for key, axis in area.axes.items()
        },
    }


def _hash(rows: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _program_version() -> str:
    try:
        return version("sozialmonitor")
    except PackageNotFoundError:
        return "checkout"


@transaction.atomic
def publish_run(*, by: User | None, run: Run) -> Run:
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != Run.State.DRAFT:
        raise NotPossible("run_not_draft", state=run.get_state_display())
    run.state, run.published_at = Run.State.PUBLISHED, now()
    run.save(update_fields=["state", "published_at"])
    record(by=by, verb="publish run", what=f"run:{run.pk}")
    return run


@transaction.atomic
def withdraw_run(*, by: User | None, run: Run) -> Run:
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != Run.State.PUBLISHED:
        raise NotPossible("run_not_published", state=run.get_state_display())
    run.state = Run.State.WITHDRAWN
    run.save(update_fields=["state"])
    record(by=by, verb="withdraw run", what=f"run:{run.pk}")
    return run
