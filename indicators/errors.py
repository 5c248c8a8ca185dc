class NotPossible(Exception):
    """The thing is not in a state that allows this; `reason` names the message, `params` fill it."""

    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(f"{reason} {params}")
