"""What the page says where a source wants two people behind a publication."""

from typing import Any

from imports.actions.four_eyes import hands, others_who_may_publish
from imports.models import Batch
from indicators.actions.four_eyes import demand_four_eyes
from indicators.errors import NotPossible
from indicators.messages import refusal
from indicators.models import Delivery
from sozialmonitor.access.models import User


def four_eyes(batch: Batch, user: User) -> dict[str, Any] | None:
    """Why the person may not publish, and who could; None where the rule does not stand in their way."""
    if batch.state != Batch.State.READY or batch.delivery is None:
        return None
    delivery = Delivery.objects.select_related("source", "created_by").get(pk=batch.delivery.pk)
    try:
        demand_four_eyes(by=user, delivery=delivery, hands=hands(batch))
    except NotPossible as error:
        first = error.reason == "four_eyes_first"
        who = [] if first else [_name(person) for person in others_who_may_publish(batch)]
        return {"why": refusal(error).text, "may_vouch": first, "who": who}
    return None


def _name(person: User) -> str:
    full = person.get_full_name()
    return f"{full} ({person.username})" if full else person.username
