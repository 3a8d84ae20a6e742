"""Reads of organisations."""

import sqlalchemy as sa

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Organisation, OrganisationKind
from techmarket.accounts.policies import may_view_organisation
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import MOST_TASKS

SUGGESTED = 20


def get_organisation(actor: Actor, organisation_id: int) -> Organisation:
    """Return an organisation that the actor may see; raises NotFound."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or not may_view_organisation(actor, organisation):
        raise NotFound("organisation", organisation_id)
    return organisation


def find_organisation_by_name(name: str) -> Organisation | None:
    """Return the organisation with exactly this Chinese name, in whatever state."""
    return db.session.scalar(sa.select(Organisation).where(Organisation.name == name.strip()))


def find_operator_organisation() -> Organisation | None:
    """Return the organisation that runs the market."""
    query = sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.MARKET_OPERATOR, Organisation.is_archive.is_(False)
    )
    return db.session.scalar(query.order_by(Organisation.id))


def list_offices() -> list[Organisation]:
    """Return the verified registration offices, the first made first."""
    query = sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.REGISTRATION_OFFICE,
        Organisation.state == OrganisationState.VERIFIED,
    )
    return list(db.session.scalars(query.order_by(Organisation.id)))


def list_organisations(
    *, kind: OrganisationKind | None = None, text: str = "", page: int = 1
) -> Page[Organisation]:
    """Return a page of verified organisations by name; the archive is no organisation to visit."""
    query = sa.select(Organisation).where(
        Organisation.state == OrganisationState.VERIFIED, Organisation.is_archive.is_(False)
    )
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    if text.strip():
        query = query.where(_is_named(text.strip()))
    return paginate(query.order_by(Organisation.name), page)


def count_organisations_by_kind(text: str = "") -> dict[OrganisationKind, int]:
    """Return how many verified organisations there are of each kind that has any."""
    query = (
        sa.select(Organisation.kind, sa.func.count())
        .where(Organisation.state == OrganisationState.VERIFIED, Organisation.is_archive.is_(False))
        .group_by(Organisation.kind)
    )
    if text.strip():
        query = query.where(_is_named(text.strip()))
    rows = db.session.execute(query)
    return {row[0]: row[1] for row in rows}


def suggest_organisations(text: str) -> list[Organisation]:
    """Return up to twenty verified organisations one may ask to join, by part of the name."""
    if not text.strip():
        return []
    query = sa.select(Organisation).where(
        Organisation.state == OrganisationState.VERIFIED,
        Organisation.is_archive.is_(False),
        _is_named(text.strip()),
    )
    return list(db.session.scalars(query.order_by(Organisation.name).limit(SUGGESTED)))


def list_waiting_organisations() -> list[Organisation]:
    """Return those that have waited for verification longest, for the work page."""
    return list(db.session.scalars(_in_state(OrganisationState.PENDING).limit(MOST_TASKS)))


def list_organisations_in(state: OrganisationState, page: int) -> Page[Organisation]:
    """Return a page of the organisations in one state, the oldest first."""
    return paginate(_in_state(state), page)


def _in_state(state: OrganisationState) -> sa.Select[Organisation]:
    return (
        sa.select(Organisation)
        .where(Organisation.state == state)
        .order_by(Organisation.created_at, Organisation.id)
    )


def is_demo_database() -> bool:
    """Whether demo organisations live here: then demo numbers are accepted, and pages say so."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Organisation.is_demo.is_(True)))))


def _is_named(text: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        Organisation.name.contains(text, autoescape=True),
        Organisation.name_en.icontains(text, autoescape=True),
        Organisation.credit_code == text.upper(),
    )
