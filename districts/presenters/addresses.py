from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from districts.forms.addresses import ListForm
from districts.messages.registers import QUALITIES
from districts.models import Register
from districts.presenters.address_answers import found
from districts.queries.address_search import houses_in, written
from districts.queries.addresses import register_on
from districts.rights import may_manage
from sozialmonitor.access.models import User
from sozialmonitor.web import formats

SHOWN = 10


def addresses_context(asked: Mapping[str, str], user: User, form: ListForm | None = None) -> dict[str, Any]:
    """The page of a search; a day that cannot be read is today."""
    text, day = asked.get("q", "").strip()[:200], _day(asked.get("date", ""))
    register = register_on(day)
    matches = (
        [_shown(one, asked.get("date", "")) for one in found(text, day, SHOWN, register)] if register and text else []
    )
    if register and matches and matches[0]["is_street"]:
        matches[0]["houses"] = _houses(register, matches[0]["words"], asked.get("date", ""))
    exact = [one for one in matches if one["is_exact"]]
    return {
        "q": text,
        "date": day.isoformat() if asked.get("date") else "",
        "today": day == localdate(),
        "day_label": formats.day(day),
        "register": {"label": register.label, "day": formats.day(register.valid_from), "size": register.size}
        if register
        else None,
        "matches": exact or matches,
        "others": [one for one in matches if not one["is_exact"]] if exact else [],
        "list_form": form or ListForm(initial={"dialect": "excel-de"}),
        "may_manage": may_manage(user),
    }


def _houses(register: Register, street: str, day: str) -> list[dict[str, str]]:
    """Every house of the likeliest street, to be chosen where none was named."""
    found = [(str(house), written(street, house)) for house in houses_in(register, street)]
    return [{"number": number, "url": _url(words, day)} for number, words in found]


def _url(words: str, day: str) -> str:
    return f"{reverse('addresses')}?{urlencode({'q': words, **({'date': day} if day else {})})}"


def _shown(match: dict[str, Any], day: str) -> dict[str, Any]:
    words = match["address"] or match["street"]
    return {
        "words": words,
        "url": _url(words, day),
        "is_street": match["address"] is None,
        "is_exact": match["quality"] == "exact",
        "note": "" if match["quality"] in {"exact", "street"} else QUALITIES[match["quality"]],
        "areas": match["areas"],
        "schools": match["schools"],
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return localdate()
