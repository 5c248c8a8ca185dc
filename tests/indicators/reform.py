"""The small city after a reform: 02 and 03 are one, 04 is two, the others are what they were."""

from datetime import date

from shapely import MultiPolygon

from districts.actions.correspondences import build_correspondence
from districts.actions.editions import NewArea
from districts.models import Correspondence, Edition
from indicators.models import Indicator
from indicators.queries.conversion import Conversions
from indicators.queries.panels import Span
from indicators.queries.values import IndicatorValues, indicator_values
from sozialmonitor.access.permissions import EVERYTHING
from tests import world as worlds
from tests.districts.geometry.world import square

REFORM = date(2024, 1, 1)
NEW_CODES = ("01", "02", "05", "06", "4a", "4b")


def reformed(valid_from: date = REFORM) -> Edition:
    squares = {area.code: area for area in worlds.squares()}
    merged = squares["02"].geometry.union(squares["03"].geometry)
    areas = [squares[code] for code in ("01", "05", "06")]
    areas.append(NewArea("02", "Viertel 02/03", None, MultiPolygon([merged])))
    areas.append(NewArea("4a", "Viertel 04 West", None, MultiPolygon([square(0, 1000, 1000, 500)])))
    areas.append(NewArea("4b", "Viertel 04 Ost", None, MultiPolygon([square(500, 1000, 1000, 500)])))
    return worlds.edition(areas, valid_from=valid_from)


def way(source: Edition, target: Edition, basis: str = Correspondence.Basis.AREA) -> Correspondence:
    return build_correspondence(by=None, source=source, target=target, basis=basis)


def converted(code: str, edition: Edition, span: Span | None = None) -> IndicatorValues:
    span = span or Span()
    ways = Conversions(edition, span.known_on)
    return indicator_values(Indicator.objects.get(code=code), edition, span, ways=ways, granted=EVERYTHING)
