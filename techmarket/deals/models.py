"""Inquiries, deals, their numbered terms and confirmations, and public notices."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from techmarket.accounts.models import Organisation, User
from techmarket.deals.lifecycle import DealState, InquiryState, NoticeState, ObjectionState
from techmarket.kernel import clock
from techmarket.kernel.orm import Model
from techmarket.listings.models import Listing
from techmarket.listings.price import PriceColumns


class Side(StrEnum):
    """The seller gives the technology (卖方), the buyer pays for it (买方)."""

    SELLER = "seller"
    BUYER = "buyer"


class Inquiry(Model):
    """The three questions that an organisation puts to the owner of a listing.

    `own_listing`: what the asker brings (a result that answers a demand, or the demand behind it).
    """

    __tablename__ = "inquiry"
    __table_args__ = (
        sa.Index(
            "uq_inquiry_open",
            "listing_id",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("state IN ('sent', 'answered')"),
            postgresql_where=sa.text("state IN ('sent', 'answered')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("listing.id"), index=True)
    own_listing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("listing.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    state: Mapped[InquiryState] = mapped_column(default=InquiryState.SENT)
    wanted: Mapped[str] = mapped_column(sa.Text)  # which co-operation is wanted
    unclear: Mapped[str] = mapped_column(sa.Text)  # what is still unclear
    about_us: Mapped[str] = mapped_column(sa.Text)  # who is asking
    reply: Mapped[str] = mapped_column(sa.Text, default="")
    reply_due_on: Mapped[date]
    reply_due_is_provisional: Mapped[bool] = mapped_column(default=False)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None] = mapped_column(sa.String(40))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column()
    listing: Mapped[Listing] = relationship(foreign_keys=[listing_id])
    own_listing: Mapped[Listing | None] = relationship(foreign_keys=[own_listing_id])
    organisation: Mapped[Organisation] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    deal: Mapped["Deal | None"] = relationship(back_populates="inquiry")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain dict


class Deal(Model):
    """Two organisations on the way from an accepted inquiry to a contract; nothing is retyped."""

    __tablename__ = "deal"
    __table_args__ = (sa.CheckConstraint("seller_org_id <> buyer_org_id", name="two_parties"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inquiry.id"), unique=True)
    result_id: Mapped[int | None] = mapped_column(sa.ForeignKey("listing.id"), index=True)
    demand_id: Mapped[int | None] = mapped_column(sa.ForeignKey("listing.id"), index=True)
    seller_org_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    buyer_org_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    agent_org_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[DealState] = mapped_column(default=DealState.OPENED, index=True)
    abandon_reason: Mapped[str | None] = mapped_column(sa.String(40))
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column()
    inquiry: Mapped[Inquiry | None] = relationship(back_populates="deal")
    result: Mapped[Listing | None] = relationship(foreign_keys=[result_id])
    demand: Mapped[Listing | None] = relationship(foreign_keys=[demand_id])
    seller_org: Mapped[Organisation] = relationship(foreign_keys=[seller_org_id], lazy="joined")
    buyer_org: Mapped[Organisation] = relationship(foreign_keys=[buyer_org_id], lazy="joined")
    agent: Mapped[User | None] = relationship(foreign_keys=[agent_id])
    agent_org: Mapped[Organisation | None] = relationship(foreign_keys=[agent_org_id])
    terms: Mapped[list["DealTerms"]] = relationship(
        back_populates="deal", order_by="DealTerms.number"
    )
    notices: Mapped[list["PublicNotice"]] = relationship(
        back_populates="deal", order_by="PublicNotice.id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    @property
    def latest_terms(self) -> "DealTerms | None":
        """The terms on the table; None before the first proposal."""
        return self.terms[-1] if self.terms else None

    @property
    def agreed_terms(self) -> "DealTerms | None":
        """The terms that both sides confirmed and that still stand; None while they negotiate."""
        stands = self.state in (DealState.AGREED, DealState.CONTRACTED)
        return self.latest_terms if stands else None

    def organisation_of(self, side: Side) -> Organisation:
        """Return the organisation on one side."""
        return self.seller_org if side == Side.SELLER else self.buyer_org


class DealTerms(PriceColumns, Model):
    """One proposal, numbered from 1 and never changed (the database refuses it)."""

    __tablename__ = "deal_terms"
    __table_args__ = (sa.UniqueConstraint("deal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(sa.ForeignKey("deal.id"), index=True)
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    author_side: Mapped[Side]
    contract_subtype: Mapped[str] = mapped_column(sa.String(10))  # list contract_subtype
    license_mode: Mapped[str | None] = mapped_column(sa.String(40))
    object: Mapped[str] = mapped_column(sa.Text)
    deliverables: Mapped[str] = mapped_column(sa.Text, default="")
    acceptance: Mapped[str] = mapped_column(sa.Text, default="")
    ip_ownership: Mapped[str] = mapped_column(sa.Text, default="")
    confidentiality: Mapped[str] = mapped_column(sa.Text, default="")
    pay_mode: Mapped[str] = mapped_column(sa.String(40))  # list pay_mode
    non_technical_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    deal: Mapped[Deal] = relationship(back_populates="terms")
    author: Mapped[User] = relationship()
    confirmations: Mapped[list["TermsConfirmation"]] = relationship(
        back_populates="terms", order_by="TermsConfirmation.id"
    )

    @property
    def confirmed_sides(self) -> frozenset[Side]:
        """The sides that have said yes to this number."""
        return frozenset(each.side for each in self.confirmations)


class TermsConfirmation(Model):
    """One side's yes to one number of the terms, with person and time."""

    __tablename__ = "terms_confirmation"
    __table_args__ = (sa.UniqueConstraint("terms_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("deal_terms.id"), index=True)
    side: Mapped[Side]
    confirmed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    confirmed_at: Mapped[datetime] = mapped_column(default=clock.now)
    terms: Mapped[DealTerms] = relationship(back_populates="confirmations")
    confirmed_by: Mapped[User] = relationship()


class PublicNotice(Model):
    """The publication of a negotiated price for a publicly owned result (domain.md §5.2 track A).

    Runs from `starts_on` through `ends_on` (business dates, both included) for one number of terms.
    """

    __tablename__ = "public_notice"
    __table_args__ = (
        sa.Index(
            "uq_public_notice_running",
            "deal_id",
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(sa.ForeignKey("deal.id"), index=True)
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("deal_terms.id"))
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.RUNNING)
    result_name: Mapped[str] = mapped_column(sa.String(200))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    completers: Mapped[str] = mapped_column(sa.String(400), default="")
    mode: Mapped[str] = mapped_column(sa.String(40))
    price_fen: Mapped[int] = mapped_column(sa.BigInteger)
    transferee: Mapped[str] = mapped_column(sa.String(120))
    transferee_is_related: Mapped[bool] = mapped_column(default=False)
    relation_note: Mapped[str] = mapped_column(sa.Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column()
    deal: Mapped[Deal] = relationship(back_populates="notices")
    terms: Mapped[DealTerms] = relationship()
    objections: Mapped[list["Objection"]] = relationship(
        back_populates="notice", order_by="Objection.id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain dict


class Objection(Model):
    """An objection to a notice, in writing with a name; the objector's name is never public."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("public_notice.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    state: Mapped[ObjectionState] = mapped_column(default=ObjectionState.OPEN)
    text: Mapped[str] = mapped_column(sa.Text)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answer_due_on: Mapped[date]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column()
    notice: Mapped[PublicNotice] = relationship(back_populates="objections")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain dict
