"""Reads of the registration desk: cases, queue, what waits for whom."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Organisation, OrganisationKind, Role, User
from techmarket.contracts.models import Contract, ContractVersion
from techmarket.kernel import clock
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import MOST_TASKS, Task
from techmarket.region.calendar import OutsideCalendar
from techmarket.region.current import pack
from techmarket.registration.lifecycle import RegistrationState
from techmarket.registration.models import (
    LIVE_STATES,
    LedgerEntry,
    Registration,
    RegistrationDocument,
    RegistrationVersion,
)
from techmarket.registration.policies import (
    OFFICE_ROLES,
    may_view,
    open_for_elsewhere,
    visible_to,
)

OPEN_STATES = (
    RegistrationState.SUBMITTED,
    RegistrationState.ACCEPTED,
    RegistrationState.IN_REVIEW,
    RegistrationState.SECOND_REVIEW,
    RegistrationState.RECONSIDERATION,
    RegistrationState.CHANGE_PENDING,
)
EXAMINED_BY = {
    Role.REGISTRAR: (
        RegistrationState.SUBMITTED,
        RegistrationState.ACCEPTED,
        RegistrationState.IN_REVIEW,
        RegistrationState.CHANGE_PENDING,
    ),
    Role.SECOND_REVIEWER: (RegistrationState.SECOND_REVIEW, RegistrationState.RECONSIDERATION),
}

_WITH_CONTRACT = (
    joinedload(Registration.contract)
    .selectinload(Contract.versions)
    .selectinload(ContractVersion.parties),
    joinedload(Registration.contract).joinedload(Contract.deal),
    selectinload(Registration.versions),
    selectinload(Registration.decisions),
)


def get_registration(actor: Actor, registration_id: int) -> Registration:
    """Return the case, or raise NotFound: also for those who may not know of it."""
    registration = db.session.get(Registration, registration_id, options=_WITH_CONTRACT)
    if registration is None or not may_view(actor, registration):
        raise NotFound("registration", registration_id)
    return registration


def get_document(actor: Actor, registration_id: int, document_id: int) -> RegistrationDocument:
    """Return a file of a case that the actor may see, or raise NotFound."""
    registration = get_registration(actor, registration_id)
    document = db.session.get(RegistrationDocument, document_id)
    if document is None or document.registration_id != registration.id:
        raise NotFound("registration_document", document_id)
    return document


def list_registrations_of(contract: Contract) -> list[Registration]:
    """Return every case of a contract, newest first."""
    query = sa.select(Registration).where(Registration.contract_id == contract.id)
    return list(db.session.scalars(query.order_by(Registration.id.desc())))


def find_office() -> Organisation | None:
    """Return the region's own registration office; None where none is set up."""
    query = (
        sa.select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.REGISTRATION_OFFICE,
            Organisation.state == OrganisationState.VERIFIED,
            Organisation.region.startswith(pack().region_prefix),
        )
        .order_by(Organisation.id)
        .limit(1)
    )
    return db.session.scalar(query)


def office_of(actor: Actor) -> Organisation | None:
    """Return the registration office that the person works for; None for anybody else."""
    if not isinstance(actor, User):
        return None
    offices = [
        each.organisation for each in actor.current_memberships() if each.role in OFFICE_ROLES
    ]
    return offices[0] if offices else None


def list_queue(
    office: Organisation, states: Sequence[RegistrationState], page: int
) -> Page[Registration]:
    """Return one page of the office's cases in these states, the nearest deadline first."""
    query = (
        sa.select(Registration)
        .where(
            Registration.office_id == office.id,
            Registration.submitted_at.is_not(None),
            Registration.state.in_(states),
        )
        .options(*_WITH_CONTRACT, joinedload(Registration.registrar))
        .order_by(
            Registration.due_on.is_(None), Registration.due_on, Registration.submitted_at.desc()
        )
    )
    return paginate(query, page)


def count_by_state(office: Organisation) -> dict[RegistrationState, int]:
    """Return how many submitted cases the office has in each state."""
    query = (
        sa.select(Registration.state, sa.func.count())
        .where(Registration.office_id == office.id, Registration.submitted_at.is_not(None))
        .group_by(Registration.state)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def list_my_registrations(actor: Actor, page: int) -> Page[Registration]:
    """Return one page of the cases that the person sees, the newest first."""
    query = (
        sa.select(Registration)
        .where(visible_to(actor))
        .options(*_WITH_CONTRACT)
        .order_by(Registration.id.desc())
    )
    return paginate(query, page)


def list_open_for_elsewhere(page: int) -> Page[Contract]:
    """Return a page of contracts of a seller outside and a local buyer that have no case yet."""
    query = (
        _open_for_elsewhere(sa.select(Contract))
        .options(selectinload(Contract.versions).selectinload(ContractVersion.parties))
        .order_by(Contract.id)
    )
    return paginate(query, page)


def count_open_for_elsewhere() -> int:
    """Return how many contracts `list_open_for_elsewhere` has in all."""
    query = _open_for_elsewhere(sa.select(sa.func.count(Contract.id)))
    return db.session.scalar(query) or 0


def _open_for_elsewhere(query: sa.Select[Any]) -> sa.Select[Any]:
    with_case = sa.select(Registration.contract_id).where(Registration.state.in_(LIVE_STATES))
    return query.where(open_for_elsewhere(), Contract.id.not_in(with_case))


def list_earlier_of_pair(registration: Registration) -> list[Registration]:
    """Return other submitted cases between the same two organisations, newest first."""
    version = registration.contract.latest_version
    organisations = {
        party.organisation_id for party in version.parties if party.organisation_id is not None
    }
    query = (
        sa.select(Registration)
        .where(Registration.id != registration.id, Registration.submitted_at.is_not(None))
        .where(Registration.office_id == registration.office_id)
        .options(*_WITH_CONTRACT)
        .order_by(Registration.id.desc())
    )
    for organisation_id in organisations:
        query = query.where(
            Registration.contract.has(
                Contract.versions.any(ContractVersion.parties.any(organisation_id=organisation_id))
            )
        )
    return list(db.session.scalars(query.limit(10))) if len(organisations) > 1 else []


def list_entries(registration: Registration) -> list[LedgerEntry]:
    """Return the ledger rows of a case in the order of booking."""
    query = (
        sa.select(LedgerEntry)
        .join(RegistrationVersion)
        .where(RegistrationVersion.registration_id == registration.id)
        .order_by(LedgerEntry.seq)
    )
    return list(db.session.scalars(query))


def remaining_days(registration: Registration) -> int | None:
    """Return the working days left until the deadline, negative when past; None without one."""
    if registration.due_on is None:
        return None
    try:
        return pack().calendar.working_days_between(clock.today(), registration.due_on)
    except OutsideCalendar:
        return (registration.due_on - clock.today()).days


def list_registration_tasks(actor: Actor) -> list[Task]:
    """Return what waits for this person at the registration desk, the nearest deadline first."""
    if not isinstance(actor, User):
        return []
    tasks = [*_office_tasks(actor), *_applicant_tasks(actor)]
    return sorted(tasks, key=lambda task: (task.due_on is None, task.due_on or date.max))


_TASK_OF = {
    RegistrationState.SUBMITTED: "registration_accept",
    RegistrationState.ACCEPTED: "registration_examine",
    RegistrationState.IN_REVIEW: "registration_examine",
    RegistrationState.CHANGE_PENDING: "registration_change",
    RegistrationState.SECOND_REVIEW: "registration_second_review",
    RegistrationState.RECONSIDERATION: "registration_reconsider",
    RegistrationState.RETURNED: "registration_returned",
    RegistrationState.DRAFT: "registration_draft",
}


def _office_tasks(actor: User) -> list[Task]:
    wanted = [
        sa.and_(
            Registration.office_id == each.organisation_id,
            Registration.state.in_(EXAMINED_BY[each.role]),
        )
        for each in actor.current_memberships()
        if each.role in EXAMINED_BY
    ]
    return _tasks_where(sa.or_(*wanted)) if wanted else []


def _applicant_tasks(actor: User) -> list[Task]:
    own = {each.organisation_id for each in actor.current_memberships()}
    waiting = (RegistrationState.DRAFT, RegistrationState.RETURNED)
    if not own:
        return []
    return _tasks_where(
        sa.and_(Registration.applicant_org_id.in_(own), Registration.state.in_(waiting))
    )


def _tasks_where(condition: sa.ColumnElement[bool]) -> list[Task]:
    query = (
        sa.select(Registration)
        .where(condition)
        .options(joinedload(Registration.contract).selectinload(Contract.versions))
        .order_by(Registration.due_on.is_(None), Registration.due_on, Registration.id)
        .limit(MOST_TASKS)
    )
    return [
        Task(
            kind=_TASK_OF[each.state],
            subject=each.contract.latest_version.title,
            endpoint="registration.show",
            values={"registration_id": each.id},
            due_on=each.due_on,
            is_provisional=each.due_is_provisional,
        )
        for each in db.session.scalars(query)
    ]
