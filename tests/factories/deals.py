"""Inquiries, deals, terms and notices for tests."""

from datetime import timedelta
from typing import Any

import factory

from techmarket.accounts.models import Organisation, Role, User
from techmarket.deals.lifecycle import DealState
from techmarket.deals.models import (
    Deal,
    DealTerms,
    Inquiry,
    PublicNotice,
    Side,
    TermsConfirmation,
)
from techmarket.deals.queries.notices import earliest_end
from techmarket.deals.terms import TermsDraft
from techmarket.kernel import clock
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.base import ModelFactory
from tests.factories.listings import ResultFactory

PRICE_FEN = 180_000_00


class InquiryFactory(ModelFactory):
    """An enterprise asks about a published result of a university."""

    class Meta:
        model = Inquiry

    listing = factory.SubFactory(ResultFactory, published=True)
    organisation = factory.SubFactory(OrganisationFactory)
    author = factory.LazyAttribute(lambda made: member(Role.ENTERPRISE, made.organisation))
    wanted = "希望以普通许可方式使用该技术。"
    unclear = "养护周期和能耗数据。"
    about_us = "年产免烧砖 3000 万块。"
    reply_due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=3))


class DealFactory(ModelFactory):
    """A deal just opened about a published result; its holder is a state university."""

    class Meta:
        model = Deal

    result = factory.SubFactory(ResultFactory, published=True)
    seller_org = factory.LazyAttribute(lambda made: made.result.organisation)
    buyer_org = factory.SubFactory(OrganisationFactory)
    title = "煤矸石免烧砖制备技术"


class TermsFactory(ModelFactory):
    class Meta:
        model = DealTerms

    deal = factory.SubFactory(DealFactory, state=DealState.NEGOTIATING)
    number = 1
    author_side = Side.SELLER
    author_id = factory.LazyAttribute(lambda made: member(Role.ORG_ADMIN, made.deal.seller_org).id)
    contract_subtype = "D1"
    object = "煤矸石免烧砖制备技术的委托开发"
    pay_mode = "lump"
    price_kind = "fixed"
    price_min_fen = PRICE_FEN
    price_max_fen = PRICE_FEN


class NoticeFactory(ModelFactory):
    """A notice that starts today and runs its shortest time."""

    class Meta:
        model = PublicNotice

    terms = factory.LazyAttribute(lambda made: made.deal.latest_terms)
    result_name = "煤矸石免烧砖制备技术"
    mode = "L1"
    price_fen = PRICE_FEN
    transferee = factory.LazyAttribute(lambda made: made.deal.buyer_org.name)
    starts_on = factory.LazyFunction(clock.today)
    ends_on = factory.LazyAttribute(lambda made: earliest_end(made.starts_on))
    opened_by_id = factory.LazyAttribute(lambda made: seller(made.deal).id)


def draft(**changes: Any) -> TermsDraft:
    """Return a proposal that both sides could agree on."""
    said = {
        "contract_subtype": "D1",
        "object": "煤矸石免烧砖制备技术的委托开发",
        "pay_mode": "lump",
        "price_kind": "fixed",
        "price_min_fen": PRICE_FEN,
        "price_max_fen": PRICE_FEN,
    }
    return TermsDraft(**(said | changes))


def seller(deal: Deal) -> User:
    """Return a new member of the selling side."""
    return member(Role.ORG_ADMIN, deal.seller_org)


def buyer(deal: Deal) -> User:
    """Return a new member of the buying side."""
    return member(Role.ENTERPRISE, deal.buyer_org)


def agreed_deal(
    seller_org: Organisation | None = None,
    buyer_org: Organisation | None = None,
    **terms: Any,
) -> Deal:
    """Return a deal whose two sides have confirmed the same terms."""
    parties = {"seller_org": seller_org, "buyer_org": buyer_org}
    given = {name: org for name, org in parties.items() if org is not None}
    deal = DealFactory(state=DealState.AGREED, **given)
    made = TermsFactory(deal=deal, **terms)
    for side, person in ((Side.SELLER, seller(deal)), (Side.BUYER, buyer(deal))):
        made.confirmations.append(TermsConfirmation(side=side, confirmed_by_id=person.id))
    return deal


def licensed_deal() -> Deal:
    """Return an agreed licence of a state university's result: it needs a public notice."""
    university = OrganisationFactory(public_university=True)
    result = ResultFactory(published=True, organisation=university)
    deal = DealFactory(state=DealState.AGREED, result=result)
    made = TermsFactory(deal=deal, contract_subtype="L1", license_mode="ordinary")
    for side, person in ((Side.SELLER, seller(deal)), (Side.BUYER, buyer(deal))):
        made.confirmations.append(TermsConfirmation(side=side, confirmed_by_id=person.id))
    return deal
