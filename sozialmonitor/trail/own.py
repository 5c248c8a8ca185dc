"""What access, jobs and the trail itself hold about an account: they know nothing of this room."""

from typing import Final

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import AccessRequest, AuditEvent, Grant, Membership, Session, Token
from sozialmonitor.jobs.models import Job
from sozialmonitor.trail.about import Held, tell
from sozialmonitor.trail.models import AccessEvent

EVENT: Final = ("at", "verb", "what", "details")
GRANT: Final = (
    "permission", "scope_kind", "scope_key", "division_key", "areas", "valid_from", "valid_until", "reason",
    "granted_at",
)  # fmt: skip
REQUEST: Final = (
    "permission", "scope_kind", "scope_key", "division_key", "reason", "asked_at", "decision", "decided_at",
)  # fmt: skip

tell(
    Held(_("Memberships"), Membership, "user", ("department",)),
    Held(_("Rights given to the person"), Grant, "person", (*GRANT, "granted_by")),
    Held(_("Rights the person gave"), Grant, "granted_by", (*GRANT, "department", "person")),
    Held(_("Access asked for"), AccessRequest, "asked_by", (*REQUEST, "answer")),
    Held(_("Requests decided"), AccessRequest, "decided_by", (*REQUEST, "asked_by")),
    Held(_("API tokens"), Token, "owner", ("label", "permissions", "made_at", "expires", "last_used")),
    # That there is one and until when; its key would be as good as the password.
    Held(_("Logged in"), Session, "user", ("expire_date",)),
    Held(_("Trail: what the account did"), AuditEvent, "by", EVENT, by_name=True),
    Held(_("Trail: what was done about the account"), AuditEvent, "details__user", ("by", *EVENT), by_name=True),
    Held(
        _("Figures read"), AccessEvent, "account",
        ("minute", "what", "division", "period", "format", "rows", "denied", "address"), by_name=True,
    ),
    Held(
        _("Background work"), Job, "created_by",
        ("id", "kind", "params", "file_name", "state", "created_at", "finished_at"),
    ),
    Held(
        _("Administration"), LogEntry, "user",
        ("action_time", "content_type", "object_repr", "action_flag", "change_message"),
    ),
)  # fmt: skip
