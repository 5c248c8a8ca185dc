"""A fault of ours in words: what a person can do about it; the technical words stay with it for the administration."""

from typing import Final

from django.utils.translation import gettext as _

from sozialmonitor.jobs.actions.leasing import SILENT
from sozialmonitor.web.wording import Said

# In the words of the kernel, in those of PostgreSQL, and where the size of a file is limited.
FULL: Final = ("No space left on device", "could not extend file", "DiskFull", "Disk quota exceeded", "File too large")


def fault_said(fault: str) -> Said:
    """Why a check came to no end, and what to do."""
    told = _("The check was stopped by a fault of ours; nothing was stored.")
    if any(words in fault for words in FULL):
        hint = _(
            "There is no room left on the server's disk. Please tell the administration: %(fault)s. "
            "When there is room again, choose “Check again”; the file is kept."
        )
    elif fault.startswith(SILENT):
        hint = _(
            "The work broke off each time without a word, as it does when the server restarts or lacks memory. "
            "Choose “Check again”; if it breaks off again, tell the administration: %(fault)s"
        )
    else:
        hint = _("Check the file again. If it fails again, tell the administration: %(fault)s")
    return Said(told, hint % {"fault": fault.strip().rstrip(".")})
