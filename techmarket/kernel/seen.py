"""What stood on the page when a person decided: a mark, compared again under the lock."""

import hashlib
import json
from collections.abc import Mapping

from techmarket.kernel.errors import Conflict


def mark_of(values: Mapping[str, object]) -> str:
    """Return a short mark of `values`, the same for equal ones; for what has no version number."""
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def require_unchanged(seen: str | None, now: object, reason: str = "changed_since") -> None:
    """Raise Conflict(reason) where the page showed something else than what stands now.

    `now` is a version number or a `mark_of`; `seen` is None where nobody decided on a page.
    """
    if seen is not None and seen != str(now):
        raise Conflict(reason)
