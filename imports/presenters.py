"""Batches as pages show them."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from districts.models import Division
from imports.messages import said
from imports.models import Batch, Problem
from imports.parsers.profile import load_profile
from indicators.models import Delivery, Measure
from indicators.queries.difference import difference
from indicators.rights import measures_covered
from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.access.permissions import Permission
from sozialmonitor.web import formats

RUNNING = (Batch.State.QUEUED, Batch.State.WORKING)
SHOWN_PROBLEMS = 200
PROBLEM_COLUMNS = ["severity", "rule", "sheet", "line", "column", "value", "finding", "remedy"]


def deliveries_context(page: str) -> dict[str, Any]:
    batches = Batch.objects.select_related("profile", "delivery", "created_by").order_by("-id")
    shown = Paginator(batches, 50).get_page(page)
    return {
        "may_import": True,
        "batches": [_listed(batch) for batch in shown],
        "pages": {
            "label": f"{shown.number} / {shown.paginator.num_pages}",
            "previous": f"?page={shown.previous_page_number()}" if shown.has_previous() else "",
            "next": f"?page={shown.next_page_number()}" if shown.has_next() else "",
        } if shown.paginator.num_pages > 1 else None,
    }


def _listed(batch: Batch) -> dict[str, Any]:
    state, label = _state(batch)
    return {
        "id": batch.pk, "file": batch.file_name, "profile": batch.profile.label, "state": state, "state_label": label,
        "source": batch.delivery.source if batch.delivery else "", "by": batch.created_by.username if batch.created_by else "",
        "at": _moment(batch.created_at), "rows": batch.total, "url": reverse("delivery", args=[batch.pk]),
    }


def _state(batch: Batch) -> tuple[str, str]:
    if batch.delivery and batch.delivery.state == Delivery.State.WITHDRAWN:
        return "withdrawn", batch.delivery.get_state_display()
    return batch.state, batch.get_state_display()


def _moment(value: Any) -> str:
    local = localtime(value)
    return f"{formats.day(local.date())}, {local:%H:%M}"


def delivery_context(batch: Batch, user: User) -> dict[str, Any]:
    ready = batch.state == Batch.State.READY and batch.delivery
    return {
        **progress_context(batch, user),
        "problems": [_problem(problem) for problem in batch.problems.all()[:SHOWN_PROBLEMS]],
        "problem_counts": batch.problem_counts,
        "problems_csv_url": reverse("delivery-problems", args=[batch.pk]),
        "rejected_csv_url": reverse("delivery-rejected", args=[batch.pk]) if batch.problem_counts.get("error") else "",
        "recognised": _recognised(batch),
        "preview": _preview(batch),
        "difference": _difference(batch.delivery) if ready else None,
        "notices": notices(batch) if ready else [],
        "proposal": _proposal(batch),
    }


def progress_context(batch: Batch, user: User) -> dict[str, Any]:
    state, label = _state(batch)
    percent = min(100, 100 * batch.done // batch.total) if batch.total else None
    message, hint = _message(batch)
    return {
        "batch": {
            "id": batch.pk, "file": batch.file_name, "size": batch.file.size, "sha256": batch.file.sha256,
            "profile": f"{batch.profile.label} ({_('version')} {batch.profile.version})",
            "state": state, "state_label": label, "phase_label": batch.get_phase_display() or label, "percent": percent,
            "done": batch.done, "total": batch.total, "message": message, "hint": hint,
            "running": batch.state in RUNNING, "url": reverse("delivery", args=[batch.pk]),
            "progress_url": reverse("delivery-progress", args=[batch.pk]), "events": _events(batch), **_may(batch, user),
        }
    }


def _may(batch: Batch, user: User) -> dict[str, bool]:
    publisher = batch.delivery is not None and _may_publish(batch.delivery, user)
    published = batch.delivery is not None and batch.delivery.state == Delivery.State.PUBLISHED
    return {
        "may_cancel": batch.state in RUNNING and not batch.cancel_requested,
        "may_publish": batch.state == Batch.State.READY and publisher,
        "may_discard": batch.state == Batch.State.READY,
        "may_withdraw": published and publisher,
        "may_check_again": batch.state in (Batch.State.REFUSED, Batch.State.FAILED, Batch.State.CANCELLED),
    }


def _may_publish(delivery: Delivery, user: User) -> bool:
    covered = measures_covered(user, Permission.PUBLISH)
    if covered is None:
        return True
    held = delivery.staged if delivery.state == Delivery.State.DRAFT else delivery.scopes
    return set(held.values_list("measure__code", flat=True).distinct()) <= covered


def _message(batch: Batch) -> tuple[str, str]:
    match batch.state:
        case Batch.State.REFUSED:
            return _("The file has errors; nothing of it was stored."), _("The list below says where and what to do.")
        case Batch.State.UNCHANGED:
            return _("This file is already imported: every figure in it stands as it is."), _("There is nothing to publish.")
        case Batch.State.FAILED:
            return _("The check was stopped by a fault of ours; nothing was stored."), _("Check the file again. If it fails again, tell the administration: %(fault)s") % {"fault": batch.fault}
        case Batch.State.CANCELLED:
            return _("The check was cancelled; nothing was stored."), ""
    if batch.delivery and batch.delivery.state == Delivery.State.WITHDRAWN:
        return _("This delivery was withdrawn: %(reason)s") % {"reason": batch.delivery.reason}, ""
    return "", ""


def _events(batch: Batch) -> list[dict[str, str]]:
    keys = [f"batch:{batch.pk}"] + ([f"delivery:{batch.delivery.pk}"] if batch.delivery else [])
    verbs = {
        "receive file": _("file received"), "check batch: ready": _("checked, ready to publish"), "check batch: refused": _("checked, refused"),
        "check batch: unchanged": _("checked, nothing new"), "prepare delivery": _("figures stored as a draft"), "publish delivery": _("published"),
        "withdraw delivery": _("withdrawn"), "discard delivery": _("discarded"), "cancel batch": _("cancelled"),
        "check batch again": _("queued for another check"), "close batch: cancelled": _("cancelled"), "close batch: failed": _("stopped by a fault"),
        "give up batch": _("given up after several attempts"),
    }
    events = AuditEvent.objects.filter(what__in=keys).order_by("at", "id")
    return [
        {"at": _moment(event.at), "by": "" if event.by == "system" else event.by, "what": verbs.get(event.verb, event.verb)}
        for event in events
        if event.verb != "prepare delivery"
    ]


def _problem(problem: Problem) -> dict[str, str]:
    words = said(problem.rule, problem.value, problem.params)
    return {
        "severity": problem.severity, "severity_label": problem.get_severity_display(), "place": place(problem),
        "value": problem.value, "text": words.text, "hint": words.hint,
    }


def place(problem: Problem) -> str:
    parts = []
    if problem.sheet:
        parts.append(_("sheet %(sheet)s") % {"sheet": problem.sheet})
    if problem.line:
        parts.append(_("line %(line)s") % {"line": problem.line})
    if problem.column:
        parts.append(_("column %(column)s") % {"column": problem.column})
    return ", ".join(parts)


def notices(batch: Batch) -> list[dict[str, str]]:
    """What must be ticked before publishing: each rule once, with how often it was found."""
    found: dict[str, list[Problem]] = {}
    for problem in batch.problems.exclude(severity=Problem.Severity.ERROR):
        found.setdefault(problem.rule, []).append(problem)
    ticks = []
    for rule, problems in found.items():
        words = said(rule, problems[0].value, problems[0].params)
        more = _(" (and %(count)s more of this kind)") % {"count": len(problems) - 1} if len(problems) > 1 else ""
        ticks.append({"id": rule, "text": f"{words.text}{more}"})
    return ticks


def problem_rows(batch: Batch) -> list[list[str | int | None]]:
    rows: list[list[str | int | None]] = []
    for problem in batch.problems.all():
        words = said(problem.rule, problem.value, problem.params)
        rows.append([problem.severity, problem.rule, problem.sheet, problem.line, problem.column, problem.value, words.text, words.hint])
    return rows


def rejected_rows(batch: Batch) -> tuple[list[str], list[list[str | int | None]]]:
    """Each rejected row once, with its line and all that was found in it."""
    lines: dict[tuple[str, int | None], tuple[list[str], list[str]]] = {}
    for problem in batch.problems.filter(severity=Problem.Severity.ERROR, row__isnull=False):
        cells, texts = lines.setdefault((problem.sheet, problem.line), (problem.row or [], []))
        texts.append(said(problem.rule, problem.value, problem.params).text)
    width = max((len(cells) for cells, _texts in lines.values()), default=0)
    header = ["sheet", "line", "findings", *(f"cell_{n + 1}" for n in range(width))]
    return header, [
        [sheet, line, " | ".join(texts), *cells, *[""] * (width - len(cells))] for (sheet, line), (cells, texts) in lines.items()
    ]


def _recognised(batch: Batch) -> list[tuple[str, str]]:
    names = {
        "encoding": _("Encoding"), "delimiter": _("Separator"), "layout": _("Layout"), "sheet": _("Sheet"), "rows": _("Rows"),
        "zip_member": _("File in the ZIP"), "stand": _("As of"), "statistics_label": _("Statistics"),
    }
    return [(label, str(batch.facts[name])) for name, label in names.items() if batch.facts.get(name) not in (None, "")]


def _preview(batch: Batch) -> dict[str, Any] | None:
    rows = batch.facts.get("preview")
    if not rows:
        return None
    columns = [_("Line"), _("Measure"), _("Code"), _("Area"), _("Period"), _("Value"), _("Status")]
    return {
        "columns": columns,
        "rows": [
            [r["line"], r["measure"], r["area_code"], r["area_name"], r["period"], "" if r["value"] is None else formats.number(r["value"], _decimals(r["value"])), formats.status_label(r["status"])]
            for r in rows
        ],
    }


def _decimals(value: float) -> int:
    return 0 if float(value).is_integer() else min(4, len(repr(value).partition(".")[2]))


def _proposal(batch: Batch) -> dict[str, Any] | None:
    if not batch.proposal or batch.state not in (Batch.State.REFUSED, Batch.State.READY):
        return None
    key = load_profile(batch.profile.spec).area.division_key
    division = Division.objects.filter(key=key).first()
    areas = [{"code": code, "name": name} for code, name in batch.proposal]
    return {"division_label": division.label if division else key, "areas": areas}


def _difference(delivery: Delivery) -> dict[str, Any]:
    found = difference(delivery)
    labels = {measure.code: measure.label for measure in Measure.objects.filter(code__in=found.per_measure)}
    return {
        **vars(found.total),
        "per_measure": [{"label": labels.get(code, code), **vars(counts)} for code, counts in found.per_measure.items()],
        "biggest": [_jump(jump, labels) for jump in found.biggest],
    }


def _jump(jump: dict[str, Any], labels: dict[str, str]) -> dict[str, str]:
    before, after = jump["before"], jump["after"]
    decimals = max((_decimals(value) for value in (before, after) if value is not None), default=0)
    change = formats.signed(after - before, decimals) if before is not None and after is not None else ""
    return {
        "area": f"{jump['area_code']} {jump['area_name']}", "measure": labels.get(jump["measure"], jump["measure"]),
        "period": formats.period(jump["period_start"], jump["period_end"]),
        "before": formats.value_text(before, jump["status_before"], decimals=decimals),
        "after": formats.value_text(after, jump["status_after"], decimals=decimals), "change": change,
    }
