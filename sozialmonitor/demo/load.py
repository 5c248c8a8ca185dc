"""Sends the invented city's files through the front door: the same actions as the pages and commands."""

import logging
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from django.db import transaction

from districts.actions.editions import activate_edition, draft_edition
from districts.importing import prepare_areas
from districts.models import Division, Edition
from districts.queries.editions import edition_of
from imports.actions.checking import check_batch
from imports.actions.deciding import cancel_batch, check_again, publish_batch
from imports.actions.expecting import put_expectation
from imports.actions.profiles import put_profile
from imports.actions.receiving import receive_file
from imports.models import Batch, Expectation
from imports.parsers.profiles.loading import load_profile
from indicators.actions.catalogue import load_catalogue
from indicators.actions.runs import publish_run, run_typology
from indicators.analysis.periods import Period
from indicators.analysis.typology import TypologyError
from indicators.catalogue import read_catalogue
from indicators.errors import NotPossible
from indicators.models import Typology
from sozialmonitor.access.models import User
from sozialmonitor.demo.area_files import AreaFile
from sozialmonitor.demo.deliveries import Delivery
from sozialmonitor.demo.generate import DemoFiles

log = logging.getLogger(__name__)
Tell = Callable[[str], object]
EXPECTED = {
    "statistikstelle-bevoelkerung-stadtteile": 60,
    "arbeitsagentur-stadtteile": 90,
    "landesamt-bevoelkerung": 270,
}  # profile → days after the year
UNFINISHED = (Batch.State.QUEUED, Batch.State.FAILED, Batch.State.REFUSED, Batch.State.CANCELLED)


def load_city(files: DemoFiles, *, by: User, tell: Tell) -> None:
    for path in files.catalogues:
        load_catalogue(by=None, catalogue=read_catalogue(path.read_text(encoding="utf-8")))
    for area_file in files.areas:
        load_areas(area_file, tell)
    for delivery in files.deliveries:
        load_delivery(delivery, files.profile_path(delivery), by=by, tell=tell)
    expect_files()


def expect_files() -> None:
    """So that the calendar of deliveries shows something: what came last, and what has not come since."""
    for key, days in EXPECTED.items():
        if not Expectation.objects.filter(profile_key=key).exists():
            wanted = Expectation(
                profile_key=key, first_day=date(2024, 1, 1), due_days=days, responsible="Statistikstelle"
            )
            put_expectation(by=None, expectation=wanted)


def load_areas(file: AreaFile, tell: Tell) -> None:
    """An edition that was drafted when the loading was interrupted is brought into force now."""
    division = Division.objects.get(key=file.division)
    edition = division.editions.filter(valid_from=file.valid_from).first()
    if edition is None:
        edition = _drafted(file, division)
        tell(f"{division.label}: {edition.areas.count()}")
    activate_edition(by=None, edition=edition)


def _drafted(file: AreaFile, division: Division) -> Edition:
    parents = edition_of(file.parent_division, file.valid_from) if file.parent_division else None
    prepared = prepare_areas(
        file.path,
        parents=parents,
        code_field=file.code_field,
        name_field=file.name_field,
        parent_field=file.parent_field,
    )
    return draft_edition(
        by=None,
        division=division,
        valid_from=file.valid_from,
        areas=prepared.new_areas(),
        parents=prepared.parents,
        findings=prepared.stored_findings(),
        label=file.label,
        source_note=prepared.source_note,
    )


def load_delivery(delivery: Delivery, profile: Path, *, by: User, tell: Tell) -> None:
    """Takes the file in once. What an interrupted loading left half done is finished, or done anew."""
    batch = Batch.objects.filter(file_name=delivery.path.name, created_by=by).order_by("-id").first()
    if batch is not None and batch.state == Batch.State.WORKING:
        cancel_batch(by=by, batch=batch)
        batch = None
    if batch is None or batch.state in UNFINISHED:
        batch = _checked(batch or _received(delivery, profile, by))
        tell(f"{delivery.path.name}: {batch.total}")
    if batch.state == Batch.State.READY and delivery.publish:
        publish_batch(by=by, batch=batch, notices_seen=True)


def _received(delivery: Delivery, profile: Path, by: User) -> Batch:
    stored = put_profile(by=by, spec=load_profile(profile.read_text(encoding="utf-8")))
    with delivery.path.open("rb") as stream:
        chunks = iter(lambda: stream.read(1 << 20), b"")
        return receive_file(by=by, name=delivery.path.name, chunks=chunks, profile=stored, start=False)


def _checked(batch: Batch) -> Batch:
    if batch.state != Batch.State.QUEUED:
        batch = check_again(by=batch.created_by, batch=batch, start=False)
    checked = check_batch(batch.pk) or batch
    if checked.state != Batch.State.READY:
        raise RuntimeError(f"{checked.file_name}: {checked.state} {checked.problem_counts} {checked.fault}")
    return checked


def run_typologies(years: Iterable[int], division: str, tell: Tell) -> None:
    edition = edition_of(division)
    for typology in Typology.objects.all():
        for year in years:
            period = Period.parse(f"{year}-12-31")
            if typology.runs.filter(edition=edition, period_end=period.end).exists():
                continue
            try:
                with transaction.atomic():
                    publish_run(by=None, run=run_typology(by=None, typology=typology, edition=edition, period=period))
            except (TypologyError, NotPossible) as error:
                # The first years have no change over two years yet, and so no dynamic.
                log.info("%s %s: %s", typology.key, period.label, error)
                continue
            tell(f"{typology.label} {period.label}")
