from collections.abc import Iterable

from indicators.errors import NotPossible
from indicators.models import Delivery
from sozialmonitor.access.models import User


def demand_four_eyes(*, by: User | None, delivery: Delivery, hands: Iterable[str] = ()) -> None:
    """Where the source wants it two people stand behind a publication: one had it in hand, another publishes.

    `hands` are the names of accounts that uploaded or checked it. The operator at the command line (None) answers for
    both: whoever may run commands on the machine could change the source as well.
    """
    if by is None or delivery.source is None or not delivery.source.four_eyes:
        return
    people = {*hands, *([delivery.created_by.username] if delivery.created_by else [])}
    if by.username in people:
        raise NotPossible("four_eyes", source=delivery.source.label)
    if not people:
        raise NotPossible("four_eyes_first", source=delivery.source.label)
