from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction

from districts.actions import add_regions, put_division
from indicators.analysis.formula import FormulaError, dump_formula, measures
from indicators.catalogue import Catalogue, CatalogueError, IndicatorEntry, Label
from indicators.formulas import FormulaBook
from indicators.models import Indicator, IndicatorSet, Measure, SetMember, Typology
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
        put_department(by=by, key=department.key, label_de=department.label.de, label_en=department.label.en)
    _load_divisions(by, catalogue)
    for measure in catalogue.measures:
        values = {**_labels(measure.label, measure.code), "kind": measure.kind, "unit": measure.unit}
        loaded.note("measures", _put(Measure, {"code": measure.code}, values))
    _demand_measures(catalogue)
    for indicator in catalogue.indicators:
        loaded.note("indicators", _put(Indicator, {"code": indicator.code}, _indicator_values(indicator)))
    _load_sets(catalogue)
    for typology in catalogue.typologies:
        loaded.note("typologies", _put_typology(typology))
    record(by=by, verb="load catalogue", what="catalogue", created=dict(loaded.created), changed=dict(loaded.changed))
    return loaded


def _labels(label: Label | None, fallback: str) -> dict[str, str]:
    return {"label_de": label.de if label else fallback, "label_en": label.en if label else ""}


def _put(model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> str:
    found = model._default_manager.filter(**key).first()
    if found is None:
        model._default_manager.create(**key, **values)
        return "created"
    if all(getattr(found, name) == value for name, value in values.items()):
        return "same"
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return "changed"


def _load_divisions(by: User | None, catalogue: Catalogue) -> None:
    for entry in catalogue.divisions:
        labels = {"label_de": entry.label.de, "label_en": entry.label.en}
        division = put_division(by=by, key=entry.key, defaults={**labels, "kind": entry.kind, "rank": entry.rank})
        if entry.areas:
            regions = [(area.code, area.name) for area in entry.areas]
            add_regions(by=by, division=division, areas=regions, valid_from=entry.valid_from or date(1990, 1, 1))


def _demand_measures(catalogue: Catalogue) -> None:
    known = set(Measure.objects.values_list("code", flat=True))
    formulas = FormulaBook.load().formulas | {entry.code: entry.formula for entry in catalogue.indicators}
    lacking = []
    for entry in catalogue.indicators:
        try:
            unknown = sorted(measures(entry.formula, formulas) - known)
        except FormulaError as error:
            lacking.append(f"indicators.{entry.code}: {error}")
        else:
            lacking += [f"indicators.{entry.code}: measure {code} is not declared" for code in unknown]
    if lacking:
        raise CatalogueError(lacking)


def _indicator_values(entry: IndicatorEntry) -> dict[str, Any]:
    owner = Department.objects.filter(key=entry.owner).first() if entry.owner else None
    if entry.owner and owner is None:
        raise CatalogueError([f"indicators.{entry.code}: department {entry.owner} is not declared"])
    definition = entry.definition if isinstance(entry.definition, Label) else Label(de=entry.definition)
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


def _load_sets(catalogue: Catalogue) -> None:
    codes = dict(Indicator.objects.values_list("code", "id"))
    for entry in catalogue.indicator_sets:
        lacking = [code for code in entry.indicators if code not in codes]
        if lacking:
            raise CatalogueError([f"indicator_sets.{entry.code}: unknown indicators {', '.join(lacking)}"])
        found, _ = IndicatorSet.objects.update_or_create(code=entry.code, defaults=_labels(entry.label, entry.code))
        wanted = [codes[code] for code in entry.indicators]
        if list(found.members.values_list("indicator_id", flat=True)) != wanted:
            found.members.all().delete()
            SetMember.objects.bulk_create(
                SetMember(indicator_set=found, indicator_id=pk, position=n) for n, pk in enumerate(wanted)
            )


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
            [
                f"typologies.{definition.key}: version {definition.version} is stored with another text: raise the version"
            ]
        )
    return "same"
