class Refused(Exception):
    """What was asked cannot be done; `reason` names the message in `imports.messages`, `params` fill it."""

    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(f"{reason} {params}")


class Cancelled(Exception):
    """The person who started the batch asked it to stop."""


class LeaseLost(Exception):
    """Another worker took the batch over: this one must write nothing more."""
