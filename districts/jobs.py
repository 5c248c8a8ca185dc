"""The kinds of background work of this app; found as the administration finds admin.py."""

from districts import address_jobs
from districts.plan_jobs import DRAFT_PLAN, DRAW_PLAN
from districts.reading_job import READ_AREAS
from sozialmonitor.jobs.kinds import tell

for kind in (READ_AREAS, *address_jobs.KINDS, DRAFT_PLAN, DRAW_PLAN):
    tell(kind)
