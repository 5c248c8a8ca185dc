"""The kinds of background work of this app; found as the administration finds admin.py."""

from districts.plan_jobs import DRAFT_PLAN
from sozialmonitor.jobs.kinds import tell

tell(DRAFT_PLAN)
