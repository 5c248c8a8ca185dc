import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from numpy.typing import NDArray

from districts.models import Edition
from indicators.analysis.definition import TypologyDefinition
from indicators.analysis.panel import Panel
from indicators.analysis.periods import Period, partner
from indicators.analysis.status import WORDS, Status
from indicators.analysis.typology import AreaResult, TypologyInputs, classify
from indicators.errors import NotPossible
from indicators.formulas import FormulaBook
from indicators.models import Delivery, Indicator, Result, Run, Typology
from indicators.queries.city import city_values
from indicators.queries.panels import Span, measure_panels
from indicators.queries.values import AreaLabel, indicator_values
from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import EVERYTHING, Permission, Scope, demand

Figures = tuple[NDArray[np.float64], list[Status]]  # one column: values and their statuses


@dataclass(frozen=True)
class Read:
    """What goes into a run, and the deliveries it came with."""

    inputs: TypologyInputs
    areas: Sequence[AreaLabel]
    indicators: dict[str, Indicator]
    deliveries: frozenset[int]


@transaction.atomic
def run_typology(*, by: User | None, typology: Typology, edition: Edition, period: Period) -> Run:
    """Computes a typology and freezes it with its definition, inputs and deliveries; a draft until it is published.

    Works on the figures after suppression. TypologyError where no comparison is possible, NotPossible where the
    period has no figures at all, or where deliveries came or went meanwhile: a run must show one moment.
    """
    demand(by, Permission.PUBLISH, Scope.TYPOLOGY, typology.key)
    # What a class is computed from needs no right of who computes it: seeing the result does.
    with acting_for(None):
        return _freeze(by, typology, edition, period)


def _freeze(by: User | None, typology: Typology, edition: Edition, period: Period) -> Run:
    definition = TypologyDefinition.model_validate(typology.definition)
    standing = _standing()
    read = _read(definition, edition, period)
    if _standing() != standing:
        raise NotPossible("figures_changed", typology=typology.key)
    smallest = max(indicator.minimum_cell for indicator in read.indicators.values())
    rows = [_result_row(area, smallest) for area in classify(definition, read.inputs).areas]
    run = Run.objects.create(
        typology=typology,
        edition=edition,
        period_start=period.start,
        period_end=period.end,
        created_by=by,
        definition=typology.definition,
        inputs=_inputs(definition, read.indicators),
        program_version=settings.VERSION,
        results_hash=_hash([area.code for area in read.areas], rows),
    )
    run.deliveries.set(read.deliveries)
    Result.objects.bulk_create(
        Result(run=run, area_id=area.pk, **row) for area, row in zip(read.areas, rows, strict=True)
    )
    words = {"typology": f"{typology.key} v{typology.version}", "edition": str(edition), "period": period.label}
    record(by=by, verb="run typology", what=f"run:{run.pk}", **words)
    return run


def _standing() -> set[int]:
    return set(Delivery.objects.standing().values_list("pk", flat=True))


def _inputs(definition: TypologyDefinition, indicators: dict[str, Indicator]) -> dict[str, Any]:
    book = FormulaBook.load()
    used = set[str]().union(*(book.measures(code) for code in indicators))
    kept = {
        code: {
            "formula": book.resolved(code),
            "higher_is": indicator.higher_is,
            "minimum_cell": indicator.minimum_cell,
        }
        for code, indicator in indicators.items()
    }
    city = {"city": settings.CITY_CODE} if definition.compares_with_city else {}
    return {"indicators": kept, "measures": {code: book.kinds[code] for code in sorted(used)}, **city}


def _read(definition: TypologyDefinition, edition: Edition, period: Period) -> Read:
    known = {indicator.code: indicator for indicator in Indicator.objects.filter(code__in=definition.indicator_codes)}
    indicators = {code: known[code] for code in definition.indicator_codes}
    span = Span.at(period)
    read = {code: indicator_values(one, edition, span, granted=EVERYTHING) for code, one in indicators.items()}
    if not any(values.periods for values in read.values()):
        raise NotPossible("no_figures", period=period.label, edition=str(edition), typology=definition.key)
    columns = {code: _column(values.panel, period) for code, values in read.items()}
    areas = next(iter(read.values())).areas
    used = frozenset[int]().union(*(values.used for values in read.values()))
    population, from_population = _population(definition, edition, areas, period)
    with_city = definition.compares_with_city
    city, from_city = city_values(indicators.values(), period) if with_city else ({}, frozenset())
    inputs = TypologyInputs(
        areas=tuple(area.code for area in areas),
        values={code: values for code, (values, _) in columns.items()},
        statuses={code: statuses for code, (_, statuses) in columns.items()},
        higher_is={code: indicator.higher_is for code, indicator in indicators.items()},
        city_values=city,
        population=population[0] if population else None,
        population_statuses=population[1] if population else None,
    )
    return Read(inputs, areas, indicators, used | from_population | from_city)


def _column(panel: Panel, period: Period) -> Figures:
    met = partner(period, panel.periods)
    if met is None:
        return np.full(len(panel.areas), np.nan), [Status.MISSING] * len(panel.areas)
    return panel.values[:, met].copy(), [WORDS[word] for word in panel.status[:, met]]


def _population(
    definition: TypologyDefinition, edition: Edition, areas: Sequence[AreaLabel], period: Period
) -> tuple[Figures | None, frozenset[int]]:
    if definition.minimum_population is None:
        return None, frozenset()
    code = definition.minimum_population.measure
    places = [(area.pk, area.code) for area in areas]
    measured = measure_panels(edition, [code], places, Span.at(period)).get(code)
    met = partner(period, measured.panel.periods) if measured is not None else None
    if measured is None or met is None:
        return None, frozenset()
    return _column(measured.panel, period), frozenset(int(pk) for pk in np.unique(measured.deliveries[:, met]) if pk)


def _reason(area: AreaResult, smallest: int) -> dict[str, Any]:
    if area.reason is None:
        return {}
    params = dict(area.reason.params)
    # "Too small" must not tell the number of people that the indicators of the same area hide.
    if isinstance(people := params.get("population"), int | float) and 0 < people < smallest:
        del params["population"]
    return {"code": area.reason.code, **params}


def _result_row(area: AreaResult, smallest: int) -> dict[str, Any]:
    return {
        "included": area.included,
        "reason": _reason(area, smallest),
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


def _hash(codes: list[str], rows: list[dict[str, Any]]) -> str:
    text = json.dumps(list(zip(codes, rows, strict=True)), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def publish_run(*, by: User | None, run: Run) -> Run:
    demand(by, Permission.PUBLISH, Scope.TYPOLOGY, run.typology.key)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != Run.State.DRAFT:
        raise NotPossible("run_not_draft", state=run.get_state_display())
    run.state, run.published_at = Run.State.PUBLISHED, now()
    run.save(update_fields=["state", "published_at"])
    record(by=by, verb="publish run", what=f"run:{run.pk}")
    return run


@transaction.atomic
def withdraw_run(*, by: User | None, run: Run, reason: str) -> Run:
    """Takes a published run back: the run published before it stands again, this one stays readable as a vintage."""
    demand(by, Permission.PUBLISH, Scope.TYPOLOGY, run.typology.key)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != Run.State.PUBLISHED:
        raise NotPossible("run_not_published", state=run.get_state_display())
    if not reason.strip():
        raise NotPossible("reason_missing")
    run.state, run.withdrawn_at, run.reason = Run.State.WITHDRAWN, now(), reason.strip()
    run.save(update_fields=["state", "withdrawn_at", "reason"])
    record(by=by, verb="withdraw run", what=f"run:{run.pk}", reason=run.reason)
    return run
