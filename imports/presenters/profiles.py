"""Import profiles as their pages show them: what each reads, in words, and as YAML."""

from collections.abc import Sequence
from typing import Any

import yaml
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import Division
from imports.matching import newest_profiles
from imports.messages import profile_said
from imports.messages.words import DELIMITERS, LAYOUTS, TYPES
from imports.models import Batch, Profile
from imports.parsers.profiles.loading import ProfileProblem, load_profile
from imports.parsers.profiles.model import Profile as Spec
from imports.parsers.profiles.parts import MeasureColumn
from imports.presenters.events import moment
from imports.rights import visible_batches
from indicators.models import Measure
from sozialmonitor.access.models import User
from sozialmonitor.web import formats
from sozialmonitor.web.wording import joined


def profiles_context() -> dict[str, Any]:
    used = dict(Batch.objects.values_list("profile__key").annotate(Count("pk")).order_by())
    return {
        "profiles": [
            {
                "key": profile.key,
                "label": profile.label,
                "version": profile.version,
                "source": profile.spec.get("source") or "",
                "layout": str(LAYOUTS.get(profile.spec["parser"], profile.spec["parser"])),
                "batches": used.get(profile.key, 0),
                "url": reverse("profile", args=[profile.key]),
            }
            for profile in newest_profiles()
        ]
    }


def as_yaml(spec: dict[str, Any]) -> str:
    return str(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False, width=110))


def profile_context(
    versions: Sequence[Profile], user: User, text: str | None = None, problems: Sequence[ProfileProblem] = ()
) -> dict[str, Any]:
    """`text` is what a person wrote and `problems` what is wrong with it; otherwise the newest version is shown."""
    newest = versions[0]
    sample = visible_batches(user).filter(profile__key=newest.key).order_by("-pk").first()
    form = f"{reverse('profile-new')}?lieferung={sample.pk}&profil={newest.key}" if sample else ""
    return {
        "profile": {"key": newest.key, "label": newest.label, "version": newest.version, "form_url": form},
        "described": described(load_profile(newest.spec)),
        "versions": [_version(one) for one in versions],
        "yaml": as_yaml(newest.spec) if text is None else text,
        "problems": [explained(problem, text or "") for problem in problems],
        "edited": text is not None,
    }


def _version(profile: Profile) -> dict[str, Any]:
    return {
        "number": profile.version,
        "at": moment(profile.created_at),
        "batches": profile.batches.count(),
        "yaml_url": reverse("profile-yaml", args=[profile.key, profile.version]),
        "described": described(load_profile(profile.spec)),
    }


def explained(problem: ProfileProblem, text: str) -> dict[str, Any]:
    """A problem with the line it stands in."""
    lines = text.splitlines()
    words = profile_said(problem)
    number = problem.line if problem.line and problem.line <= len(lines) else None
    written = lines[number - 1].strip()[:120] if number else ""
    return {"line": number, "written": written, "text": words.text, "hint": words.hint}


def described(spec: Spec) -> list[tuple[str, str]]:
    """What a profile reads, in the order in which one would tell it."""
    told = [
        (_("Kind of file"), str(LAYOUTS.get(spec.parser, spec.parser))),
        (_("Source"), spec.source or ""),
        (_("Text"), _text(spec)),
        (_("Numbers"), _numbers(spec)),
        (_("Area"), _area(spec)),
        (_("Period"), _period(spec)),
        (_("Measures"), _measures(spec)),
        (_("Signs"), joined(f"{sign or '␣'} = {formats.status_label(word)}" for sign, word in spec.missing.items())),
        (_("No areas"), joined(spec.ignore_areas)),
        (_("Factors"), joined(f"{name} × {formats.number(factor)}" for name, factor in spec.scale.items())),
        (_("Complete"), _("yes: what is absent is gone") if spec.complete else _("no")),
    ]
    return [(label, text) for label, text in told if text]


def _text(spec: Spec) -> str:
    read = spec.read
    parts = [] if read.encoding == "auto" else [read.encoding]
    parts += [_("separated by %(sign)s") % {"sign": DELIMITERS.get(read.delimiter, read.delimiter)}]
    parts += [_("sheet %(sheet)s") % {"sheet": read.sheet}] if read.sheet else []
    parts += [_("%(count)s lines above the header") % {"count": read.skip_rows}] if read.skip_rows else []
    parts += [_("%(count)s header lines") % {"count": read.header_rows}] if read.header_rows > 1 else []
    return ", ".join(parts)


def _numbers(spec: Spec) -> str:
    text = _("decimals after “%(sign)s”") % {"sign": spec.read.decimal}
    mark = spec.read.thousands
    grouped = _("thousands with “%(sign)s”") % {"sign": mark}
    return f"{text}, {grouped}" if mark else text


def _area(spec: Spec) -> str:
    division = Division.objects.filter(key=spec.area.division_key).first()
    name = division.label if division else spec.area.division
    return f"{spec.area.column} → {name}" if spec.area.column else name


def _period(spec: Spec) -> str:
    part = spec.period
    if part is None:
        return _("as the file says")
    kind = str(TYPES[part.type])
    if part.column:
        return f"{part.column}: {kind}"
    if part.fixed:
        return part.fixed
    if part.file_name:
        return _("from the name of the file") + f": {part.file_name}"
    return _("asked at upload") + f": {kind}" if part.given else kind


def _measures(spec: Spec) -> str:
    pairs = dict(spec.columns)
    spread = spec.periods_in_columns.measure if spec.periods_in_columns else None
    column = spec.long.measure if spec.long else spread
    if isinstance(column, MeasureColumn):
        pairs |= column.map or {column.column: _("as the file names them")}
    elif column:
        pairs[_("columns of periods")] = column
    labels = {measure.code: measure.label for measure in Measure.objects.filter(code__in=pairs.values())}
    return joined((f"{name} → {labels.get(code, code)}" for name, code in pairs.items()), most=20)
