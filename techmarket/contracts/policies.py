"""Who sees a contract, who writes, signs and ends it, and who books its money."""

import sqlalchemy as sa

from techmarket.accounts.models import Role
from techmarket.accounts.queries.people import organisations_with_role
from techmarket.contracts.lifecycle import CONTRACT_LIFECYCLE, ContractAction, ContractState
from techmarket.contracts.models import Contract, ContractParty, ContractVersion, PartySide
from techmarket.deals.models import Deal
from techmarket.deals.policies import PARTY_ROLES, belongs_to, is_agent_of, may_speak_for
from techmarket.kernel.policy import Actor, is_worker, rules_for

# What officers of the desk and the operator see: contracts that every party has signed.
SIGNED_STATES = frozenset(
    {
        ContractState.SIGNED,
        ContractState.IN_FORCE,
        ContractState.COMPLETED,
        ContractState.TERMINATED,
    }
)
OFFICER_ROLES = frozenset({Role.REGISTRAR, Role.SECOND_REVIEWER, Role.OPERATOR})
PARTY_SIDES = (PartySide.SELLER, PartySide.BUYER)
UNDER_WAY = frozenset({ContractState.SIGNED, ContractState.IN_FORCE})


def side_of(actor: Actor, contract: Contract) -> PartySide | None:
    """Return the side the actor belongs to; one who belongs to both counts as the seller."""
    version = contract.latest_version
    for side in PARTY_SIDES:
        if any(_is_member_of(actor, party) for party in version.parties_on(side)):
            return side
    return PartySide.INTERMEDIARY if _accompanies(actor, contract) else None


def acts_for(actor: Actor, contract: Contract, side: PartySide) -> bool:
    """Whether the actor speaks for a party of `side`: approved member, verified organisation."""
    if side_of(actor, contract) != side:
        return False
    return any(_speaks_for(actor, party) for party in contract.latest_version.parties_on(side))


def may_act_for_party(actor: Actor, contract: Contract) -> bool:
    """Seller and buyer write and end the contract; the intermediary only reads."""
    return any(acts_for(actor, contract, side) for side in PARTY_SIDES)


def may_view(actor: Actor, contract: Contract) -> bool:
    """The parties and their agent always; officers once it is signed."""
    return side_of(actor, contract) is not None or (
        contract.state in SIGNED_STATES and is_officer(actor)
    )


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Contract` that says the same as `may_view`."""
    if is_officer(actor):
        return sa.or_(concerns(actor), Contract.state.in_(SIGNED_STATES))
    return concerns(actor)


def concerns(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Contract` that the actor is on some side of it (`side_of`)."""
    if actor.actor_id is None:
        return sa.false()
    party_of_mine = sa.or_(
        sa.and_(
            ContractParty.side.in_(PARTY_SIDES),
            ContractParty.organisation_id.in_(organisations_with_role(actor, PARTY_ROLES)),
        ),
        sa.and_(
            ContractParty.side == PartySide.INTERMEDIARY,
            ContractParty.organisation_id.in_(organisations_with_role(actor, {Role.AGENT})),
        ),
    )
    of_my_party = (
        sa.select(ContractVersion.contract_id)
        .join(ContractParty, ContractParty.contract_version_id == ContractVersion.id)
        .where(party_of_mine)
    )
    accompanied = sa.select(Deal.id).where(Deal.agent_id == actor.actor_id)
    return sa.or_(Contract.id.in_(of_my_party), Contract.deal_id.in_(accompanied))


def may_edit_party(actor: Actor, contract: Contract, party: ContractParty) -> bool:
    """Each side writes its own facts; of one without members here, either side does."""
    if party.side == PartySide.INTERMEDIARY:
        return may_act_for_party(actor, contract)
    return may_sign_for(actor, contract, party)


def may_sign_for(actor: Actor, contract: Contract, party: ContractParty) -> bool:
    """Each side hands in its own signed copy; an external party's comes from its side."""
    if party.side not in PARTY_SIDES or not acts_for(actor, contract, party.side):
        return False
    return party.organisation is None or may_speak_for(actor, party.organisation)


def may_plan(actor: Actor, contract: Contract) -> bool:
    """While drafting both sides write the plan; afterwards the one that is to be paid moves it."""
    if contract.state in UNDER_WAY:
        return acts_for(actor, contract, PartySide.SELLER)
    return contract.state == ContractState.DRAFTED and may_act_for_party(actor, contract)


def may_record_payment(actor: Actor, contract: Contract) -> bool:
    """The seller received the money and books it; the buyer sees every row."""
    return acts_for(actor, contract, PartySide.SELLER)


def may_complete(actor: Actor, contract: Contract) -> bool:
    """The buyer says that it received what was agreed."""
    return acts_for(actor, contract, PartySide.BUYER)


RULE_FOR = rules_for(
    ContractAction,
    {
        ContractAction.OFFER: may_act_for_party,
        ContractAction.REDRAFT: may_act_for_party,
        ContractAction.SIGN: may_act_for_party,
        ContractAction.ENFORCE: is_worker,
        ContractAction.COMPLETE: may_complete,
        ContractAction.CANCEL: may_act_for_party,
        ContractAction.TERMINATE: may_act_for_party,
    },
)


def available_actions(actor: Actor, contract: Contract) -> list[ContractAction]:
    """Return the moves that the actor may make in the contract as it stands."""
    possible = CONTRACT_LIFECYCLE.actions_from(contract.state)
    return [action for action in possible if RULE_FOR[action](actor, contract)]


def parties_to_sign(actor: Actor, contract: Contract) -> list[ContractParty]:
    """Return the parties whose signed copy is missing and that the actor may hand in."""
    version = contract.latest_version
    signed = {signature.party_id for signature in version.signatures}
    return [
        party
        for party in version.parties
        if party.id not in signed and may_sign_for(actor, contract, party)
    ]


def _is_member_of(actor: Actor, party: ContractParty) -> bool:
    return party.organisation_id is not None and belongs_to(actor, party.organisation_id)


def _speaks_for(actor: Actor, party: ContractParty) -> bool:
    return party.organisation is not None and may_speak_for(actor, party.organisation)


def _accompanies(actor: Actor, contract: Contract) -> bool:
    if contract.deal is not None and is_agent_of(actor, contract.deal):
        return True
    return any(
        party.organisation_id is not None and Role.AGENT in actor.roles_in(party.organisation_id)
        for party in contract.latest_version.parties_on(PartySide.INTERMEDIARY)
    )


def is_officer(actor: Actor) -> bool:
    """Officers of the desk and the operator see every contract that was signed."""
    return any(actor.has_role(role) for role in OFFICER_ROLES)
