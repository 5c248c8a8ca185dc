"""A profile in the making: the file it is made from, what is in it, and the answers so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from pydantic import ValidationError

from imports.models import Batch, Profile
from imports.parsers.profiles.loading import load_profile
from imports.parsers.profiles.parts import Read
from imports.parsers.recognising.flat_survey import FlatSurvey, survey_flat
from imports.parsers.recognising.genesis_survey import GenesisSurvey
from imports.parsers.recognising.genesis_survey import survey as survey_export
from imports.parsers.recognising.recognised import Recognised
from imports.parsers.recognising.survey import Survey, survey
from imports.parsers.reference import Reference
from imports.reading import look_at, open_file
from imports.wizard.answers import flat_profile, from_profile, read_answers, read_part, table_profile
from imports.wizard.exports import export_answers, export_profile, from_export
from imports.wizard.proposals import flat_answers, how_to_open, table_answers
from imports.wizard.trying import Tried, try_profile

FLAT: Final = ("genesis-flat", "datenquader")
KEPT: Final = 500  # characters of an answer


@dataclass
class Wizard:
    """`kind` is table, flat, export or text: for other layouts the profile is written, with the same preview."""

    batch: Batch
    found: Recognised
    kind: str
    answers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    seen: Survey | FlatSurvey | GenesisSurvey = field(default_factory=Survey)
    before: Profile | None = None
    lost: bool = False  # the profile says more than the form has
    measures: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # those this person may import

    @property
    def parser(self) -> str:
        return self.found.parser or "table"

    def spec(self) -> dict[str, Any] | str:
        if isinstance(self.seen, FlatSurvey):
            return flat_profile(self.answers, self.seen, self.parser)
        if isinstance(self.seen, GenesisSurvey):
            return export_profile(
                self.answers, self.seen, load_profile(self.before.spec).genesis if self.before else None
            )
        return self.text if self.kind == "text" else table_profile(self.answers, self.seen)

    def try_it(self) -> Tried:
        return try_profile(self.batch, self.spec(), self.period)

    @property
    def period(self) -> str:
        """What a person would say at upload, where the profile asks for it."""
        if self.kind in ("text", "export"):
            return self.answers.get("period_value", self.batch.period)
        return self.answers.get("period_value", "") if self.answers.get("period_from") == "given" else ""


def open_wizard(
    batch: Batch,
    posted: Mapping[str, str],
    profile: Profile | None,
    reference: Reference,
    measures: Mapping[str, tuple[str, str]],
    *,
    as_text: bool = False,
) -> Wizard:
    found = Recognised.from_dict(batch.recognised or look_at(batch))
    parser = profile.spec["parser"] if profile else found.parser
    wizard = Wizard(batch, found, _kind(found.parser, parser), before=profile, measures=measures)
    wizard.answers = {name: text[:KEPT] for name, text in posted.items() if name != "yaml"}
    if as_text or wizard.kind == "text" or "yaml" in posted:
        wizard.kind, wizard.text = "text", posted.get("yaml", "") or _first_text(wizard, profile)
    else:
        _OPENED[wizard.kind](wizard, profile, reference)
    if profile and not posted and wizard.kind != "text" and not _same(wizard, profile):
        wizard.kind, wizard.text, wizard.lost, wizard.seen = "text", _first_text(wizard, profile), True, Survey()
    return wizard


def _kind(of_file: str, of_profile: str) -> str:
    """What the form asks; where profile and file do not go together, or no form knows them, the text is changed."""
    if of_file in FLAT and of_profile in FLAT:
        return "flat"
    if of_profile == "table":
        return "table"
    return "export" if of_file == of_profile == "genesis-table" else "text"


def _same(wizard: Wizard, profile: Profile) -> bool:
    """Whether the form can say all that the profile says."""
    made = wizard.try_it().profile
    before = {name: part for name, part in profile.spec.items() if name != "version"}
    return made is not None and {n: part for n, part in made.as_dict().items() if n != "version"} == before


def _open_flat(wizard: Wizard, profile: Profile | None, reference: Reference) -> None:
    with open_file(wizard.batch) as stream:
        wizard.seen, _problems = survey_flat(stream, wizard.found, wizard.answers.get("encoding") or "auto")
    if not wizard.answers:
        told = how_to_open(wizard.found, wizard.batch.file_name) | flat_answers(wizard.seen, reference.editions)
        wizard.answers = from_profile(load_profile(profile.spec), wizard.seen) if profile else told


def _open_export(wizard: Wizard, profile: Profile | None, reference: Reference) -> None:
    with open_file(wizard.batch) as stream:
        seen, _problems = survey_export(stream)
    if seen is None:
        wizard.kind, wizard.text = "text", wizard.text or _first_text(wizard, profile)
        return
    wizard.seen = seen
    if not wizard.answers and profile:
        spec = load_profile(profile.spec)
        wizard.answers = from_profile(spec, Survey()) | from_export(spec, seen)
    elif not wizard.answers:
        divisions = {one.division: frozenset(one.areas) for one in reference.editions}
        wizard.answers = how_to_open(wizard.found, wizard.batch.file_name) | export_answers(seen, divisions)


def _open_table(wizard: Wizard, profile: Profile | None, reference: Reference) -> None:
    fresh = not wizard.answers
    if fresh:
        wizard.answers = how_to_open(wizard.found, wizard.batch.file_name)
        if profile:
            wizard.answers |= read_answers(load_profile(profile.spec).read)
    with open_file(wizard.batch) as stream:
        wizard.seen, _problems = survey(stream, how_read(wizard.answers))
    if fresh and profile:
        wizard.answers = from_profile(load_profile(profile.spec), wizard.seen)
    elif fresh or _is_another_header(wizard.answers, wizard.seen):
        kept = {n: text for n, text in wizard.answers.items() if not n.startswith(("role-", "measure-", "scale-"))}
        proposed = table_answers(wizard.seen, reference.editions, wizard.measures)
        wizard.answers = kept | {n: text for n, text in proposed.items() if fresh or "-" in n or not kept.get(n)}
    wizard.answers |= {f"column-{column.index}": column.name for column in wizard.seen.columns}


_OPENED: Final = {"flat": _open_flat, "export": _open_export, "table": _open_table}


def how_read(answers: Mapping[str, str]) -> Read:
    """As the answers say; where they say something impossible, as usual: the preview tells what is wrong."""
    try:
        return Read.model_validate(read_part(answers))
    except ValidationError:
        return Read()


def _is_another_header(answers: Mapping[str, str], seen: Survey) -> bool:
    return any(answers.get(f"column-{column.index}") != column.name for column in seen.columns)


def _first_text(wizard: Wizard, profile: Profile | None) -> str:
    """The profile that is changed, or the keys every profile has, for somebody to go on from."""
    if profile:
        spec = {name: part for name, part in profile.spec.items() if name != "version"}
        return str(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False, width=110))
    told = how_to_open(wizard.found, wizard.batch.file_name)
    spec = {"profile": told["key"], "parser": wizard.parser, "label": {"de": told["label_de"]}}
    spec |= {"area": {"division": ""}, "columns": {}}
    return str(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False, width=110))
