"""Making the contract of an agreed deal: everything the market knows already is filled in."""

from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import Organisation, User
from techmarket.contracts.checks import check_amounts, check_dates, check_licence, check_pay_mode
from techmarket.contracts.events import ContractDrafted
from techmarket.contracts.models import (
    Contract,
    ContractParty,
    ContractVersion,
    Instalment,
    PartySide,
)
from techmarket.contracts.numbering import next_number
from techmarket.contracts.plan import suggest_plan
from techmarket.contracts.services.moves import CHAIN
from techmarket.contracts.wording import draft_sections
from techmarket.deals.amounts import agreed_amounts
from techmarket.deals.models import Deal, DealTerms
from techmarket.deals.queries.notices import find_notice
from techmarket.deals.services.deals import mark_contracted
from techmarket.deals.terms import contract_class_of
from techmarket.kernel import clock, history, outbox
from techmarket.kernel.errors import AlreadyExists, Conflict
from techmarket.kernel.orm import db
from techmarket.listings.models import ListingRevision
from techmarket.region.current import pack

NUMBER_TRIES = 5
SNAPSHOT = (
    "name",
    "credit_code",
    "party_type",
    "region",
    "zone",
    "industry",
    "address",
    "representative",
    "contact",
    "phone",
)


def create_contract(user: User, deal: Deal) -> Contract:
    """Draft the contract of an agreed deal and mark the deal contracted.

    Class, amounts, dates and sections come from the agreed terms, the field from the listing, the
    parties are snapshots of their organisations. Raises NotAllowed, InvalidTransition (a second
    contract), Conflict (the deal's notice stands in the way), InvalidInput (terms no office takes).
    """
    terms = deal.agreed_terms
    mark_contracted(user, deal)
    if terms is None:
        raise Conflict("not_agreed")
    contract = _numbered(Contract(deal=deal, is_demo=deal.is_demo, created_by_id=user.id))
    version = _first_version(contract, terms)
    version.created_by_id = user.id
    db.session.add(version)  # the way over contract.versions ends at the next flush
    version.parties = _parties(deal)
    contract.instalments = [
        Instalment(due_on=part.due_on, amount_fen=part.amount_fen, condition=part.condition[:200])
        for part in suggest_plan(terms, version.turnover_fen, clock.today())
    ]
    states = (None, contract.state)
    history.record(CHAIN, contract.id, actor=user, action="draft", states=states)
    outbox.publish(ContractDrafted(contract.id))
    return contract


def _numbered(contract: Contract) -> Contract:
    """Store the contract under the next free number; the constraint, not a query, decides."""
    for _try in range(NUMBER_TRIES):
        contract.number = next_number()
        try:
            with db.session.begin_nested():
                db.session.add(contract)
        except IntegrityError:
            continue
        return contract
    raise AlreadyExists("contract")


def _first_version(contract: Contract, terms: DealTerms) -> ContractVersion:
    contract_class = contract_class_of(terms.contract_subtype)
    amounts = agreed_amounts(terms)
    _check(terms, contract_class)
    check_amounts(turnover_fen=amounts.turnover_fen, technical_fen=amounts.technical_fen)
    deal = terms.deal
    notice = find_notice(deal)
    return ContractVersion(
        contract=contract,
        number=1,
        title=deal.title,
        contract_class=contract_class,
        subtype=terms.contract_subtype,
        technology_field=_technology_field(deal),
        ip=pack().get_code("contract_subtype", terms.contract_subtype).extra.get("ip") or None,
        industry=_served_industry(deal),
        license_mode=terms.license_mode,
        pay_mode=terms.pay_mode,
        turnover_fen=amounts.turnover_fen,
        technical_fen=amounts.technical_fen,
        currency=pack().currency,
        begins_on=terms.begins_on,
        ends_on=terms.ends_on,
        is_related=notice is not None and notice.transferee_is_related,
        **draft_sections(terms, contract_class, amounts),
    )


def _check(terms: DealTerms, contract_class: str) -> None:
    check_licence(contract_class, terms.license_mode)
    check_dates(terms.begins_on, terms.ends_on)
    check_pay_mode(pack().find_code("pay_mode", terms.pay_mode, clock.today()))


def _revisions(deal: Deal) -> list[ListingRevision]:
    listings = [listing for listing in (deal.result, deal.demand) if listing is not None]
    return [listing.known_revision for listing in listings]


def _technology_field(deal: Deal) -> str:
    return next((each.technology_field for each in _revisions(deal) if each.technology_field), "")


def _served_industry(deal: Deal) -> str | None:
    """Return the industry the technology serves: the demand's, else that of the buyer."""
    if deal.demand is not None:
        industry = deal.demand.known_revision.industry
        if industry:
            return industry
    return deal.buyer_org.industry


def _parties(deal: Deal) -> list[ContractParty]:
    parties = [
        _snapshot(PartySide.SELLER, deal.seller_org),
        _snapshot(PartySide.BUYER, deal.buyer_org),
    ]
    if deal.agent_org is not None:
        intermediary = _snapshot(PartySide.INTERMEDIARY, deal.agent_org)
        if deal.agent is not None:
            intermediary.contact = deal.agent.name
        parties.append(intermediary)
    return parties


def _snapshot(side: PartySide, organisation: Organisation) -> ContractParty:
    facts = {name: getattr(organisation, name) for name in SNAPSHOT}
    return ContractParty(side=side, ordinal=1, organisation=organisation, **facts)
