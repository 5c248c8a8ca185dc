from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from districts.actions.editions import REGIONS_SINCE, add_regions, put_division
from districts.models import Area, Division
from indicators.analysis.formula import FormulaError, dump_formula, evaluate, measures
from indicators.analysis.panel import Panel
from indicators.catalogue import Catalogue, CatalogueError, IndicatorEntry, Label, Text
from indicators.errors import NotPossible
from indicators.formulas import FormulaBook
from indicators.messages import refusal, said
from indicators.models import Indicator, IndicatorSet, Measure, SetMember, Source, Typology
from sozialmonitor.access.actions import put_department
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import Department, User


@dataclass
class Loaded:
    """What a catalogue did, per kind of entry."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, outcome: str) -> None:
        getattr(self, outcome)[kind] += 1


@transaction.atomic
def load_catalogue(*, by: User | None, catalogue: Catalogue) -> Loaded:
    """Writes a catalogue: entries are created or brought up to date, none is removed, a second load changes nothing."""
    loaded = Loaded()
    for department in catalogue.departments:
        labels = _labels(department.label, department.key)
        loaded.note("departments", _outcome(Department, {"key": department.key}, labels))
        put_department(by=by, key=department.key, **labels)
    for source in catalogue.sources:
        values = {**_labels(source.label, source.key), **source.model_dump(exclude={"key", "label"})}
        loaded.note("sources", _put(Source, {"key": source.key}, values))
    _load_divisions(by, catalogue, loaded)
    for measure in catalogue.measures:
        values = {**_labels(measure.label, measure.code), "kind": measure.kind, "unit": measure.unit}
        loaded.note("measures", _put(Measure, {"code": measure.code}, values))
    _demand_formulas(catalogue)
    for indicator in catalogue.indicators:
        loaded.note("indicators", _put(Indicator, {"code": indicator.code}, _indicator_values(indicator)))
    _load_sets(catalogue, loaded)
    for typology in catalogue.typologies:
        loaded.note("typologies", _put_typology(typology))
    if loaded.created or loaded.changed:
        counts = {"created": dict(loaded.created), "changed": dict(loaded.changed)}
        record(by=by, verb="load catalogue", what="catalogue", **counts)
    return loaded


def _labels(label: Label | None, fallback: str) -> dict[str, str]:
    return {"label_de": label.de if label else fallback, "label_en": label.en if label else ""}


def _outcome(model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> str:
    found = model._default_manager.filter(**key).first()
    if found is None:
        return "created"
    return "same" if all(getattr(found, name) == value for name, value in values.items()) else "changed"


def _put(model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> str:
    outcome = _outcome(model, key, values)
    if outcome != "same":
        model._default_manager.update_or_create(**key, defaults=values)
    return outcome


def _load_divisions(by: User | None, catalogue: Catalogue, loaded: Loaded) -> None:
    for entry in catalogue.divisions:
        values = {**_labels(entry.label, entry.key), "kind": entry.kind, "rank": entry.rank}
        outlined = Area.objects.filter(edition__division__key=entry.key, geometry__isnull=False)
        if entry.kind == "regions" and outlined.exists():
            words = refusal(NotPossible("division_has_outlines", division=entry.key))
            raise CatalogueError([f"divisions.{entry.key}: {' '.join(words)}"])
        loaded.note("divisions", _outcome(Division, {"key": entry.key}, values))
        division = put_division(by=by, key=entry.key, defaults=values)
        if entry.areas:
            regions = [(area.code, area.name) for area in entry.areas]
            add_regions(by=by, division=division, areas=regions, valid_from=entry.valid_from or REGIONS_SINCE)


def _demand_formulas(catalogue: Catalogue) -> None:
    """Every formula, those already stored included, must still be computable with the measures as they are now."""
    kinds = dict(Measure.objects.values_list("code", "kind"))
    formulas = FormulaBook.load().formulas | {entry.code: entry.formula for entry in catalogue.indicators}
    wrong = []
    for code, formula in sorted(formulas.items()):
        try:
            unknown = sorted(measures(formula, formulas) - set(kinds))
            wrong += [f"indicators.{code}: {' '.join(said('measure_unknown', {'code': word}))}" for word in unknown]
            if not unknown:  # on panels without areas: what goes wrong here would go wrong on every page
                evaluate(formula, lambda _: Panel.empty((), ()), kinds=kinds, indicators=formulas)
        except FormulaError as error:
            wrong.append(f"indicators.{code}: {' '.join(refusal(error))}")
    if wrong:
        raise CatalogueError(wrong)


def _indicator_values(entry: IndicatorEntry) -> dict[str, Any]:
    owner = Department.objects.filter(key=entry.owner).first() if entry.owner else None
    if entry.owner and owner is None:
        raise CatalogueError([f"indicators.{entry.code}: department {entry.owner} is not declared"])
    definition = entry.definition if isinstance(entry.definition, Text) else Text(de=entry.definition)
    return {
        **_labels(entry.label, entry.code),
        "formula": dump_formula(entry.formula),
        "unit": entry.unit,
        "higher_is": entry.higher_is,
        "decimals": entry.decimals,
        "owner": owner,
        "minimum_cell": entry.minimum_cell,
        "source": entry.source,
        "definition_de": definition.de,
        "definition_en": definition.en,
    }


def _load_sets(catalogue: Catalogue, loaded: Loaded) -> None:
    codes = dict(Indicator.objects.values_list("code", "id"))
    for entry in catalogue.indicator_sets:
        lacking = [code for code in entry.indicators if code not in codes]
        if lacking:
            raise CatalogueError([f"indicator_sets.{entry.code}: unknown indicators {', '.join(lacking)}"])
        outcome = _put(
            IndicatorSet, {"code": entry.code}, {**_labels(entry.label, entry.code), "is_topic": entry.topic}
        )
        found = IndicatorSet.objects.get(code=entry.code)
        wanted = [codes[code] for code in entry.indicators]
        if list(found.members.values_list("indicator_id", flat=True)) != wanted:
            outcome = "created" if outcome == "created" else "changed"
            found.members.all().delete()
            SetMember.objects.bulk_create(
                SetMember(indicator_set=found, indicator_id=pk, position=n) for n, pk in enumerate(wanted)
            )
        loaded.note("sets", outcome)


def _put_typology(definition: Any) -> str:
    """A version once loaded is never edited: the same version with another text is an error with the way out."""
    text = definition.model_dump(mode="json", exclude_none=True)
    lacking = sorted(set(definition.indicator_codes) - set(Indicator.objects.values_list("code", flat=True)))
    if lacking:
        raise CatalogueError([f"typologies.{definition.key}: unknown indicators {', '.join(lacking)}"])
    found = Typology.objects.filter(key=definition.key, version=definition.version).first()
    if found is None:
        labels = {"label_de": definition.label.get("de", definition.key), "label_en": definition.label.get("en", "")}
        Typology.objects.create(key=definition.key, version=definition.version, definition=text, **labels)
        return "created"
    if found.definition != text:
        raise CatalogueError(
            [f"typologies.{definition.key}: version {definition.version} is stored otherwise: raise the version"]
        )
    return "same"
