"""Listings, their numbered revisions, reviews and attachments.

A listing is the thing with a life (state, clocks, owner); what it says stands in numbered
revisions, immutable once submitted. Results and demands differ only in what they say, so the joined
subclasses are those of the revision (docs/adr/0006).
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from techmarket.accounts.models import Organisation, User
from techmarket.kernel import clock
from techmarket.kernel.files import StoredFile
from techmarket.kernel.orm import Model
from techmarket.listings.lifecycle import ListingKind, ListingState, RevisionState
from techmarket.listings.price import PriceColumns


class Listing(Model):
    """A result offered or a demand posted, by an organisation, written by an author.

    Two clocks: `valid_until_on` ends the offer, `review_every_days` asks for a confirmation; both
    empty for listings of an archive organisation. `index_version` rises with every change of an
    indexed fact.
    """

    __tablename__ = "listing"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "kind", "source_key"),
        sa.Index("ix_listing_kind_state", "kind", "state", "confirmed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ListingKind]
    state: Mapped[ListingState] = mapped_column(default=ListingState.DRAFT)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    source_key: Mapped[str | None] = mapped_column(sa.String(80))  # the importer's 编号
    identity_masked: Mapped[bool] = mapped_column(default=False)
    public_name: Mapped[str] = mapped_column(sa.String(120), default="")
    index_version: Mapped[int] = mapped_column(default=0)
    valid_until_on: Mapped[date | None]
    review_every_days: Mapped[int | None]
    published_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirm_due_on: Mapped[date | None] = mapped_column(index=True)
    close_reason: Mapped[str | None] = mapped_column(sa.String(40))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column()
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    author: Mapped[User | None] = relationship()
    current_revision: Mapped["ListingRevision | None"] = relationship(
        primaryjoin="and_(ListingRevision.listing_id == Listing.id, "
        "ListingRevision.state == 'published')",
        viewonly=True,
    )
    revisions: Mapped[list["ListingRevision"]] = relationship(
        back_populates="listing", order_by="ListingRevision.number"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    @property
    def latest_revision(self) -> "ListingRevision":
        """The revision with the highest number: what the owner works on, drafts included."""
        return self.revisions[-1]

    @property
    def known_revision(self) -> "ListingRevision":
        """What people beyond the owner know: the published one, never a newer draft.

        The latest of a listing that was never published. A closed listing keeps its published one.
        """
        return self.current_revision or self.latest_revision

    @property
    def known_title(self) -> str:
        """The title for people beyond the owner."""
        return self.known_revision.title


class ListingRevision(PriceColumns, Model):
    """What a listing says, numbered from 1; changed only while its state is draft."""

    __tablename__ = "listing_revision"
    __table_args__ = (
        sa.UniqueConstraint("listing_id", "number"),
        # Decides the race of two tabs that both start a new draft.
        sa.Index(
            "uq_listing_revision_open",
            "listing_id",
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'in_review')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review')"),
        ),
        # What the public reads: at most one revision of a listing is the published one.
        sa.Index(
            "uq_listing_revision_published",
            "listing_id",
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("listing.id"), index=True)
    kind: Mapped[ListingKind]
    number: Mapped[int]
    state: Mapped[RevisionState] = mapped_column(default=RevisionState.DRAFT, index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    keywords: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    chain: Mapped[str | None] = mapped_column(sa.String(40))
    technology_field: Mapped[str | None] = mapped_column(sa.String(10))
    industry: Mapped[str | None] = mapped_column(sa.String(10))
    source_subject: Mapped[str] = mapped_column(sa.String(120), default="")
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    indicators: Mapped[str] = mapped_column(sa.Text, default="")
    not_secret_declared: Mapped[bool] = mapped_column(default=False)
    content_digest: Mapped[str] = mapped_column(sa.String(64), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_at: Mapped[datetime | None]
    listing: Mapped[Listing] = relationship(back_populates="revisions")
    modes: Mapped[list["RevisionMode"]] = relationship(
        cascade="all, delete-orphan", order_by="RevisionMode.mode", lazy="selectin"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="revision", order_by="Attachment.ordinal"
    )
    reviews: Mapped[list["ListingReview"]] = relationship(
        back_populates="revision", order_by="ListingReview.id"
    )
    __mapper_args__ = {"polymorphic_on": "kind", "with_polymorphic": "*"}  # noqa: RUF012 - SQLAlchemy reads a plain dict


class ResultRevision(ListingRevision):
    """What a result says beyond what every listing says (domain.md §7.1)."""

    __tablename__ = "result_revision"

    id: Mapped[int] = mapped_column(sa.ForeignKey("listing_revision.id"), primary_key=True)
    advantages: Mapped[str] = mapped_column(sa.Text, default="")
    comparison: Mapped[str] = mapped_column(sa.Text, default="")
    applications: Mapped[str] = mapped_column(sa.Text, default="")
    conditions: Mapped[str] = mapped_column(sa.Text, default="")
    completers: Mapped[str] = mapped_column(sa.String(400), default="")
    maturity: Mapped[str | None] = mapped_column(sa.String(20))
    trl: Mapped[int | None]
    rights_basis: Mapped[str | None] = mapped_column(sa.String(40))
    ip_note: Mapped[str] = mapped_column(sa.Text, default="")
    patent_numbers: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    __mapper_args__ = {"polymorphic_identity": ListingKind.RESULT}  # noqa: RUF012 - SQLAlchemy reads a plain dict


class DemandRevision(ListingRevision):
    """What a demand says beyond every listing (domain.md §7.2); its price is the budget."""

    __tablename__ = "demand_revision"

    id: Mapped[int] = mapped_column(sa.ForeignKey("listing_revision.id"), primary_key=True)
    constraints: Mapped[str] = mapped_column(sa.Text, default="")
    own_base: Mapped[str] = mapped_column(sa.Text, default="")
    tried: Mapped[str] = mapped_column(sa.Text, default="")
    min_trl: Mapped[int | None]
    deadline_on: Mapped[date | None]
    ip_wish: Mapped[str | None] = mapped_column(sa.String(40))
    agent_wanted: Mapped[bool] = mapped_column(default=False)
    __mapper_args__ = {"polymorphic_identity": ListingKind.DEMAND}  # noqa: RUF012 - SQLAlchemy reads a plain dict


class RevisionMode(Model):
    """One way of co-operation that a revision offers or wants; a code of the list `mode`."""

    __tablename__ = "revision_mode"

    revision_id: Mapped[int] = mapped_column(
        sa.ForeignKey("listing_revision.id", ondelete="CASCADE"), primary_key=True
    )
    mode: Mapped[str] = mapped_column(sa.String(40), primary_key=True)


class AttachmentKind(StrEnum):
    IMAGE = "image"
    DOCUMENT = "document"


class Attachment(Model):
    """A file of a revision. Level 1: everybody; 2: verified users; 3: named people under an NDA.

    Text of level 2 and 3 never enters the index; their very names are hidden from the public.
    """

    __tablename__ = "attachment"
    __table_args__ = (sa.CheckConstraint("level BETWEEN 1 AND 3", name="level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("listing_revision.id"), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
    kind: Mapped[AttachmentKind]
    level: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    ordinal: Mapped[int] = mapped_column(default=0)
    revision: Mapped[ListingRevision] = relationship(back_populates="attachments")
    file: Mapped[StoredFile] = relationship(lazy="joined")


class ReviewDecision(StrEnum):
    PUBLISH = "publish"
    RETURN = "return"
    REJECT = "reject"


class ListingReview(Model):
    """The operator's decision on one revision."""

    __tablename__ = "listing_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("listing_revision.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    decision: Mapped[ReviewDecision]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    revision: Mapped[ListingRevision] = relationship(back_populates="reviews")
    reasons: Mapped[list["ReviewReason"]] = relationship(cascade="all, delete-orphan")


class ReviewReason(Model):
    """One thing to mend, tied to the field where it stands."""

    __tablename__ = "review_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("listing_review.id"), index=True)
    field: Mapped[str] = mapped_column(sa.String(40))
    code: Mapped[str] = mapped_column(sa.String(40))
    text: Mapped[str] = mapped_column(sa.Text, default="")
