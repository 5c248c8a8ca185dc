"""A small city for tests, built through the front door: the same actions as pages and commands.

Six squares, a handful of measures, indicators of every kind of formula, one typology. Numbers are made up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import CommandError
from shapely import MultiPolygon

from districts.actions.editions import NewArea, activate_edition, add_regions, draft_edition, put_division
from districts.models import Division, Edition
from indicators.actions.catalogue import load_catalogue
from indicators.actions.deliveries import prepare_delivery, publish_delivery
from indicators.actions.runs import publish_run, run_typology
from indicators.analysis.figures import Figures
from indicators.analysis.periods import Period
from indicators.catalogue import read_catalogue
from indicators.models import Delivery, Indicator, Measure, Run, Typology
from indicators.queries.panels import Span
from indicators.queries.values import IndicatorValues, indicator_values
from sozialmonitor.access.actions import grant, join, put_department
from sozialmonitor.access.models import Department, User
from sozialmonitor.access.permissions import EVERYTHING, Permission, Scope
from tests.districts.geometry.world import square

CODES = ("01", "02", "03", "04", "05", "06")
DAY = Period.parse("2023-12-31")
READ = (Permission.LIST, Permission.VIEW, Permission.DOWNLOAD)

CATALOGUE = """
departments:
  - {key: arbeit, label: {de: Fachbereich Arbeit, en: Employment}}
  - {key: bildung, label: {de: Fachbereich Bildung, en: Education}}
measures:
  - {code: EW, label: {de: Einwohner, en: Inhabitants}, kind: count, unit: Personen}
  - {code: ALO, label: {de: Arbeitslose, en: Unemployed}, kind: count, unit: Personen}
  - {code: GEB, label: {de: Geburten, en: Births}, kind: count, unit: Personen}
  - {code: FORT, label: {de: Fortzüge, en: Departures}, kind: count, unit: Personen}
  - {code: S1, label: {de: Anteil Transferbezug}, kind: share, unit: "%"}
indicators:
  - {code: einwohner, label: {de: Einwohner, en: Inhabitants}, formula: {value: EW}, unit: Personen, decimals: 0,
     minimum_cell: 0}
  - {code: arbeitslose, label: {de: Arbeitslose, en: Unemployed}, formula: {value: ALO}, unit: Personen, decimals: 0,
     higher_is: worse, owner: arbeit}
  - {code: quote, label: {de: Arbeitslosenquote, en: Unemployment}, unit: "%", higher_is: worse, decimals: 2,
     formula: {share: {numerator: ALO, denominator: EW}}, owner: arbeit, source: Arbeitsagentur,
     definition: {de: Anteil der Arbeitslosen, en: Share of the unemployed}}
  - {code: geburtenziffer, label: {de: Geburtenziffer, en: Birth rate}, decimals: 1, higher_is: neutral,
     formula: {per_1000: {numerator: GEB, denominator: EW}}}
  - {code: verhaeltnis, label: {de: Verhältnis, en: Ratio}, decimals: 3,
     formula: {ratio: {numerator: [GEB, FORT], denominator: EW}}}
  - {code: saldo, label: {de: Saldo, en: Balance}, decimals: 0, formula: {difference: {of: GEB, minus: FORT}},
     minimum_cell: 0}
  - {code: wandel, label: {de: Wandel der Quote, en: Change}, unit: Prozentpunkte, decimals: 2, higher_is: worse,
     formula: {change: {indicator: quote, years: 1}}}
  - {code: transfer, label: {de: Transferbezug, en: Transfers}, formula: {value: S1}, unit: "%", higher_is: worse}
indicator_sets:
  - {code: kern, label: {de: Kernsatz, en: Core set}, indicators: [quote, transfer, einwohner]}
  - {code: arbeit, label: {de: Arbeit, en: Work}, indicators: [arbeitslose, quote]}
typologies:
  - key: lage
    version: 1
    label: {de: Soziale Lage, en: Social situation}
    minimum_population: {measure: EW, at_least: 100}
    exclude: [{area: "06", reason: Gewerbegebiet}]
    axes:
      - key: status
        label: {de: Status, en: Status}
        indicators: [{code: quote, weight: 1}, {code: transfer, weight: 1}]
        restandardise: true
        classes: [{key: "1", label: {de: hoch, en: high}, below: 0}, {key: "2", label: {de: niedrig, en: low}}]
"""

# measure, area, period, value, status, flags; the last three may be left out
Figure = tuple[Any, ...]


@dataclass
class World:
    edition: Edition
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def division(self) -> Division:
        return self.edition.division

    def rows(self, figures: Iterable[Figure], edition: Edition | None = None) -> list[tuple[Any, ...]]:
        measures = dict(Measure.objects.values_list("code", "id"))
        areas = dict((edition or self.edition).areas.values_list("code", "id"))
        return [self._row(measures, areas, *figure) for figure in figures]

    @staticmethod
    def _row(
        measures: Mapping[str, int],
        areas: Mapping[str, int],
        code: str,
        area: str,
        period: Period,
        value: float | None,
        status: str = "",
        flags: str = "",
    ) -> tuple[Any, ...]:
        word = status or ("missing" if value is None else "zero" if value == 0 else "ok")
        return measures[code], areas[area], period.start, period.end, value, word, flags

    def draft(
        self,
        figures: Iterable[Figure],
        *,
        complete: bool = True,
        by: User | None = None,
        edition: Edition | None = None,
        **words: str,
    ) -> Delivery:
        rows = self.rows(figures, edition)
        words = {"label": f"Lieferung {len(self.deliveries) + 1}", "canonical_hash": "0" * 64, **words}
        figures = [Figures.from_rows(rows)]
        delivery = prepare_delivery(by=by, figures=figures, complete=complete, **words)
        self.deliveries.append(delivery)
        return delivery

    def deliver(self, figures: Iterable[Figure], **how: Any) -> Delivery:
        return publish_delivery(by=how.get("by"), delivery=self.draft(figures, **how))

    def values(self, code: str, span: Span | None = None, only: Sequence[str] | None = None) -> IndicatorValues:
        return indicator_values(
            Indicator.objects.get(code=code), self.edition, span or Span(), only, granted=EVERYTHING
        )

    def current(self, code: str, area: str, period: Period = DAY) -> tuple[float | None, str]:
        """Value and status of one figure of an indicator."""
        cell = self.values(code).panel.cell(area, period)
        return cell.value, cell.status.value

    def run(self, period: Period = DAY, *, publish: bool = True, version: int = 1) -> Run:
        typology = Typology.objects.get(key="lage", version=version)
        run = run_typology(by=None, typology=typology, edition=self.edition, period=period)
        return publish_run(by=None, run=run) if publish else run


def squares(codes: Sequence[str] = CODES, *, size: float = 1000.0, **parents: str) -> list[NewArea]:
    return [
        NewArea(
            code,
            f"Viertel {code}",
            parents.get(f"p{code}"),
            MultiPolygon([square(size * (n % 3), size * (n // 3), size)]),
        )
        for n, code in enumerate(codes)
    ]


def division(key: str = "stadtteile", **values: Any) -> Division:
    return put_division(
        by=None, key=key, defaults={"label_de": "Stadtteile", "label_en": "Districts", "rank": 30, **values}
    )


def edition(
    areas: Sequence[NewArea] | None = None,
    *,
    key: str = "stadtteile",
    valid_from: date = date(2010, 1, 1),
    active: bool = True,
    **more: Any,
) -> Edition:
    found = Division.objects.filter(key=key).first() or division(key)
    made = draft_edition(by=None, division=found, valid_from=valid_from, areas=areas or squares(), **more)
    return activate_edition(by=None, edition=made) if active else made


def build() -> World:
    """The city without figures."""
    load_catalogue(by=None, catalogue=read_catalogue(CATALOGUE))
    return World(edition())


def build_filled() -> World:
    """The city with two years of figures; every status a reader may meet lies on area 03, 04 or 05."""
    world = build()
    world.deliver(year_of_figures(Period.parse("2022-12-31"), factor=1.0), label="Jahr 2022", stand="31.12.2022")
    world.deliver(year_of_figures(DAY, factor=1.1), label="Jahr 2023", stand="31.12.2023")
    world.deliver([("S1", code, DAY, 4.0 + n) for n, code in enumerate(CODES)], label="Transfer")
    return world


def year_of_figures(period: Period, factor: float) -> list[Figure]:
    """ALO: 03 zero, 04 small (2 people), 05 missing, 06 suppressed by the office itself."""
    people = [1000.0, 2000.0, 1500.0, 500.0, 800.0, 90.0]
    unemployed: list[tuple[float | None, str]] = [
        (round(80 * factor), "ok"), (round(90 * factor), "ok"), (0.0, "zero"), (2.0, "ok"), (None, "missing"),
        (None, "suppressed"),
    ]  # fmt: skip
    figures: list[Figure] = [("EW", code, period, n) for code, n in zip(CODES, people, strict=True)]
    figures += [("ALO", code, period, n, word) for code, (n, word) in zip(CODES, unemployed, strict=True)]
    figures += [("GEB", code, period, 10.0 + n) for n, code in enumerate(CODES)]
    return figures + [("FORT", code, period, 20.0 - n) for n, code in enumerate(CODES)]


def city_figures(world: World, figures: Iterable[Figure]) -> Delivery:
    """Figures of the city as a whole, among the comparison regions."""
    regions = Division.objects.get(key="regionen")
    found = add_regions(
        by=None, division=regions, areas=[(settings.CITY_CODE, settings.CITY)], valid_from=date(1990, 1, 1)
    )
    return world.deliver(figures, edition=found, label="Stadt")


def department(key: str) -> Department:
    return Department.objects.filter(key=key).first() or put_department(by=None, key=key, label_de=key.capitalize())


def person(name: str, *departments: str, **fields: Any) -> User:
    """An account; without a password unless one is given, because hashing it takes longer than most tests."""
    user = User.objects.create_user(name, **fields)
    for key in departments:
        join(by=None, user=user, department=department(key))
    return user


def give(
    key: str, *permissions: Permission, scope: Scope = Scope.ANY, keys: Sequence[str] = ("",), **more: Any
) -> None:
    """To a department; `more` says where, from when to when and why."""
    grant(by=None, department=department(key), permissions=permissions, scope=scope, keys=keys, **more)


@dataclass(frozen=True)
class Ran:
    """How a management command ended: as from the command line, without a process of its own."""

    code: int
    out: str
    error: str


def command(name: str, *words: object) -> Ran:
    out, told = StringIO(), StringIO()
    found = load_command_class(get_commands()[name], name)
    found._called_from_command_line = True  # wrong usage then ends with code 2, as for an operator
    try:
        call_command(found, *(str(word) for word in words), stdout=out, stderr=told)
    except CommandError as error:
        return Ran(error.returncode, out.getvalue(), str(error))
    except SystemExit as ending:
        return Ran(int(ending.code or 0), out.getvalue(), told.getvalue())
    return Ran(0, out.getvalue(), told.getvalue())
