"""What deals announce."""

from dataclasses import dataclass

from techmarket.kernel.outbox import Event


@dataclass(frozen=True)
class InquirySent(Event):
    inquiry_id: int


@dataclass(frozen=True)
class InquiryAnswered(Event):
    """Answered, accepted or declined; the row says which."""

    inquiry_id: int


@dataclass(frozen=True)
class DealOpened(Event):
    deal_id: int


@dataclass(frozen=True)
class TermsProposed(Event):
    terms_id: int


@dataclass(frozen=True)
class DealAgreed(Event):
    deal_id: int


@dataclass(frozen=True)
class DealAbandoned(Event):
    deal_id: int


@dataclass(frozen=True)
class AgentNamed(Event):
    deal_id: int


@dataclass(frozen=True)
class NoticeOpened(Event):
    notice_id: int


@dataclass(frozen=True)
class NoticeCleared(Event):
    notice_id: int


@dataclass(frozen=True)
class ObjectionRaised(Event):
    objection_id: int


@dataclass(frozen=True)
class ObjectionDecided(Event):
    objection_id: int
