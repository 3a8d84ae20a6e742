"""Registration cases, what was registered, the turnover ledger, and income records."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from techmarket.accounts.models import Organisation, User
from techmarket.contracts.models import Contract, ContractVersion, Payment
from techmarket.kernel import clock
from techmarket.kernel.files import StoredFile
from techmarket.kernel.orm import Model
from techmarket.registration.lifecycle import RegistrationState

LIVE_STATES = (
    "draft",
    "submitted",
    "accepted",
    "in_review",
    "second_review",
    "returned",
    "registered",
    "reconsideration",
    "change_pending",
)
_LIVE = "state IN ({})".format(", ".join(f"'{state}'" for state in LIVE_STATES))


class Origin(StrEnum):
    """Where the contract was registered: by our office, or elsewhere (counts as absorbed only)."""

    OWN = "own"
    ELSEWHERE = "elsewhere"


class Registration(Model):
    """The case of one contract at one office.

    `number` is the national system's, typed, never minted here (domain.md §0.6). For `elsewhere`,
    `office` is our office that records it and `office_name` the one that registered.
    """

    __tablename__ = "registration"
    __table_args__ = (
        sa.Index(
            "uq_registration_live",
            "contract_id",
            unique=True,
            sqlite_where=sa.text(_LIVE),
            postgresql_where=sa.text(_LIVE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    office_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    # Whose members apply; empty where that party is no organisation of this market.
    applicant_org_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    office_name: Mapped[str] = mapped_column(sa.String(120), default="")
    origin: Mapped[Origin] = mapped_column(default=Origin.OWN)
    number: Mapped[str | None] = mapped_column(sa.String(16), unique=True)
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.DRAFT, index=True)
    is_disputed: Mapped[bool] = mapped_column(default=False)
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None]
    accepted_on: Mapped[date | None]
    due_on: Mapped[date | None] = mapped_column(index=True)
    due_is_provisional: Mapped[bool] = mapped_column(default=False)
    registrar_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    second_reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    # What the registrar has entered so far; becomes a registration_version when registered.
    worksheet: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column()
    contract: Mapped[Contract] = relationship()
    office: Mapped[Organisation] = relationship(foreign_keys=[office_id])
    applicant_org: Mapped[Organisation | None] = relationship(foreign_keys=[applicant_org_id])
    registrar: Mapped[User | None] = relationship(foreign_keys=[registrar_id])
    second_reviewer: Mapped[User | None] = relationship(foreign_keys=[second_reviewer_id])
    versions: Mapped[list["RegistrationVersion"]] = relationship(
        back_populates="registration", order_by="RegistrationVersion.number"
    )
    decisions: Mapped[list["RegistrationDecision"]] = relationship(
        back_populates="registration", order_by="RegistrationDecision.id"
    )
    documents: Mapped[list["RegistrationDocument"]] = relationship(
        back_populates="registration", order_by="RegistrationDocument.id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    @property
    def latest_version(self) -> "RegistrationVersion | None":
        """What is registered now; None before registration."""
        return self.versions[-1] if self.versions else None


class RegistrationVersion(Model):
    """What was registered, numbered from 1 and never changed (the database refuses it).

    `is_output` / `is_absorbed` are settled when the version is written: seller in the office's
    region and registered by it; buyer in the region. A contract may be both (domain.md §0.5).
    """

    __tablename__ = "registration_version"
    __table_args__ = (
        sa.UniqueConstraint("registration_id", "number"),
        sa.CheckConstraint(
            "technical_fen > 0 AND technical_fen <= turnover_fen", name="technical_within_turnover"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    contract_version_id: Mapped[int] = mapped_column(sa.ForeignKey("contract_version.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    contract_class: Mapped[str] = mapped_column(sa.String(10))
    subtype: Mapped[str] = mapped_column(sa.String(10))
    technology_field: Mapped[str] = mapped_column(sa.String(10))
    ip: Mapped[str | None] = mapped_column(sa.String(40))
    plan_source: Mapped[str | None] = mapped_column(sa.String(40))
    objective: Mapped[str | None] = mapped_column(sa.String(40))
    seller_region: Mapped[str | None] = mapped_column(sa.String(6))
    seller_zone: Mapped[str | None] = mapped_column(sa.String(40))
    buyer_region: Mapped[str | None] = mapped_column(sa.String(6))
    buyer_zone: Mapped[str | None] = mapped_column(sa.String(40))
    declared_turnover_fen: Mapped[int] = mapped_column(sa.BigInteger)
    declared_technical_fen: Mapped[int] = mapped_column(sa.BigInteger)
    turnover_fen: Mapped[int] = mapped_column(sa.BigInteger)  # as fixed by the registrar
    technical_fen: Mapped[int] = mapped_column(sa.BigInteger)  # as fixed by the registrar
    currency: Mapped[str] = mapped_column(sa.String(3), default="CNY")
    rate: Mapped[str | None] = mapped_column(sa.String(20))
    rate_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    registered_on: Mapped[date] = mapped_column(index=True)
    is_output: Mapped[bool]
    is_absorbed: Mapped[bool]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    registration: Mapped[Registration] = relationship(back_populates="versions")
    contract_version: Mapped[ContractVersion] = relationship()


class RegistrationDecision(Model):
    """One decision or note on the case: who, what, with which grounds."""

    __tablename__ = "registration_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    action: Mapped[str] = mapped_column(sa.String(40))
    # [{"field": …, "code": …, "text": …}]; codes of return_reason, refusal_ground, … by action.
    reasons: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON, default=list)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    registration: Mapped[Registration] = relationship(back_populates="decisions")
    decided_by: Mapped[User | None] = relationship()


class DocumentKind(StrEnum):
    CERTIFICATE = "certificate"
    EVIDENCE = "evidence"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    OBJECTION = "objection"


class RegistrationDocument(Model):
    """A file of the case: evidence, the official certificate, the paper behind a change."""

    __tablename__ = "registration_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
    kind: Mapped[DocumentKind]
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    registration: Mapped[Registration] = relationship(back_populates="documents")
    file: Mapped[StoredFile] = relationship(lazy="joined")


class EntryKind(StrEnum):
    REGISTER = "register"
    CHANGE = "change"
    CANCEL = "cancel"
    REVOKE = "revoke"


class LedgerEntry(Model):
    """One row of the turnover ledger; append-only, hash-chained, refused by triggers otherwise.

    A change posts two rows: the old version reversed in full, the new one in full. `business_on`
    decides the period, `posted_at` says when we knew (architecture.md 2.10).
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.CheckConstraint("contract_count IN (1, -1)", name="contract_count"),
        # One booking of a version in each direction: a repeated delivery cannot count twice.
        sa.UniqueConstraint("registration_version_id", "contract_count"),
        sa.Index("ix_ledger_entry_business_on", "business_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(unique=True)
    registration_version_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_version.id"))
    kind: Mapped[EntryKind]
    business_on: Mapped[date]
    posted_at: Mapped[datetime]
    prior_period: Mapped[bool] = mapped_column(default=False)
    turnover_fen: Mapped[int] = mapped_column(sa.BigInteger)
    technical_fen: Mapped[int] = mapped_column(sa.BigInteger)
    contract_count: Mapped[int]
    posted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    prev_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))
    registration_version: Mapped[RegistrationVersion] = relationship()


class IncomeRecord(Model):
    """Technical income confirmed by the office for money received (domain.md §3.5); append-only."""

    __tablename__ = "income_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment.id"))
    turnover_fen: Mapped[int] = mapped_column(sa.BigInteger)
    technical_fen: Mapped[int] = mapped_column(sa.BigInteger)
    cost_fen: Mapped[int] = mapped_column(sa.BigInteger)
    income_fen: Mapped[int] = mapped_column(sa.BigInteger)
    confirmed_on: Mapped[date]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    reversal_of_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("income_record.id"), unique=True
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    registration: Mapped[Registration] = relationship()
    payment: Mapped[Payment | None] = relationship()
