from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from districts import messages
from districts.forms.addresses import RegisterForm, WithdrawForm
from districts.messages.registers import FINDINGS
from districts.models import Register
from sozialmonitor.web import formats
from sozialmonitor.web.csv_dialects import Cell

ROWS_SHOWN = 20


def registers_context(form: RegisterForm) -> dict[str, Any]:
    registers = Register.objects.order_by("-valid_from", "-id")
    return {"form": form, "registers": [_shown(register) for register in registers]}


def register_context(register: Register, form: WithdrawForm) -> dict[str, Any]:
    return {
        "register": _shown(register),
        "findings": [_finding(one) for one in register.findings],
        "form": form,
        "is_draft": register.state == Register.State.DRAFT,
        "is_active": register.state == Register.State.ACTIVE,
    }


def _shown(register: Register) -> dict[str, Any]:
    left_out = {line for one in register.findings if one["severity"] == "error" for line, _read in one["rows"]}
    return {
        "title": register.label or _("Addresses"),
        "day": formats.day(register.valid_from),
        "state": register.state,
        "state_label": register.get_state_display(),
        "size": register.size,
        "left_out": len(left_out),
        "inhabitants": register.inhabitants_known,
        "note": register.source_note,
        "url": reverse("register", args=[register.pk]),
        "findings_url": reverse("register-findings", args=[register.pk]),
    }


def _finding(one: dict[str, Any]) -> dict[str, Any]:
    words = FINDINGS.get(one["rule"]) or messages.said(one["rule"], one.get("params", {})).text
    return {
        "words": words,
        "count": one["count"],
        "rows": one["rows"][:ROWS_SHOWN],
        "more": max(0, len(one["rows"]) - ROWS_SHOWN),
    }


def finding_rows(register: Register) -> tuple[list[str], Iterator[list[Cell]]]:
    header = [_("Line"), _("Rule"), _("What is wrong"), _("What was read")]
    rows = ((line, one, read) for one in register.findings for line, read in one["rows"])
    ordered = sorted(rows, key=lambda row: row[0])
    return header, ([line, one["rule"], str(FINDINGS.get(one["rule"], "")), read] for line, one, read in ordered)
