"""What waits for a person: features say it, the work page shows it by deadline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

MOST_TASKS = 100
"""How many things to do a feature names at most; the next move up as these are done."""


@dataclass(frozen=True)
class Task:
    """One thing to do. `kind` chooses the sentence, `subject` names the thing, the rest leads on.

    `due_on` is a business date; provisional where the working-day calendar is (2027 and later).
    """

    kind: str
    subject: str
    endpoint: str
    values: Mapping[str, int | str] = field(default_factory=dict)
    due_on: date | None = None
    is_provisional: bool = False
    count: int = 1
