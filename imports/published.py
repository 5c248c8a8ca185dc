"""What is published, as far as a new file is held against it; each question is asked when a check needs the answer."""

from collections import defaultdict

from django.utils.timezone import localtime

from imports.checks.drift import Last
from imports.checks.further import look_further
from imports.checks.jumps import Before, Run, first_periods, kind_of
from imports.checks.setting import Setting
from imports.checks.sums import City
from imports.models import Batch
from imports.parsers.profiles.model import Profile
from imports.parsers.progress import Tick
from imports.parsers.records import Parsed, Problems
from imports.parsers.reference import Reference
from indicators.analysis.periods import Period
from indicators.models import Delivery
from indicators.queries.earlier import city_figures, covered_before, figures_of


def further_checks(
    parsed: Parsed, problems: Problems, profile: Profile, reference: Reference, batch: Batch, tick: Tick
) -> None:
    """Holds the file against itself and what is published; the findings go where those of the figures are."""
    total = len(parsed.records)
    setting = Setting(parsed.records, profile, reference, lambda: tick(total, total))
    look_further(parsed, setting, problems, PublishedFigures(batch))


class PublishedFigures:
    def __init__(self, batch: Batch) -> None:
        self.batch = batch

    def last(self) -> Last | None:
        """The newest standing delivery that came with any version of the same profile."""
        found = (
            Batch.objects.filter(profile__key=self.batch.profile.key, delivery__state=Delivery.State.PUBLISHED)
            .exclude(pk=self.batch.pk)
            .select_related("delivery")
            .order_by("-delivery__published_at", "-id")
            .first()
        )
        if found is None or found.delivery is None or found.delivery.published_at is None:
            return None
        day = localtime(found.delivery.published_at).date()
        return Last(found.facts, found.file_name, day.isoformat())

    def city(self, setting: Setting) -> City:
        ends = [period.end for period in setting.records.periods.list]
        counts = {
            code for code, is_count in zip(setting.records.measures.list, setting.counts, strict=True) if is_count
        }
        return city_figures(counts, min(ends), max(ends)) if ends and setting.checks.total.city else {}

    def before(self, setting: Setting) -> dict[Run, Before]:
        """For each run of the file the published figures of the newest period of its kind that ended before it."""
        first = first_periods(setting) if setting.checks.jump else {}
        if not first:
            return {}
        measures, editions = {run.measure for run in first}, {run.edition for run in first}
        covered = covered_before(measures, editions, max(period.end for period in first.values()))
        newest: dict[Run, Period] = {}
        for run, begin in first.items():
            held = covered.get((run.measure, run.edition), set())
            earlier = [period for period in held if kind_of(period) == run.kind and period.end < begin.end]
            if earlier:
                newest[run] = max(earlier, key=lambda period: (period.end, period.start))
        wanted: defaultdict[tuple[int, Period], set[str]] = defaultdict(set)
        for run, period in newest.items():
            wanted[run.edition, period].add(run.measure)
        figures = figures_of(wanted)
        return {
            run: Before(period, figures[run.measure, run.edition, period])
            for run, period in newest.items()
            if (run.measure, run.edition, period) in figures
        }
