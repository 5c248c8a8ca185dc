"""The kinds of background work of this app; the administration of jobs finds this file by its name."""

from districts import address_jobs
from sozialmonitor.jobs.kinds import tell

for kind in address_jobs.KINDS:
    tell(kind)
