from django.contrib.auth.management.commands import changepassword

from sozialmonitor.access.commands import OperatorCommand


class Command(OperatorCommand, changepassword.Command):
    """Django's own, in the name of the house: the database lets nobody else write accounts."""
