"""What is held here about an account; found by `sozialmonitor.trail`."""

from django.utils.translation import gettext_lazy as _

from imports.models import Batch
from sozialmonitor.trail.about import Held, tell

tell(
    Held(
        _("Files uploaded"), Batch, "created_by",
        ("id", "file_name", "period", "note", "state", "created_at", "finished_at"),
    ),
)  # fmt: skip
