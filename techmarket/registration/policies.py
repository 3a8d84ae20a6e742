"""Who may do what with a registration case, and what the rules of the day ask of it."""

from datetime import date

import sqlalchemy as sa

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Organisation, Role, User
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import Contract, ContractParty, ContractVersion, PartySide
from techmarket.contracts.policies import UNDER_WAY
from techmarket.deals.models import Deal
from techmarket.kernel import clock
from techmarket.kernel.policy import Actor, rules_for
from techmarket.region.current import pack
from techmarket.registration.facts import (
    DOMESTIC,
    Facts,
    applicant_party,
    declared_facts,
    facts_of,
    fixed_facts,
    has_local_buyer,
    is_registered_here,
    requested_facts,
)
from techmarket.registration.lifecycle import (
    REGISTRATION_LIFECYCLE,
    RegistrationAction,
    RegistrationState,
)
from techmarket.registration.models import Origin, Registration

# Contracts that an office may have registered; our own takes in those under way only.
REGISTRABLE_STATES = UNDER_WAY | {ContractState.COMPLETED}
OFFICE_ROLES = (Role.REGISTRAR, Role.SECOND_REVIEWER)


def is_applicant(actor: Actor, registration: Registration) -> bool:
    org_id = registration.applicant_org_id
    return org_id is not None and bool(actor.roles_in(org_id))


def may_pursue(actor: Actor, registration: Registration) -> bool:
    """Hand in, object, ask for a change: in the name of an organisation that is verified."""
    org = registration.applicant_org
    return is_applicant(actor, registration) and org is not None and _is_verified(org)


def holds_office_role(actor: Actor, registration: Registration, *roles: Role) -> bool:
    return bool(actor.roles_in(registration.office_id) & set(roles or OFFICE_ROLES))


def is_involved(actor: Actor, contract: Contract) -> bool:
    """Nobody examines a contract of an organisation that they belong to."""
    return any(
        party.organisation_id is not None and actor.roles_in(party.organisation_id)
        for party in contract.latest_version.parties
    )


def may_view(actor: Actor, registration: Registration) -> bool:
    """The applicant, the office once it was submitted, and the deal's agent (who only reads)."""
    return (
        is_applicant(actor, registration)
        or (registration.submitted_at is not None and holds_office_role(actor, registration))
        or _is_agent(actor, registration)
    )


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that selects what `may_view` allows."""
    if not isinstance(actor, User):
        return sa.false()
    memberships = actor.current_memberships()
    own = {each.organisation_id for each in memberships}
    offices = {each.organisation_id for each in memberships if each.role in OFFICE_ROLES}
    agents = (
        sa.select(Contract.id)
        .join(Deal, Contract.deal_id == Deal.id)
        .where(Deal.agent_id == actor.id)
    )
    return sa.or_(
        Registration.applicant_org_id.in_(own),
        sa.and_(Registration.submitted_at.is_not(None), Registration.office_id.in_(offices)),
        Registration.contract_id.in_(agents),
    )


def _is_agent(actor: Actor, registration: Registration) -> bool:
    deal = registration.contract.deal
    return deal is not None and deal.agent_id is not None and deal.agent_id == actor.actor_id


def may_apply(actor: Actor, contract: Contract) -> bool:
    """The seller registers; for an import the domestic buyer (domain.md §0.4, §2.3)."""
    party = applicant_party(contract.latest_version)
    return (
        party is not None
        and party.organisation is not None
        and _is_verified(party.organisation)
        and bool(actor.roles_in(party.organisation.id))
    )


def may_record_elsewhere(actor: Actor, office: Organisation, contract: Contract) -> bool:
    """A registrar notes what another office registered; no contract of their own."""
    return (
        Role.REGISTRAR in actor.roles_in(office.id)
        and _is_verified(office)
        and not is_involved(actor, contract)
    )


def may_declare(actor: Actor, registration: Registration) -> bool:
    """What is declared stands still while the office has it."""
    return is_applicant(actor, registration) and registration.state in (
        RegistrationState.DRAFT,
        RegistrationState.RETURNED,
    )


def may_add_document(actor: Actor, registration: Registration) -> bool:
    return is_applicant(actor, registration) or may_act_for_office(actor, registration)


def _works_at_office(actor: Actor, registration: Registration, *roles: Role) -> bool:
    """Whether the actor has the role, and the office may act: a suspended one only reads."""
    return holds_office_role(actor, registration, *roles) and _is_verified(registration.office)


def _is_verified(organisation: Organisation) -> bool:
    return organisation.state == OrganisationState.VERIFIED


def may_act_for_office(actor: Actor, registration: Registration) -> bool:
    return (
        registration.submitted_at is not None
        and _works_at_office(actor, registration)
        and not is_involved(actor, registration.contract)
    )


def may_examine(actor: Actor, registration: Registration) -> bool:
    return _works_at_office(actor, registration, Role.REGISTRAR) and not is_involved(
        actor, registration.contract
    )


def may_review_again(actor: Actor, registration: Registration) -> bool:
    """The second pair of eyes: never those that handed the case over."""
    return (
        _works_at_office(actor, registration, Role.SECOND_REVIEWER)
        and actor.actor_id != registration.registrar_id
        and not is_involved(actor, registration.contract)
    )


def may_decide(actor: Actor, registration: Registration) -> bool:
    if registration.state == RegistrationState.SECOND_REVIEW:
        return may_review_again(actor, registration)
    return may_examine(actor, registration)


def may_reconsider(actor: Actor, registration: Registration) -> bool:
    """Another person than the one who refused looks at the objection."""
    refusals = [each for each in registration.decisions if each.action == RegistrationAction.REFUSE]
    refused_by = refusals[-1].decided_by_id if refusals else None
    return (
        _works_at_office(actor, registration, Role.SECOND_REVIEWER)
        and actor.actor_id != refused_by
        and not is_involved(actor, registration.contract)
    )


def may_request_change(actor: Actor, registration: Registration) -> bool:
    """The registrant asks; what was registered elsewhere, our registrar corrects."""
    if registration.origin == Origin.ELSEWHERE:
        return may_examine(actor, registration)
    return may_pursue(actor, registration)


def may_settle_change(actor: Actor, registration: Registration) -> bool:
    """An officer other than the one who asked; a change to a large amount goes to a second one."""
    requests = [
        each for each in registration.decisions if each.action == RegistrationAction.REQUEST_CHANGE
    ]
    if requests and requests[-1].decided_by_id == actor.actor_id:
        return False
    if is_change_large(registration):
        return may_review_again(actor, registration)
    return may_act_for_office(actor, registration)


RULE_FOR = rules_for(
    RegistrationAction,
    {
        RegistrationAction.SUBMIT: may_pursue,
        RegistrationAction.ACCEPT: may_examine,
        RegistrationAction.START: may_examine,
        RegistrationAction.RETURN: may_decide,
        RegistrationAction.WITHDRAW: is_applicant,
        RegistrationAction.ESCALATE: may_examine,
        RegistrationAction.REGISTER: may_decide,
        RegistrationAction.REFUSE: may_decide,
        RegistrationAction.OBJECT: may_pursue,
        RegistrationAction.UPHOLD: may_reconsider,
        RegistrationAction.REOPEN: may_reconsider,
        RegistrationAction.REQUEST_CHANGE: may_request_change,
        RegistrationAction.APPROVE: may_settle_change,
        RegistrationAction.DISMISS: may_settle_change,
        RegistrationAction.CANCEL: may_act_for_office,
        RegistrationAction.REVOKE: may_act_for_office,
    },
)


def available_actions(actor: Actor, registration: Registration) -> list[RegistrationAction]:
    """Return what this person can do with the case now, for the buttons."""
    return [
        action
        for action in REGISTRATION_LIFECYCLE.actions_from(registration.state)
        if RULE_FOR[action](actor, registration) and not _waits_for_review(registration, action)
    ]


def _waits_for_review(registration: Registration, action: RegistrationAction) -> bool:
    return (
        action == RegistrationAction.REGISTER
        and registration.state == RegistrationState.IN_REVIEW
        and needs_second_review(registration, fixed_facts(registration))
    )


def needs_second_review(registration: Registration, facts: Facts) -> bool:
    """Whether two people must decide: a large or a disputed contract (domain.md §2.4).

    Large as declared or as fixed: else one person could fix it small and decide alone.
    """
    on = business_day(registration)
    is_any_large = is_large(facts, on) or is_large(declared_facts(registration), on)
    return registration.is_disputed or is_any_large


def is_large(facts: Facts, on: date) -> bool:
    """Whether the amount that the rules of the day name reaches the threshold of that day."""
    basis = pack().rule_text("large_basis", on)
    return facts.large_amounts[basis] >= pack().rule_int("large_threshold_fen", on)


def is_change_large(registration: Registration) -> bool:
    """Whether the change leads to a large amount, or away from one."""
    if registration.latest_version is None:
        return False
    both = (facts_of(registration.latest_version), requested_facts(registration))
    return any(is_large(facts, clock.today()) for facts in both)


def business_day(registration: Registration) -> date:
    """The day whose rules hold for the case: when it was taken in, before that today."""
    return registration.accepted_on or clock.today()


def is_open_for_elsewhere(contract: Contract) -> bool:
    """Whether the desk may note it as registered elsewhere: seller outside, buyer here."""
    version = contract.latest_version
    return (
        contract.state in REGISTRABLE_STATES
        and not is_registered_here(version)
        and has_local_buyer(version)
    )


def open_for_elsewhere() -> sa.ColumnElement[bool]:
    """Return the SQL form of `is_open_for_elsewhere`.

    An import with a local buyer is registered here, so its sellers may not all be foreign.
    """
    newest = (
        sa.select(sa.func.max(ContractVersion.number))
        .where(ContractVersion.contract_id == Contract.id)
        .correlate(Contract)
        .scalar_subquery()
    )
    is_local = ContractParty.region.startswith(pack().region_prefix, autoescape=True)
    is_seller = ContractParty.side == PartySide.SELLER
    is_buyer = ContractParty.side == PartySide.BUYER
    parties = ContractVersion.parties
    bought_here_from_elsewhere = Contract.versions.any(
        sa.and_(
            ContractVersion.number == newest,
            parties.any(sa.and_(is_buyer, is_local)),
            ~parties.any(sa.and_(is_seller, is_local)),
            sa.or_(
                ~parties.any(is_seller),
                parties.any(sa.and_(is_seller, ContractParty.country == DOMESTIC)),
            ),
        )
    )
    return sa.and_(Contract.state.in_(REGISTRABLE_STATES), bought_here_from_elsewhere)
