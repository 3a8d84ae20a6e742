"""The errors that rules raise; the web layer turns each into a status and a sentence."""


class DomainError(Exception):
    """Something a rule refused. Carries facts, never a sentence for people."""


class NotFound(DomainError):
    """The thing does not exist, or must not exist for this actor."""

    def __init__(self, kind: str, identity: object = None) -> None:
        super().__init__(f"{kind} {identity}")
        self.kind = kind
        self.identity = identity


class NotAllowed(DomainError):
    """The actor sees the thing but may not do this to it."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Conflict(DomainError):
    """The thing is no longer as the request supposes; `reason` is a stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidTransition(Conflict):
    """The state the thing is in has no such action."""

    def __init__(self, kind: str, state: str, action: str) -> None:
        super().__init__("invalid_transition")
        self.kind = kind
        self.state = state
        self.action = action


class AlreadyExists(Conflict):
    """A thing of this kind is already there; the database constraint said so."""

    def __init__(self, kind: str) -> None:
        super().__init__("already_exists")
        self.kind = kind


class InvalidInput(DomainError):
    """A value breaks a rule; `field` is where to mend it, `reason` a stable code."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
