"""Messages about inquiries, deals and public notices."""

from collections.abc import Iterator

from techmarket.accounts.models import Role
from techmarket.deals.events import (
    AgentNamed,
    DealAbandoned,
    DealAgreed,
    DealOpened,
    InquiryAnswered,
    InquirySent,
    NoticeCleared,
    NoticeOpened,
    ObjectionDecided,
    ObjectionRaised,
    TermsProposed,
)
from techmarket.deals.lifecycle import InquiryState, ObjectionState
from techmarket.deals.models import Deal, DealTerms, Inquiry, Objection, PublicNotice, Side
from techmarket.kernel.orm import db
from techmarket.notifications.services.notes import (
    Composers,
    Note,
    holders_of,
    ids,
    last_actor,
    responsible_in,
)


def _on_inquiry_sent(event: InquirySent) -> Iterator[Note]:
    inquiry = db.session.get_one(Inquiry, event.inquiry_id)
    yield _about_inquiry(inquiry, "inquiry_sent", _owners(inquiry))


def _on_inquiry_answered(event: InquiryAnswered) -> Iterator[Note]:
    """Tell the other side; who moved last is not told."""
    inquiry = db.session.get_one(Inquiry, event.inquiry_id)
    if inquiry.state == InquiryState.ANSWERED:
        yield _about_inquiry(inquiry, "inquiry_answered", _askers(inquiry))
    if inquiry.state == InquiryState.DECLINED:
        both = _askers(inquiry) | _owners(inquiry)
        movers = last_actor("inquiry", inquiry.id)
        side = _owners(inquiry) if movers <= _owners(inquiry) else _askers(inquiry)
        yield _about_inquiry(inquiry, "inquiry_declined", both - side)


def _on_deal_opened(event: DealOpened) -> Iterator[Note]:
    deal = db.session.get_one(Deal, event.deal_id)
    readers = both_sides(deal) - last_actor("deal", deal.id)
    yield _about_deal(deal, "deal_opened", f"deal:{deal.id}", readers)


def _on_terms_proposed(event: TermsProposed) -> Iterator[Note]:
    """Tell the side that has to answer."""
    terms = db.session.get_one(DealTerms, event.terms_id)
    other = Side.BUYER if terms.author_side == Side.SELLER else Side.SELLER
    yield _about_deal(
        terms.deal, "terms_proposed", f"terms:{terms.id}", people_on(terms.deal, other)
    )


def _on_deal_agreed(event: DealAgreed) -> Iterator[Note]:
    deal = db.session.get_one(Deal, event.deal_id)
    terms = deal.latest_terms
    subject = f"deal:{deal.id}:{terms.number if terms else 0}"
    yield _about_deal(deal, "deal_agreed", subject, both_sides(deal) | ids([deal.agent_id]))


def _on_deal_abandoned(event: DealAbandoned) -> Iterator[Note]:
    deal = db.session.get_one(Deal, event.deal_id)
    readers = (both_sides(deal) | ids([deal.agent_id])) - last_actor("deal", deal.id)
    yield _about_deal(deal, "deal_abandoned", f"deal:{deal.id}", readers)


def _on_agent_named(event: AgentNamed) -> Iterator[Note]:
    deal = db.session.get_one(Deal, event.deal_id)
    subject = f"deal:{deal.id}:{deal.agent_id}"
    yield _about_deal(deal, "agent_named", subject, ids([deal.agent_id]))


def _on_notice_opened(event: NoticeOpened) -> Iterator[Note]:
    notice = db.session.get_one(PublicNotice, event.notice_id)
    readers = people_on(notice.deal, Side.BUYER) | ids([notice.deal.agent_id])
    yield _about_notice(notice, "notice_opened", f"notice:{notice.id}", readers)


def _on_notice_cleared(event: NoticeCleared) -> Iterator[Note]:
    notice = db.session.get_one(PublicNotice, event.notice_id)
    yield _about_notice(notice, "notice_cleared", f"notice:{notice.id}", both_sides(notice.deal))


def _on_objection_raised(event: ObjectionRaised) -> Iterator[Note]:
    objection = db.session.get_one(Objection, event.objection_id)
    readers = people_on(objection.notice.deal, Side.SELLER) | holders_of(Role.OPERATOR)
    yield _about_notice(
        objection.notice,
        "objection_raised",
        f"objection:{objection.id}",
        readers - {objection.author_id},
    )


def _on_objection_decided(event: ObjectionDecided) -> Iterator[Note]:
    objection = db.session.get_one(Objection, event.objection_id)
    if objection.state != ObjectionState.OPEN:
        yield _about_notice(
            objection.notice,
            "objection_decided",
            f"objection:{objection.id}",
            frozenset({objection.author_id}),
        )


def people_on(deal: Deal, side: Side) -> frozenset[int]:
    """Return who follows the deal for one of its sides."""
    listings = [listing for listing in (deal.result, deal.demand) if listing]
    authors = [listing.author_id for listing in listings]
    if deal.inquiry:
        authors += [deal.inquiry.author_id, deal.inquiry.answered_by_id]
    return responsible_in(deal.organisation_of(side).id, *authors)


def both_sides(deal: Deal) -> frozenset[int]:
    """Return who follows the deal on either side."""
    return people_on(deal, Side.SELLER) | people_on(deal, Side.BUYER)


def _owners(inquiry: Inquiry) -> frozenset[int]:
    listing = inquiry.listing
    return responsible_in(listing.organisation_id, listing.author_id, inquiry.answered_by_id)


def _askers(inquiry: Inquiry) -> frozenset[int]:
    return responsible_in(inquiry.organisation_id, inquiry.author_id)


def _about_inquiry(inquiry: Inquiry, kind: str, readers: frozenset[int]) -> Note:
    return Note(
        kind=kind,
        subject=f"inquiry:{inquiry.id}",
        path=f"/inquiries/{inquiry.id}",
        title=inquiry.listing.known_title,
        readers=readers,
    )


def _about_deal(deal: Deal, kind: str, subject: str, readers: frozenset[int]) -> Note:
    return Note(
        kind=kind, subject=subject, path=f"/deals/{deal.id}", title=deal.title, readers=readers
    )


def _about_notice(notice: PublicNotice, kind: str, subject: str, readers: frozenset[int]) -> Note:
    return Note(
        kind=kind,
        subject=subject,
        path=f"/notices/{notice.id}",
        title=notice.result_name,
        readers=readers,
    )


COMPOSERS: Composers = {
    InquirySent: _on_inquiry_sent,
    InquiryAnswered: _on_inquiry_answered,
    DealOpened: _on_deal_opened,
    TermsProposed: _on_terms_proposed,
    DealAgreed: _on_deal_agreed,
    DealAbandoned: _on_deal_abandoned,
    AgentNamed: _on_agent_named,
    NoticeCleared: _on_notice_cleared,
    NoticeOpened: _on_notice_opened,
    ObjectionRaised: _on_objection_raised,
    ObjectionDecided: _on_objection_decided,
}
