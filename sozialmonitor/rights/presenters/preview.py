"""What a change of rights does, in sentences and by name."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sozialmonitor.access.actions import subject_of
from sozialmonitor.access.change_actions import Preview
from sozialmonitor.access.consequences import Consequences, Effect, Person
from sozialmonitor.access.models import Grant
from sozialmonitor.access.permissions import Permission
from sozialmonitor.rights.presenters.matrix import things_named
from sozialmonitor.rights.wording import PERMISSIONS, Names, span
from sozialmonitor.web import formats


def preview_context(found: Preview) -> dict[str, Any]:
    names = Names()
    return {
        "seal": found.seal,
        "anything": bool(found),
        "gains": [_grant(one, names) for one in found.gains],
        "losses": [_grant(one, names) for one in found.losses],
        "there_already": formats.number(len(found.there_already)) if found.there_already else "",
        "looks": [_look(look, names) for look in found.looks],
    }


def _grant(one: Grant, names: Names) -> dict[str, str]:
    return {
        "subject": names.subject(subject_of(one)),
        "permission": str(PERMISSIONS[Permission(one.permission)]),
        "what": names.full(one.scope_kind, one.scope_key),
        "where": names.place(one.division_key, one.areas),
        "when": span(one.valid_from, one.valid_until) or _("without end"),
        "role": names.role(one.role) if one.role else "",
    }


def _look(look: Consequences, names: Names) -> dict[str, Any]:
    effects: defaultdict[Person, list[dict[str, Any]]] = defaultdict(list)
    unmoved: defaultdict[Person, list[str]] = defaultdict(list)
    for effect in look.effects:
        effects[effect.person].append(_effect(effect, names))
    for one in look.unmoved:
        words = _("has “%(may)s” already") if one.gains else _("keeps “%(may)s” through another right")
        unmoved[one.person].append(words % {"may": PERMISSIONS[one.permission]})
    return {
        "day": formats.day(look.day),
        "is_today": look.day == localdate(),
        "sentences": [*_moves(look.effects, names), *_stays(look)],
        "people": [
            {"name": person.name, "effects": effects.get(person, []), "unmoved": unmoved.get(person, [])}
            for person in sorted({*effects, *unmoved}, key=lambda one: one.name)
        ],
    }


def _moves(effects: Iterable[Effect], names: Names) -> list[str]:
    """One sentence for each permission gained, then for each one lost."""
    grouped: defaultdict[tuple[bool, str], list[Effect]] = defaultdict(list)
    for effect in effects:
        grouped[not effect.gains, effect.permission].append(effect)
    order = list(Permission)
    sentences = []
    for loses, permission in sorted(grouped, key=lambda group: (group[0], order.index(Permission(group[1])))):
        those = grouped[loses, permission]
        count = len({effect.person for effect in those})
        words = {
            "count": formats.number(count),
            "may": PERMISSIONS[permission],
            "things": things_named(list(dict.fromkeys((e.scope, e.key) for e in those)), names),
        }
        sentences.append((_lost if loses else _gained)(count) % words)
    return sentences


def _gained(count: int) -> str:
    return ngettext(
        "%(count)s person gains “%(may)s” of %(things)s", "%(count)s people gain “%(may)s” of %(things)s", count
    )


def _lost(count: int) -> str:
    return ngettext(
        "%(count)s person loses “%(may)s” of %(things)s", "%(count)s people lose “%(may)s” of %(things)s", count
    )


def _stays(look: Consequences) -> list[str]:
    moved = {effect.person for effect in look.effects}
    kept = {one.person for one in look.unmoved if not one.gains} - moved
    had = {one.person for one in look.unmoved if one.gains} - moved - kept
    sentences = []
    if kept:
        words = ngettext(
            "%(count)s person loses nothing: another right still covers it",
            "%(count)s people lose nothing: another right still covers it",
            len(kept),
        )
        sentences.append(words % {"count": formats.number(len(kept))})
    if had:
        words = ngettext(
            "%(count)s person gains nothing new: it is theirs already",
            "%(count)s people gain nothing new: it is theirs already",
            len(had),
        )
        sentences.append(words % {"count": formats.number(len(had))})
    return sentences or ([] if moved else [_("Nobody gains or loses anything.")])


def _effect(effect: Effect, names: Names) -> dict[str, Any]:
    still = ", ".join(names.division(key) for key in effect.still)
    words = {
        "may": PERMISSIONS[effect.permission],
        "what": names.full(effect.scope, effect.key),
        "where": names.place(effect.division, effect.areas),
    }
    text = _("gains “%(may)s”: %(what)s, %(where)s") if effect.gains else _("loses “%(may)s”: %(what)s, %(where)s")
    return {
        "gains": effect.gains,
        "words": text % words,
        "still": _("still open on %(divisions)s") % {"divisions": still} if still else "",
    }
