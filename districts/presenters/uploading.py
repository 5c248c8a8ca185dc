from typing import Any

from django.conf import settings

from districts.forms.editions import AreasForm
from districts.messages.on_page import said_on_page
from sozialmonitor.jobs.models import Job


def again_context(form: AreasForm, before: Job | None) -> dict[str, Any]:
    refusal = before.refusal if before else {}
    said = said_on_page(refusal["rule"], refusal["params"]) if refusal else None
    return {
        "form": form,
        "refused": {"text": said.text, "hint": said.hint} if said else None,
        "kept_file": before.file_name if before else "",
        "max_bytes": settings.MAX_UPLOAD_BYTES,
        # What was missing is open to the eye; else the usual file needs none of it.
        "details_open": bool(refusal) or bool(form.errors),
    }
