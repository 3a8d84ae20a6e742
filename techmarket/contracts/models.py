"""Technology contracts: numbered versions, parties as they were, signatures, and money.

Three things of money never mix: an instalment is planned, a payment is received, an income record
(registration) is confirmed by the office.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from techmarket.accounts.models import Organisation, User
from techmarket.contracts.lifecycle import ContractState
from techmarket.deals.models import Deal
from techmarket.kernel import clock
from techmarket.kernel.files import StoredFile
from techmarket.kernel.orm import Model


class PartySide(StrEnum):
    SELLER = "seller"
    BUYER = "buyer"
    INTERMEDIARY = "intermediary"


class Contract(Model):
    """One technology contract through all its versions; `number` is the platform's own.

    `deal` is empty for contracts that were not made in this market.
    """

    __tablename__ = "contract"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    deal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deal.id"), unique=True)
    state: Mapped[ContractState] = mapped_column(default=ContractState.DRAFTED, index=True)
    end_reason: Mapped[str | None] = mapped_column(sa.String(40))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column()
    deal: Mapped[Deal | None] = relationship()
    versions: Mapped[list["ContractVersion"]] = relationship(
        back_populates="contract", order_by="ContractVersion.number"
    )
    instalments: Mapped[list["Instalment"]] = relationship(
        back_populates="contract", order_by="Instalment.due_on, Instalment.id"
    )
    payments: Mapped[list["Payment"]] = relationship(
        back_populates="contract", order_by="Payment.received_on, Payment.id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    @property
    def latest_version(self) -> "ContractVersion":
        """The version with the highest number: the one that counts."""
        return self.versions[-1]


class PlannedPayment(TypedDict):
    """One line of the payment plan as it stood when a version was frozen."""

    due_on: str  # ISO date
    amount_fen: int
    condition: str


class ContractVersion(Model):
    """The contract's text and facts, numbered from 1; frozen once offered (`frozen_at`).

    Codes are those of the region pack's lists at `created_at`; amounts in fen of yuan, converted at
    `rate` (yuan for one unit of `currency`) where the contract names another currency.
    """

    __tablename__ = "contract_version"
    __table_args__ = (
        sa.UniqueConstraint("contract_id", "number"),
        sa.CheckConstraint("turnover_fen > 0", name="turnover_positive"),
        sa.CheckConstraint(
            "technical_fen > 0 AND technical_fen <= turnover_fen", name="technical_within_turnover"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    contract_class: Mapped[str] = mapped_column(sa.String(10))
    subtype: Mapped[str] = mapped_column(sa.String(10))
    technology_field: Mapped[str] = mapped_column(sa.String(10))
    ip: Mapped[str | None] = mapped_column(sa.String(40))
    plan_source: Mapped[str | None] = mapped_column(sa.String(40))
    objective: Mapped[str | None] = mapped_column(sa.String(40))
    industry: Mapped[str | None] = mapped_column(sa.String(10))
    license_mode: Mapped[str | None] = mapped_column(sa.String(40))
    pay_mode: Mapped[str] = mapped_column(sa.String(40))
    turnover_fen: Mapped[int] = mapped_column(sa.BigInteger)
    technical_fen: Mapped[int] = mapped_column(sa.BigInteger)
    non_technical_note: Mapped[str] = mapped_column(sa.Text, default="")
    currency: Mapped[str] = mapped_column(sa.String(3), default="CNY")
    rate: Mapped[str | None] = mapped_column(sa.String(20))  # exact decimal text
    rate_on: Mapped[date | None]
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    is_related: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[str] = mapped_column(sa.Text, default="")
    performance: Mapped[str] = mapped_column(sa.Text, default="")
    confidentiality: Mapped[str] = mapped_column(sa.Text, default="")
    ip_ownership: Mapped[str] = mapped_column(sa.Text, default="")
    acceptance: Mapped[str] = mapped_column(sa.Text, default="")
    payment_terms: Mapped[str] = mapped_column(sa.Text, default="")
    definitions: Mapped[str] = mapped_column(sa.Text, default="")
    other_terms: Mapped[str] = mapped_column(sa.Text, default="")
    # The instalments at `frozen_at`: what was signed does not change with the plan's later moves.
    payment_plan: Mapped[list[PlannedPayment]] = mapped_column(sa.JSON, default=list)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    frozen_at: Mapped[datetime | None]
    contract: Mapped[Contract] = relationship(back_populates="versions")
    parties: Mapped[list["ContractParty"]] = relationship(
        back_populates="contract_version",
        order_by="ContractParty.side.desc(), ContractParty.ordinal",
        cascade="all, delete-orphan",
    )
    signatures: Mapped[list["ContractSignature"]] = relationship(
        back_populates="contract_version", order_by="ContractSignature.id"
    )

    def parties_on(self, side: PartySide) -> list["ContractParty"]:
        """Return the parties of one side in their order; co-operative contracts have several."""
        return [party for party in self.parties if party.side == side]


class ContractParty(Model):
    """One party as it was when the version was written: a snapshot, not a link to live facts.

    `organisation` is empty for an external party, known by name only.
    """

    __tablename__ = "contract_party"
    __table_args__ = (sa.UniqueConstraint("contract_version_id", "side", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("contract_version.id"), index=True
    )
    side: Mapped[PartySide]
    ordinal: Mapped[int] = mapped_column(default=1)
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(120))
    credit_code: Mapped[str | None] = mapped_column(sa.String(18))
    party_type: Mapped[str | None] = mapped_column(sa.String(10))
    region: Mapped[str | None] = mapped_column(sa.String(6))
    zone: Mapped[str | None] = mapped_column(sa.String(40))
    country: Mapped[str] = mapped_column(sa.String(3), default="CHN")
    industry: Mapped[str | None] = mapped_column(sa.String(10))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    representative: Mapped[str] = mapped_column(sa.String(60), default="")
    contact: Mapped[str] = mapped_column(sa.String(60), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    contract_version: Mapped[ContractVersion] = relationship(back_populates="parties")
    organisation: Mapped[Organisation | None] = relationship()


class ContractSignature(Model):
    """One party's signed copy of one frozen version, with who signed and when."""

    __tablename__ = "contract_signature"
    __table_args__ = (sa.UniqueConstraint("contract_version_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("contract_version.id"), index=True
    )
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("contract_party.id"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
    signed_by: Mapped[str] = mapped_column(sa.String(60))
    signed_on: Mapped[date]
    uploaded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    contract_version: Mapped[ContractVersion] = relationship(back_populates="signatures")
    party: Mapped[ContractParty] = relationship()
    file: Mapped[StoredFile] = relationship(lazy="joined")


class Instalment(Model):
    """A planned part of the price; whether it is paid is derived from the payments."""

    __tablename__ = "instalment"
    __table_args__ = (sa.CheckConstraint("amount_fen > 0", name="amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    condition: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    contract: Mapped[Contract] = relationship(back_populates="instalments")
    payments: Mapped[list["Payment"]] = relationship(back_populates="instalment")


class Payment(Model):
    """Money received, or the reversal of such a row (negative, `reversal_of`); append-only."""

    __tablename__ = "payment"
    __table_args__ = (
        sa.CheckConstraint(
            "(reversal_of_id IS NULL AND amount_fen > 0) "
            "OR (reversal_of_id IS NOT NULL AND amount_fen < 0)",
            name="sign",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    instalment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("instalment.id"), index=True)
    received_on: Mapped[date]
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    # Unique: a payment is reversed once, whoever is quicker.
    reversal_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment.id"), unique=True)
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    contract: Mapped[Contract] = relationship(back_populates="payments")
    instalment: Mapped[Instalment | None] = relationship(back_populates="payments")
    reversal_of: Mapped["Payment | None"] = relationship(remote_side="Payment.id")
    file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
