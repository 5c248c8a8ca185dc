from sozialmonitor.access.models import AuditEvent, User


def record(*, by: User | None, verb: str, what: str, **details: object) -> None:
    """One line in the audit trail; call it inside the transaction of the write it tells of."""
    AuditEvent.objects.create(by=by.username if by else "system", verb=verb, what=what, details=details)
