from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from districts.models import Area
from imports.actions.checking import check_batch
from imports.actions.deciding import confirm_regions, publish_batch
from imports.actions.profiles import put_profile
from imports.actions.receiving import forget_file, receive_file
from imports.errors import Refused
from imports.messages import profile_said, refusal, said
from imports.models import Batch, Profile
from imports.parsers.profiles.loading import ProfileError, load_profile
from imports.periods import given_period, wants_period
from imports.presenters.findings import place
from indicators.queries.difference import Difference, difference
from sozialmonitor.access.commands import OperatorCommand

CHUNK = 1 << 20
SHOWN = 100


class Command(OperatorCommand):
    help = (
        "Takes a file in as the upload page does: checks it, says what would change. "
        "--commit keeps the draft, --publish publishes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--profile", required=True, help="name of a stored profile, or a YAML file")
        parser.add_argument("--period", default="", help="where the file does not say it")
        parser.add_argument("--confirm-areas", action="store_true", help="add the comparison regions the file proposes")
        parser.add_argument("--publish", action="store_true", help="publish; notices count as seen")
        parser.add_argument("--commit", action="store_true", help="keep the checked file as a draft")

    regions_added = False

    def handle(self, *_args: Any, **options: Any) -> None:
        keep = options["publish"] or options["commit"]
        with transaction.atomic():
            batch = self._checked(options)
            shown = self._report(batch)
            refused = batch.state not in (Batch.State.READY, Batch.State.UNCHANGED)
            if options["publish"] and batch.state == Batch.State.READY:
                batch = publish_batch(by=None, batch=batch, notices_seen=True, shown=shown)
                self.stdout.write(self.style.SUCCESS(f"Published: delivery {batch.delivery_id}."))
            # Regions are in force at once: those of a file that is refused after all go with it.
            undo = not keep or (refused and self.regions_added)
            if undo:
                forget_file(batch=batch)
                transaction.set_rollback(True)
        if keep and undo:
            self.stdout.write("Nothing stored, the comparison regions neither.")
        elif undo:
            self.stdout.write("Dry run: nothing stored. Add --commit or --publish.")
        if refused:
            raise SystemExit(1)

    def _checked(self, options: dict[str, Any]) -> Batch:
        profile = self._profile(options["profile"])
        period = self._period(profile, options["period"])
        try:
            with options["file"].open("rb") as stream:
                chunks = iter(lambda: stream.read(CHUNK), b"")
                batch = receive_file(
                    by=None, name=options["file"].name, chunks=chunks, profile=profile, period=period, start=False
                )
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        except Refused as error:
            raise CommandError("\n".join(refusal(error)), returncode=1) from error
        batch = check_batch(batch.pk) or batch
        if batch.proposal and (options["confirm_areas"] or (options["publish"] and self._first_regions(batch))):
            self.stdout.write(f"{len(batch.proposal)} comparison regions added as the file proposes them.")
            batch = confirm_regions(by=None, batch=batch, start=False)
            self.regions_added = True
            batch = check_batch(batch.pk) or batch
        return batch

    @staticmethod
    def _first_regions(batch: Batch) -> bool:
        """A division without regions is filled by its first file: --publish says that a person stands behind it."""
        key = load_profile(batch.profile.spec).area.division_key
        return not Area.objects.filter(edition__division__key=key).exists()

    @staticmethod
    def _period(profile: Profile, text: str) -> str:
        spec = load_profile(profile.spec)
        if not text:
            return ""
        if not wants_period(spec):
            raise CommandError(f"{profile.key} reads the period from the file: leave --period out.", returncode=2)
        period = given_period(spec, text)
        if period is None:
            expected = spec.period.type if spec.period else "auto"
            raise CommandError(f"{text} is no period. {profile.key} expects one of the type {expected}.", returncode=2)
        return period.label

    def _profile(self, name: str) -> Profile:
        stored = Profile.objects.filter(key=name).order_by("-version").first()
        if stored is not None:
            return stored
        path = Path(name)
        if not path.is_file():
            known = ", ".join(sorted(set(Profile.objects.values_list("key", flat=True)))) or "none yet"
            raise CommandError(f"{name} is neither a stored profile nor a file. Stored: {known}", returncode=2)
        try:
            return put_profile(by=None, spec=load_profile(path.read_bytes()))
        except ProfileError as error:
            lines = [f"{name}, line {p.line or '?'}, {p.path}: {' '.join(profile_said(p))}" for p in error.problems]
            raise CommandError("\n".join(lines), returncode=1) from error

    def _report(self, batch: Batch) -> Difference | None:
        for problem in batch.problems.all()[:SHOWN]:
            words = said(problem.rule, problem.value, problem.params)
            where = f" {place(problem)}:" if place(problem) else ""
            self.stdout.write(f"{problem.severity}:{where} {words.text} {words.hint}".rstrip())
        if sum(batch.problem_counts.values()) > SHOWN:
            self.stdout.write(f"… and more: {batch.problem_counts}")
        if batch.proposal:
            example = " ".join(batch.proposal[0])
            self.stdout.write(
                f"The file proposes {len(batch.proposal)} comparison regions, as {example}: --confirm-areas adds them."
            )
        if batch.fault:
            self.stdout.write(batch.fault)
        self.stdout.write(f"batch {batch.pk}: {batch.get_state_display()}, {batch.total} figures")
        if batch.state == Batch.State.READY and batch.delivery:
            found = difference(batch.delivery, biggest=0)
            total = found.total
            self.stdout.write(f"new {total.new}, changed {total.changed}, gone {total.gone}, same {total.same}")
            return found
        return None
