from django.contrib.auth.management.commands import createsuperuser

from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand, createsuperuser.Command):
    """Django's own, in the name of the house: the database lets nobody else write accounts."""
