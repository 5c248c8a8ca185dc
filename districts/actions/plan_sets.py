"""What single houses may be moved in: a plan as a set of house numbers."""

from collections.abc import Iterable, Mapping

from districts.addressing.directory import Entry
from districts.models import Catchment, CatchmentPlan, CatchmentRange
from districts.queries.plans import PlanContents


def spell_out(plan: CatchmentPlan, areas_of: CatchmentPlan | None = None) -> bool:
    """Gives a plan of areas the house numbers that lie in them, by the newest register; the areas are no longer its
    own and stay as they are. `areas_of`: the plan whose areas are meant, with the same codes.

    False where there is nothing to spell out: it is one of house numbers or blocks already, has no areas, or no
    address is known.
    """
    contents = PlanContents(areas_of or plan)
    if contents.is_of_sets or contents.plan.edition is None or contents.houses is None:
        return False
    put_ranges({one.code: one for one in Catchment.objects.filter(plan=plan)}, contents.entries())
    if areas_of is None:
        plan.edition = None
        plan.save(update_fields=["edition"])
    return True


def put_ranges(catchments: Mapping[str, Catchment], entries: Iterable[Entry]) -> None:
    """The rows of a street list, each part of a row one range of the catchment it names."""
    CatchmentRange.objects.bulk_create(
        [
            CatchmentRange(
                catchment=catchments[entry.catchment],
                line=entry.line,
                street=entry.street,
                folded=entry.folded,
                parity=part.parity,
                first=part.first,
                first_suffix=part.first_suffix,
                last=part.last,
                last_suffix=part.last_suffix,
            )
            for entry in entries
            for part in entry.ranges
        ],
        batch_size=2000,
    )
