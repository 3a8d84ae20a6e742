"""What every composer shares: the message before it has readers' rows, and who the readers are."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from techmarket.accounts.models import Role
from techmarket.accounts.queries.people import list_members, list_people_with_role
from techmarket.kernel.history import History
from techmarket.kernel.orm import db
from techmarket.kernel.outbox import Event

PARTY_ROLES = (Role.RESEARCHER, Role.ENTERPRISE, Role.ORG_ADMIN)


@dataclass(frozen=True, kw_only=True)
class Note:
    """One message for several readers. `subject` makes it unique, `title` fills the sentence."""

    kind: str
    subject: str
    path: str
    title: str
    readers: frozenset[int]


# What an event of each type says to whom; the function reads the rows as they are now.
Composers = Mapping[type[Event], Callable[[Any], Iterator[Note]]]


def members_of(organisation_id: int, role: Role | None = None) -> frozenset[int]:
    """Return the ids of an organisation's members."""
    return frozenset(user.id for user in list_members(organisation_id, role))


def holders_of(role: Role) -> frozenset[int]:
    """Return the ids of everybody with a role."""
    return frozenset(user.id for user in list_people_with_role(role))


def responsible_in(organisation_id: int, *authors: int | None) -> frozenset[int]:
    """Return who follows a matter for an organisation: its authors there and the administrators.

    Where nobody of these belongs to it any more, every member who may act for it.
    """
    members = members_of(organisation_id)
    chosen = members_of(organisation_id, Role.ORG_ADMIN) | (members & set(authors))
    if chosen:
        return chosen
    return frozenset[int]().union(*(members_of(organisation_id, role) for role in PARTY_ROLES))


def last_actor(chain: str, thing_id: int) -> frozenset[int]:
    """Return who made the last move: nobody is told what they did themselves."""
    actor_id = db.session.scalar(
        sa.select(History.actor_id)
        .where(History.chain == chain, History.thing_id == thing_id)
        .order_by(History.seq.desc())
        .limit(1)
    )
    return frozenset() if actor_id is None else frozenset({actor_id})


def last_move(chain: str, thing_id: int) -> int:
    """Return the number of the last move of a thing: it tells two messages of one kind apart."""
    return (
        db.session.scalar(
            sa.select(sa.func.max(History.seq)).where(
                History.chain == chain, History.thing_id == thing_id
            )
        )
        or 0
    )


def ids(people: Iterable[int | None]) -> frozenset[int]:
    """Return the ids that are there."""
    return frozenset(each for each in people if each is not None)
