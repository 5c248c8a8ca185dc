"""The kinds of background work that begin here; found by the jobs app, as admin.py is by the administration."""

from districts.reading_job import READ_AREAS
from sozialmonitor.jobs.kinds import tell

tell(READ_AREAS)
