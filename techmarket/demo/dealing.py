"""The way of a deal: inquiry, answer, terms, agreement, public notice, and on to the contract."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from techmarket.accounts.models import User
from techmarket.deals.models import Deal, Inquiry, Side
from techmarket.deals.queries.notices import needs_notice
from techmarket.deals.services.deals import (
    abandon_deal,
    confirm_terms,
    name_agent,
    propose_terms,
)
from techmarket.deals.services.inquiries import (
    accept_inquiry,
    answer_inquiry,
    decline_inquiry,
    send_inquiry,
)
from techmarket.deals.services.notices import (
    NoticeDraft,
    clear_notice,
    open_notice,
    raise_objection,
)
from techmarket.deals.terms import (
    LICENCE_CLASS,
    TRANSFER_CLASS,
    TermsDraft,
    contract_class_of,
)
from techmarket.demo.script import DealLine
from techmarket.demo.stage import Diary, Stage, next_working_day
from techmarket.kernel.policy import WORKER
from techmarket.listings.services.clocks import add_months

# From the first proposal to the last signature, without and with a public notice between.
DAYS_TO_SIGN, DAYS_TO_SIGN_AFTER_NOTICE = 14, 34
DAYS_RUN = 11  # of a notice that still runs when the market opens
PERCENT = 100
ENTRY_ROYALTY = "entry_royalty"


@dataclass
class Play:
    """One deal on its way through the market."""

    stage: Stage
    line: DealLine
    diary: Diary
    order: int

    def ends_at(self, *stations: str) -> bool:
        """Whether the deal comes no further than one of these stations."""
        return self.line.until in stations

    def person(self, deal: Deal, side: Side) -> User:
        """Return who acts for one side."""
        return self.stage.speaker_of(deal.organisation_of(side))

    @property
    def contract_class(self) -> str:
        return contract_class_of(self.line.subtype)


Steps = Generator[datetime, None, Any]


def reach_agreement(play: Play) -> Generator[datetime, None, Deal | None]:
    """Come from the first question to terms that may be signed; None where it ends before."""
    question = (play.line.listing, play.line.asker)
    yield play.diary.at(play.line.begins_on)
    while question in play.stage.open_questions:
        yield play.diary.after(1)
    play.stage.open_questions.add(question)
    inquiry = _ask(play)
    if play.ends_at("sent"):
        return None
    yield play.diary.after(2)
    _answer(play, inquiry)
    if play.ends_at("answered"):
        return None
    yield play.diary.after(2)
    play.stage.open_questions.discard(question)
    asker = play.stage.speaker_of(inquiry.organisation)
    if play.ends_at("declined"):
        words = play.stage.decision
        decline_inquiry(asker, inquiry, words("decline_reason"), words("decline_note"))
        return None
    deal = accept_inquiry(asker, inquiry)
    if play.ends_at("opened"):
        return None
    is_agreed = yield from _negotiate(play, deal)
    if not is_agreed:
        return None
    is_clear = yield from _publish_price(play, deal)
    return deal if is_clear else None


def _ask(play: Play) -> Inquiry:
    stage, line = play.stage, play.line
    listing, organisation = stage.listings[line.listing], stage.organisations[line.asker]
    said = stage.phrases["inquiry"]
    title = listing.latest_revision.title
    return send_inquiry(
        stage.speaker_of(organisation),
        listing,
        organisation,
        wanted=said["wanted"][play.contract_class].format(title=title),
        unclear=said["unclear"][play.contract_class],
        about_us=said["about_us"].format(
            organisation=organisation.name, introduction=organisation.introduction
        ),
        own_listing=stage.listings[line.own_listing] if line.own_listing else None,
    )


def _answer(play: Play, inquiry: Inquiry) -> None:
    replies = play.stage.phrases["inquiry"]["reply"]
    owner = play.stage.speaker_of(inquiry.listing.organisation)
    answer_inquiry(owner, inquiry, replies[play.order % len(replies)])


def _negotiate(play: Play, deal: Deal) -> Generator[datetime, None, bool]:
    """Propose, and confirm on both sides; False where they come to no agreement."""
    stage, line, diary = play.stage, play.line, play.diary
    seller, buyer = play.person(deal, Side.SELLER), play.person(deal, Side.BUYER)
    yield diary.after(5)
    if line.agent:
        name_agent(buyer, deal, stage.people[line.agent], stage.organisations["agency"])
    draft = _draft(play, deal)
    terms = propose_terms(seller, deal, draft)
    if play.ends_at("negotiating"):
        yield diary.after(4)
        propose_terms(buyer, deal, _counter(play, draft))
        return False
    yield diary.after(3)
    if play.ends_at("abandoned"):
        abandon_deal(buyer, deal, stage.decision("abandon_reason"), stage.decision("abandon_note"))
        return False
    confirm_terms(seller, deal, terms.number)
    yield diary.after(1)
    confirm_terms(buyer, deal, terms.number)
    return not play.ends_at("agreed")


def _draft(play: Play, deal: Deal) -> TermsDraft:
    line, said = play.line, play.stage.phrases["terms"]
    by_notice = play.contract_class in (TRANSFER_CLASS, LICENCE_CLASS) and deal.seller_org.is_public
    days = DAYS_TO_SIGN_AFTER_NOTICE if by_notice else DAYS_TO_SIGN
    begins_on = next_working_day(play.diary.day + timedelta(days=days))
    draft = TermsDraft(
        contract_subtype=line.subtype,
        license_mode=line.licence,
        object=deal.title,
        pay_mode=line.pay_mode,
        price_kind="fixed",
        price_min_fen=line.amount_fen,
        price_max_fen=line.amount_fen,
        non_technical_fen=line.non_technical_fen,
        begins_on=begins_on,
        ends_on=add_months(begins_on, line.months),
        confidentiality=said["confidentiality"],
        note=said["note"],
        **said[play.contract_class],
    )
    return _with_parts(draft, line, said)


def _with_parts(draft: TermsDraft, line: DealLine, said: dict[str, Any]) -> TermsDraft:
    """Add what the way of paying needs: an entry fee and a royalty, or parts of the price."""
    if line.pay_mode == ENTRY_ROYALTY:
        return replace(
            draft,
            price_kind="floor",
            price_max_fen=None,
            upfront_fen=line.amount_fen,
            royalty_bp=said["royalty_bp"],
        )
    if line.pay_mode == "instalment":
        part = line.amount_fen * said["milestone_share"] // PERCENT
        return replace(
            draft,
            upfront_fen=line.amount_fen * said["upfront_share"] // PERCENT,
            milestones=({"name": said["milestone_name"], "amount_fen": part},),
        )
    return draft


def _counter(play: Play, draft: TermsDraft) -> TermsDraft:
    said = play.stage.phrases["terms"]
    price = play.line.amount_fen * said["counter_share"] // PERCENT
    return replace(draft, price_min_fen=price, price_max_fen=price, note=said["counter_note"])


def _publish_price(play: Play, deal: Deal) -> Generator[datetime, None, bool]:
    """Publish the price where the holder is public; False where the notice still runs."""
    if not needs_notice(deal):
        return True
    stage, diary = play.stage, play.diary
    yield diary.after(1)
    is_running = play.ends_at("notice", "objection")
    starts_on = diary.day
    if is_running:
        yield diary.at(stage.today - timedelta(days=DAYS_RUN))
        starts_on = diary.day
    draft = NoticeDraft(
        result_name=deal.title,
        starts_on=starts_on,
        summary=stage.decision("notice_summary"),
        completers=_completers(deal),
    )
    notice = open_notice(play.person(deal, Side.SELLER), deal, draft)
    if play.ends_at("objection"):
        yield diary.after(2)
        raise_objection(stage.people["casting"], notice, stage.decision("objection"))
    if is_running:
        return False
    yield diary.at(notice.ends_on + timedelta(days=1))
    clear_notice(WORKER, notice)
    return True


def _completers(deal: Deal) -> str:
    revision = deal.result.current_revision if deal.result else None
    return str(getattr(revision, "completers", ""))
