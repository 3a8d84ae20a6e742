"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from techmarket.kernel.orm import db

Entry = TypeVar("Entry")
PAGE_SIZE = 20


@dataclass(frozen=True)
class Page(Generic[Entry]):
    """The entries of page `number` (from 1) and how many there are in all."""

    entries: Sequence[Entry]
    number: int
    size: int
    total: int

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def has_next(self) -> bool:
        return self.number < self.page_count

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def paginate(query: sa.Select[Any], number: int, size: int = PAGE_SIZE) -> Page[Any]:
    """Return page `number` of a select over one entity; a number out of range is brought into it.

    Runs two statements: the count and the page.
    """
    count = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
    total = db.session.scalar(count) or 0
    number = min(max(1, number), max(1, -(-total // size)))
    entries = db.session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(entries, number, size, total)
