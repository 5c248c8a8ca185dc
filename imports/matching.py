"""Which stored profiles fit a file, best first, each with the reasons in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.models import Batch, Profile
from imports.parsers.profiles.loading import load_profile
from imports.parsers.profiles.model import Profile as Spec
from imports.parsers.recognising.fitting import Fit, fit, stands_out
from imports.parsers.recognising.recognised import Recognised
from sozialmonitor.web.wording import joined


@dataclass(frozen=True)
class Match:
    profile: Profile
    spec: Spec
    fit: Fit

    @property
    def reasons(self) -> list[str]:
        return [reason for reason in (_("The layout fits."), self._table(), self._columns()) if reason]

    def _table(self) -> str:
        return _("The table is the same.") if self.fit.table else ""

    def _columns(self) -> str:
        if self.fit.missing:
            return _("These are missing in the file: %(names)s.") % {"names": joined(self.fit.missing, most=8)}
        if self.fit.found == 0:
            return ""
        count = self.fit.found
        text = ngettext(
            "All it needs is there (%(count)s column).", "All it needs is there (%(count)s columns).", count
        )
        return text % {"count": count}


def newest_profiles() -> QuerySet[Profile]:
    newest = Profile.objects.order_by("key", "-version").distinct("key").values("pk")
    return Profile.objects.filter(pk__in=newest).order_by("label_de")


def matches(found: Recognised) -> list[Match]:
    """The profiles that could be meant, best first; none for a file that nobody can read."""
    if not found.layout:
        return []
    specs = [(profile, load_profile(profile.spec)) for profile in newest_profiles()]
    every = [Match(profile, spec, fit(spec, found)) for profile, spec in specs]
    return sorted((one for one in every if one.fit.near), key=lambda one: one.fit.merit, reverse=True)


def clear_match(candidates: Sequence[Match], batch: Batch) -> Match | None:
    """The one profile that is meant: alone in fitting, or alone among those of the offices this person serves."""
    fitting = [one for one in candidates if one.fit.whole]
    if len(fitting) <= 1:
        return fitting[0] if fitting else None
    if batch.created_by_id is not None:
        served = Batch.objects.filter(created_by=batch.created_by_id, delivery__published_at__isnull=False)
        sources = set(served.values_list("delivery__source", flat=True)) - {None}
        own = [one for one in fitting if one.spec.source in sources]
        if len(own) == 1:
            return own[0]
    return fitting[0] if stands_out(fitting[0].fit, fitting[1].fit) else None
