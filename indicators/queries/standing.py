"""Which published deliveries stand behind indicators."""

from collections import defaultdict
from collections.abc import Iterable

from indicators.formulas import FormulaBook
from indicators.models import Delivery, DeliveryScope, Indicator


def standing_deliveries(indicators: Iterable[Indicator]) -> dict[str, list[Delivery]]:
    """By code of the indicator, in the order they came in. A fixed number of queries, for pages that list them all."""
    book = FormulaBook.load()
    measures = {indicator.code: book.measures(indicator.code) for indicator in indicators}
    scopes = DeliveryScope.objects.filter(
        measure__code__in=set[str]().union(*measures.values()), delivery__in=Delivery.objects.standing()
    )
    held: defaultdict[str, set[int]] = defaultdict(set)
    for code, delivery in scopes.values_list("measure__code", "delivery").distinct():
        held[code].add(delivery)
    found = Delivery.objects.select_related("source").in_bulk(set[int]().union(*held.values()))
    return {
        indicator: [found[pk] for pk in sorted(set[int]().union(*(held[code] for code in codes)))]
        for indicator, codes in measures.items()
    }


def some_are_gone(deliveries: Iterable[Delivery]) -> bool:
    """Whether one of them was withdrawn and did not come back: published again, the same figures stand."""
    gone = {delivery.again_of_id or delivery.pk for delivery in deliveries if delivery.withdrawn_at}
    if not gone:
        return False
    back = Delivery.objects.standing().filter(again_of__in=gone).values_list("again_of", flat=True)
    return bool(gone - set(back))
