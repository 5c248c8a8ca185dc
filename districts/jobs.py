"""The kinds of background work of this app; found as the administration finds admin.py."""

from districts import address_jobs
from districts.plan_jobs import DRAFT_PLAN
from sozialmonitor.jobs.kinds import tell

for kind in (*address_jobs.KINDS, DRAFT_PLAN):
    tell(kind)
