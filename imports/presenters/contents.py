"""What a file holds and what it would change, as the page shows it."""

from typing import Any

from django.utils.translation import gettext as _

from districts.models import Division
from imports.messages.words import LAYOUTS
from imports.models import Batch
from imports.reading import profile_of
from indicators.analysis.periods import Period
from indicators.models import Delivery, Measure
from indicators.queries.difference import difference
from sozialmonitor.web import formats


def recognised(batch: Batch) -> list[tuple[str, str]]:
    names = {
        "encoding": _("Encoding"),
        "delimiter": _("Separator"),
        "layout": _("Layout"),
        "sheet": _("Sheet"),
        "rows": _("Rows"),
        "zip_member": _("File in the ZIP"),
        "stand": _("As of"),
        "statistics_label": _("Statistics"),
    }
    facts = batch.facts | {"layout": str(LAYOUTS.get(batch.facts.get("layout", ""), ""))}
    return [(label, _fact(name, facts[name])) for name, label in names.items() if facts.get(name) not in (None, "")]


def _fact(name: str, value: Any) -> str:
    if isinstance(value, int):
        return formats.number(value)
    return formats.stand(str(value)) if name == "stand" else str(value)


def preview(batch: Batch) -> dict[str, Any] | None:
    rows = batch.facts.get("preview")
    if not rows:
        return None
    columns = [_("Line"), _("Measure"), _("Code"), _("Area"), _("Period"), _("Value"), _("Status")]
    return {
        "columns": columns,
        "rows": [
            [
                *(row[name] for name in ("line", "measure", "area_code", "area_name")),
                period_shown(row["period"]),
                "" if row["value"] is None else formats.number(row["value"], decimals_of(row["value"])),
                formats.status_label(row["status"]),
            ]
            for row in rows
        ],
    }


def period_shown(label: str) -> str:
    period = Period.parse(label)
    return formats.period(period.start, period.end)


def decimals_of(value: float) -> int:
    return 0 if float(value).is_integer() else min(4, len(repr(value).partition(".")[2]))


def proposal(batch: Batch) -> dict[str, Any] | None:
    if not batch.proposal or batch.state not in (Batch.State.REFUSED, Batch.State.READY):
        return None
    key = profile_of(batch).area.division_key
    division = Division.objects.filter(key=key).first()
    areas = [{"code": code, "name": name} for code, name in batch.proposal]
    return {"division_label": division.label if division else key, "areas": areas}


def difference_shown(delivery: Delivery) -> dict[str, Any]:
    found = difference(delivery)
    labels = {measure.code: measure.label for measure in Measure.objects.filter(code__in=found.per_measure)}
    return {
        **vars(found.total),
        "per_measure": [
            {"label": labels.get(code, code), **vars(counts)} for code, counts in found.per_measure.items()
        ],
        "biggest": [_jump(jump, labels) for jump in found.biggest],
    }


def _jump(jump: dict[str, Any], labels: dict[str, str]) -> dict[str, str]:
    before, after = jump["before"], jump["after"]
    decimals = max((decimals_of(value) for value in (before, after) if value is not None), default=0)
    change = formats.signed(after - before, decimals) if before is not None and after is not None else ""
    return {
        "area": f"{jump['area_code']} {jump['area_name']}",
        "measure": labels.get(jump["measure"], jump["measure"]),
        "period": formats.period(jump["period_start"], jump["period_end"]),
        "before": formats.value_text(before, jump["status_before"], decimals=decimals),
        "after": formats.value_text(after, jump["status_after"], decimals=decimals),
        "change": change,
    }
