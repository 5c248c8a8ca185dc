class Refused(Exception):
    """What was asked cannot be done; `reason` names the message in `imports.messages`, `params` fill it."""

    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(f"{reason} {params}")
