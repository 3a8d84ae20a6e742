"""Reading contracts: one, mine, what waits for me, and the money of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import LoaderOption

from techmarket.accounts.queries.people import names_of_people
from techmarket.contracts.balance import Account, draw_account
from techmarket.contracts.checks import list_gaps
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import (
    Contract,
    ContractParty,
    ContractSignature,
    ContractVersion,
    Instalment,
    PartySide,
    Payment,
)
from techmarket.contracts.policies import (
    concerns,
    may_act_for_party,
    may_view,
    parties_to_sign,
    side_of,
    visible_to,
)
from techmarket.deals.models import Deal
from techmarket.kernel import clock, history
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import MOST_TASKS, Task

CHAIN = "contract"
UNSIGNED = (ContractState.DRAFTED, ContractState.OFFERED)
OPEN_STATES = (
    ContractState.DRAFTED,
    ContractState.OFFERED,
    ContractState.SIGNED,
    ContractState.IN_FORCE,
)


@dataclass(frozen=True)
class Happening:
    """One line of a contract's story."""

    at: datetime
    action: str
    who: str
    note: str


def get_contract(actor: Actor, contract_id: int) -> Contract:
    """Return a contract that the actor may see; raises NotFound."""
    contract = db.session.get(Contract, contract_id)
    if contract is None or not may_view(actor, contract):
        raise NotFound("contract", contract_id)
    return contract


def get_version(contract: Contract, number: int) -> ContractVersion:
    """Return one numbered version of a contract; raises NotFound."""
    for version in contract.versions:
        if version.number == number:
            return version
    raise NotFound("contract_version", number)


def get_signature(contract: Contract, signature_id: int) -> ContractSignature:
    """Return a signed copy of any version of the contract; raises NotFound."""
    signature = db.session.get(ContractSignature, signature_id)
    if signature is None or signature.contract_version.contract_id != contract.id:
        raise NotFound("contract_signature", signature_id)
    return signature


def get_payment(actor: Actor, payment_id: int) -> Payment:
    """Return a payment of a contract that the actor may see; raises NotFound."""
    payment = db.session.get(Payment, payment_id)
    if payment is None or not may_view(actor, payment.contract):
        raise NotFound("payment", payment_id)
    return payment


def get_instalment(contract: Contract, instalment_id: int) -> Instalment:
    """Return a planned payment of the contract; raises NotFound."""
    for instalment in contract.instalments:
        if instalment.id == instalment_id:
            return instalment
    raise NotFound("instalment", instalment_id)


def find_contract_of_deal(deal_id: int) -> Contract | None:
    """Return the contract made from a deal, or None."""
    return db.session.scalar(sa.select(Contract).where(Contract.deal_id == deal_id))


def list_contracts(
    actor: Actor, *, states: Collection[ContractState] | None = None, page: int = 1
) -> Page[Contract]:
    """Return the contracts that the actor may see, newest first, in a fixed number of queries."""
    query = sa.select(Contract).where(visible_to(actor)).options(*_with_everything())
    if states is not None:
        query = query.where(Contract.state.in_(states))
    return paginate(query.order_by(Contract.created_at.desc(), Contract.id.desc()), page)


def account_of(contract: Contract, today: date) -> Account:
    """Return what is planned, received and overdue on the business date, in fen."""
    price = contract.latest_version.turnover_fen
    return draw_account(price, contract.instalments, contract.payments, today)


def list_happenings(contract: Contract) -> list[Happening]:
    """Return what was done with the contract, newest first, with the names of who did it."""
    rows = history.list_history(CHAIN, contract.id)
    names = names_of_people(row.actor_id for row in rows)
    return [
        Happening(row.at, row.action, names.get(row.actor_id, ""), row.note)
        for row in reversed(rows)
    ]


def list_contract_tasks(actor: Actor) -> list[Task]:
    """Return what the actor's side owes: drafts, signatures, and payments that are late.

    Overdue money is the buyer's task and, so that somebody asks for it, the seller's.
    """
    if actor.actor_id is None:
        return []
    today = clock.today()
    query = (
        sa.select(Contract)
        .where(concerns(actor), Contract.state.in_(OPEN_STATES))
        .where(sa.or_(Contract.state.in_(UNSIGNED), _may_be_late(today)))
        .options(*_with_everything())
        .order_by(Contract.id)
    )
    contracts = db.session.scalars(query, execution_options={"yield_per": MOST_TASKS})
    tasks = (_task(actor, each, today) for each in contracts)
    return list(islice((task for task in tasks if task is not None), MOST_TASKS))


def _may_be_late(today: date) -> sa.ColumnElement[bool]:
    """Whether an instalment's day has passed without the money booked for it.

    Money booked for none may still cover it: the account of the contract says.
    """
    booked = (
        sa.select(sa.func.coalesce(sa.func.sum(Payment.amount_fen), 0))
        .where(Payment.instalment_id == Instalment.id)
        .correlate(Instalment)
        .scalar_subquery()
    )
    return Contract.instalments.any(
        sa.and_(Instalment.due_on < today, booked < Instalment.amount_fen)
    )


def _task(actor: Actor, contract: Contract, today: date) -> Task | None:
    if not may_act_for_party(actor, contract):
        return None
    title, values = contract.latest_version.title, {"contract_id": contract.id}
    if contract.state == ContractState.DRAFTED:
        if list_gaps(contract.latest_version):
            return Task("contract_to_complete", title, "contracts.show", values)
        return Task("contract_to_offer", title, "contracts.show", values)
    if contract.state == ContractState.OFFERED:
        waits = bool(parties_to_sign(actor, contract))
        return Task("contract_to_sign", title, "contracts.sign", values) if waits else None
    since = account_of(contract, today).overdue_since
    if since is None:
        return None
    return Task("instalment_overdue", title, "contracts.show", values, due_on=since)


def other_party(actor: Actor, contract: Contract) -> ContractParty:
    """Return the party that a list names for the actor: the other side, else the seller."""
    side = side_of(actor, contract)
    shown = PartySide.BUYER if side == PartySide.SELLER else PartySide.SELLER
    return contract.latest_version.parties_on(shown)[0]


def _with_everything() -> tuple[LoaderOption, ...]:
    versions = selectinload(Contract.versions)
    return (
        versions.selectinload(ContractVersion.parties).joinedload(ContractParty.organisation),
        versions.selectinload(ContractVersion.signatures),
        selectinload(Contract.instalments),
        selectinload(Contract.payments),
        selectinload(Contract.deal).options(
            sa.orm.lazyload(Deal.seller_org), sa.orm.lazyload(Deal.buyer_org)
        ),
    )
