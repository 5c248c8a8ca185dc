"""The kinds of background work of this app; found as the administration finds admin.py."""

from indicators.building import BUILD
from sozialmonitor.jobs.kinds import tell

tell(BUILD)
