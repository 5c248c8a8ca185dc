"""The kinds of background work of this app; found as the administration finds admin.py."""

from districts.jobs import addresses, catchments, editions, likeness, ways
from sozialmonitor.jobs.kinds import tell

KINDS = (
    editions.READ_AREAS,
    *addresses.KINDS,
    catchments.DRAFT_PLAN,
    catchments.DRAW_PLAN,
    likeness.COMPARE_DIVISIONS,
    ways.RENEW,
)
for kind in KINDS:
    tell(kind)
