"""Where an area lies in other divisions, and how many children live in each piece: which catchments a Stadtteil
touches, and which Stadtteile a catchment is made of.

A piece has one number, from whichever side it is looked at: the children of the area it is a part of, times the weight
of the correspondence that leads from that area's edition to the other one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils.timezone import localdate

from districts.geometry.weights import Weights
from districts.models import Area, Correspondence, Division, Edition
from districts.queries.correspondences import PREFERENCE, Basis, best_of_each, weights_between
from districts.queries.touching import touched
from indicators.analysis.periods import Period
from indicators.analysis.rounding import whole_numbers
from indicators.analysis.status import CODE_HAS_VALUE, WORDS, Status
from indicators.models import Delivery, Indicator
from indicators.queries.panels import Span, end_of
from indicators.queries.shown import edition_for
from indicators.queries.values import IndicatorValues, indicator_values
from indicators.rights import open_areas
from indicators.selection import Selection
from sozialmonitor.access.permissions import Allowed


@dataclass(frozen=True)
class Piece:
    """What this area and another one have in common. None is what is not known."""

    code: str
    name: str
    share: float | None  # of this area
    share_of_other: float | None
    children: int | None = None
    status: str = Status.MISSING.value


@dataclass(frozen=True)
class Counted:
    """The children of the areas of one edition in one period."""

    indicator: Indicator
    edition: Edition
    period: Period
    values: IndicatorValues
    column: int

    @property
    def deliveries(self) -> list[Delivery]:
        """Those behind the figures of the period."""
        used = {int(pk) for pk in self.values.deliveries[:, self.column] if pk}
        return list(Delivery.objects.filter(pk__in=used).select_related("source"))


@dataclass(frozen=True)
class Crossing:
    """The pieces of one area in another edition, the largest first. Without a way: by plain area, and no children."""

    edition: Edition
    pieces: Sequence[Piece]
    way: Correspondence | None = None
    counted: Counted | None = None

    @property
    def children(self) -> int | None:
        """Of all pieces; None where one of them is not known."""
        known = [piece.children for piece in self.pieces]
        return None if not known or None in known else sum(one for one in known if one is not None)


def area_of(selection: Selection) -> Area:
    """The area the selection names, with its edition; 404 where there is none, or it is a region."""
    edition = edition_for(selection)
    area = edition.areas.select_related("parent").filter(code=selection.area).first()
    if area is None or edition.division.kind != Division.Kind.AREAS:
        raise Http404
    area.edition = edition
    return area


def crossings_of(area: Area, granted: Allowed, selection: Selection) -> list[Crossing]:
    """In the order of the divisions; those between which no correspondence stands only where one has catchments."""
    return _Reading(area, granted, selection).crossings()


class _Reading:
    """What is read for one area, each figure once."""

    def __init__(self, area: Area, granted: Allowed, selection: Selection) -> None:
        self.area, self.edition, self.selection = area, area.edition, selection
        self.known_on = end_of(selection.known_on)
        code = settings.CHILDREN_INDICATOR
        self.granted = granted
        self.indicator = Indicator.objects.filter(code=code).first()
        self._counted: dict[int, Counted | None] = {}

    def crossings(self) -> list[Crossing]:
        others = self._others()
        ways = self._ways(others)
        found = [self._weighed(one, ways[one.pk][0]) if one.pk in ways else self._drawn(one) for one in others]
        return [crossing for crossing in found if crossing is not None and crossing.pieces]

    def _others(self) -> list[Edition]:
        day: date = self.selection.day or localdate()
        editions = Edition.objects.valid_on(day).filter(division__kind=Division.Kind.AREAS)
        return list(
            editions.exclude(division=self.edition.division_id)
            .select_related("division")
            .order_by("division__rank", "division__key")
        )

    def _ways(self, others: Sequence[Edition]) -> Mapping[int, list[Correspondence]]:
        """Per other edition the correspondences that stand, there and back, the one to count by first."""
        known = {other.pk for other in others}
        here = Q(source=self.edition, target__in=known) | Q(target=self.edition, source__in=known)
        standing = Correspondence.objects.standing(self.known_on).filter(here)
        ways: dict[int, list[Correspondence]] = {}
        for one in best_of_each(standing.select_related("source__division", "target__division")):
            ways.setdefault(one.target_id if one.source_id == self.edition.pk else one.source_id, []).append(one)
        return {pk: sorted(pair, key=self._order) for pk, pair in ways.items()}

    def _order(self, way: Correspondence) -> tuple[object, ...]:
        """The same from both sides: where children are counted, then where less is split, then the better basis."""
        counted = self._count(way.source) is not None
        return (not counted, round(way.split_share, 4), PREFERENCE.index(Basis(way.basis)), way.source_id)

    def _count(self, source: Edition) -> Counted | None:
        if source.pk not in self._counted:
            self._counted[source.pk] = self._read(source)
        return self._counted[source.pk]

    def _read(self, source: Edition) -> Counted | None:
        if self.indicator is None or open_areas(self.granted, self.indicator.code, source) is not None:
            return None
        values = indicator_values(self.indicator, source, Span(known_on=self.known_on), granted=self.granted)
        asked = self.selection.period
        columns = [
            column
            for column, period in enumerate(values.periods)
            if values.panel.has_value[:, column].any() and (asked is None or period.end <= asked.end)
        ]
        if not columns:
            return None
        return Counted(self.indicator, source, values.periods[columns[-1]], values, columns[-1])

    def _weighed(self, other: Edition, way: Correspondence) -> Crossing | None:
        found = weights_between(way.source, way.target, self.known_on)
        if found is None:
            return None
        weights, forward, counted = found.weights, way.source_id == self.edition.pk, self._count(way.source)
        here, there = (weights.sources, weights.targets) if forward else (weights.targets, weights.sources)
        own = here.index(self.area.code)
        met = weights.target[weights.source == own] if forward else weights.source[weights.target == own]
        names = dict(other.areas.filter(code__in=[there[at] for at in met]).values_list("code", "name"))
        pieces = []
        for at in met.tolist():
            source, target = (own, at) if forward else (at, own)
            part, children, word = _piece(weights, counted, source, target)
            share, of_other = (part, None) if forward else (None, part)
            pieces.append(Piece(there[at], names[there[at]], share, of_other, children, word))
        return Crossing(other, _largest_first(pieces if forward else _shared(pieces)), way, counted)

    def _drawn(self, other: Edition) -> Crossing | None:
        """Without a correspondence nothing can be counted, but it can be said what touches: for catchments only."""
        divisions = (self.edition.division_id, other.division_id)
        if not Division.objects.filter(pk__in=divisions, plans__isnull=False).exists():
            return None
        pieces = [Piece(one.code, one.name, one.share, one.share_of_other) for one in touched(self.area, other)]
        return Crossing(other, _largest_first(pieces))


def _piece(weights: Weights, counted: Counted | None, source: int, target: int) -> tuple[float, int | None, str]:
    """The part of the source area, and its children as a whole number: those of its parts add up to its own figure."""
    parts = weights.matrix()[[source], :].toarray()[0]
    part = float(parts[target])
    if counted is None:
        return part, None, Status.MISSING.value
    word = counted.values.panel.status[source, counted.column]
    if not CODE_HAS_VALUE[word]:
        return part, None, WORDS[word].value
    figure = float(counted.values.panel.values[source, counted.column])
    return part, int(whole_numbers(parts * figure)[target]), WORDS[word].value


def _shared(pieces: Sequence[Piece]) -> list[Piece]:
    """What the pieces are of this area is known by the children in them, where all of them are."""
    known = [piece.children for piece in pieces if piece.children is not None]
    if len(known) < len(pieces) or not sum(known):
        return list(pieces)
    return [replace(piece, share=(piece.children or 0) / sum(known)) for piece in pieces]


def _largest_first(pieces: Sequence[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda one: (-(one.children or 0), -(one.share or one.share_of_other or 0.0), one.code))
