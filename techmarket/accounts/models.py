"""People, organisations, and the memberships on which roles stand."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from techmarket.accounts.lifecycle import MembershipState, OrganisationState
from techmarket.kernel import clock
from techmarket.kernel.orm import Model


class Role(StrEnum):
    """What a member does for an organisation."""

    RESEARCHER = "researcher"
    ORG_ADMIN = "org_admin"
    ENTERPRISE = "enterprise"
    AGENT = "agent"
    REGISTRAR = "registrar"
    SECOND_REVIEWER = "second_reviewer"
    OPERATOR = "operator"


class OrganisationKind(StrEnum):
    """What an organisation is; decides which roles its members may ask for."""

    UNIVERSITY = "university"
    INSTITUTE = "institute"
    ENTERPRISE = "enterprise"
    AGENCY = "agency"
    MARKET_OPERATOR = "market_operator"
    REGISTRATION_OFFICE = "registration_office"


class Organisation(Model):
    """A university, institute, enterprise, agency, the market's operator or a registration office.

    `is_public`: state-established, so its results follow the rules for publicly owned results
    (domain.md §5.2). `is_archive`: holds imported listings that carry no clocks.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganisationKind] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    credit_code: Mapped[str | None] = mapped_column(sa.String(18), unique=True)
    # The operator's override of a failing check digit: some issued codes fail it (domain.md §7.5).
    credit_code_accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    state: Mapped[OrganisationState] = mapped_column(default=OrganisationState.PENDING, index=True)
    region: Mapped[str | None] = mapped_column(sa.String(6))  # GB/T 2260, county level where known
    zone: Mapped[str | None] = mapped_column(sa.String(40))
    party_type: Mapped[str | None] = mapped_column(sa.String(10))
    industry: Mapped[str | None] = mapped_column(sa.String(10))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    representative: Mapped[str] = mapped_column(sa.String(60), default="")
    contact: Mapped[str] = mapped_column(sa.String(60), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    introduction: Mapped[str] = mapped_column(sa.Text, default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    is_archive: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False, index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column()
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="organisation", foreign_keys="Membership.organisation_id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    def display_name(self, language: str) -> str:
        """Return the name in `language` ("zh" or "en"); Chinese where no other is known."""
        return self.name_en if language == "en" and self.name_en else self.name


class User(UserMixin, Model):
    """A person who can sign in; what the person may do stands on memberships."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(200), unique=True)  # kept in lower case
    name: Mapped[str] = mapped_column(sa.String(60))
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[str | None] = mapped_column(sa.String(5))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", foreign_keys="Membership.user_id", lazy="selectin"
    )

    @property
    def actor_id(self) -> int | None:
        return self.id

    def current_memberships(self) -> list["Membership"]:
        """Return the approved memberships that run today."""
        today = clock.today()
        return [each for each in self.memberships if each.is_current(today)]

    def roles_in(self, scope_id: int) -> frozenset[str]:
        """Return the roles held in the organisation `scope_id`."""
        return frozenset(
            each.role for each in self.current_memberships() if each.organisation_id == scope_id
        )

    def has_role(self, role: str) -> bool:
        """Whether the person holds `role` in any organisation."""
        return any(each.role == role for each in self.current_memberships())


class LoginSession(Model):
    """One signed-in browser; the cookie carries `token`, deleting the row signs it out."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    user: Mapped[User] = relationship()


class Membership(Model):
    """One role of one person in one organisation, from a date, until a date or open."""

    __tablename__ = "membership"
    __table_args__ = (
        # Decides the race of two equal requests; an ended or refused one may be asked for again.
        sa.Index(
            "uq_membership_live",
            "user_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=sa.text("state IN ('requested', 'approved')"),
            postgresql_where=sa.text("state IN ('requested', 'approved')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[Role]
    state: Mapped[MembershipState] = mapped_column(default=MembershipState.REQUESTED)
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    user: Mapped[User] = relationship(back_populates="memberships", foreign_keys=[user_id])
    organisation: Mapped[Organisation] = relationship(
        back_populates="memberships", foreign_keys=[organisation_id], lazy="joined"
    )

    def is_current(self, today: date) -> bool:
        """Whether the membership is approved and runs on `today` (a business date)."""
        return (
            self.state == MembershipState.APPROVED
            and (self.from_on is None or self.from_on <= today)
            and (self.to_on is None or today <= self.to_on)
        )


class PasswordReset(Model):
    """A single-use, expiring key to set a new password; only its digest is kept."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()
