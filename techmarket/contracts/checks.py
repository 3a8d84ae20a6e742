"""What a contract's facts must satisfy, as pure functions: amounts, dates, licence, pay mode.

Hard rules refuse a draft at once; gaps only keep it from being offered, because the codes they
name are filled in while drafting (domain.md §4.1).
"""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Self

from techmarket.contracts.models import ContractParty, ContractVersion, PartySide
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.seen import mark_of
from techmarket.region.records import Code

LICENCE_CLASS = "L"
HOME_COUNTRY = "CHN"
REQUIRED_FACTS = (
    "title",
    "subject",
    "technology_field",
    "ip",
    "plan_source",
    "objective",
    "industry",
)
REQUIRED_OF_PARTY = ("party_type", "region", "industry", "representative")


@dataclass(frozen=True, kw_only=True)
class DraftFacts:
    """What the parties may still write in a draft; what they agreed in the terms is not here."""

    title: str
    technology_field: str
    technical_fen: int
    ip: str | None = None
    plan_source: str | None = None
    objective: str | None = None
    industry: str | None = None  # the served one; the parties' own stand with the parties
    non_technical_note: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    is_related: bool = False
    subject: str = ""
    performance: str = ""
    confidentiality: str = ""
    ip_ownership: str = ""
    acceptance: str = ""
    payment_terms: str = ""
    definitions: str = ""
    other_terms: str = ""

    @classmethod
    def of(cls, version: ContractVersion) -> Self:
        """Return the facts that `version` has now."""
        return cls(**{each.name: getattr(version, each.name) for each in fields(cls)})


@dataclass(frozen=True, kw_only=True)
class PartyFacts:
    """What a party says of itself beyond name and credit code, which are never retyped."""

    party_type: str | None = None
    region: str | None = None
    zone: str | None = None
    industry: str | None = None
    address: str = ""
    representative: str = ""
    contact: str = ""
    phone: str = ""

    @classmethod
    def of(cls, party: ContractParty) -> Self:
        """Return the facts that `party` has now."""
        return cls(**{each.name: getattr(party, each.name) for each in fields(cls)})

    def mark(self) -> str:
        """Return the mark by which a page's facts are compared with those of now."""
        return mark_of(asdict(self))


@dataclass(frozen=True)
class Gap:
    """A fact that is still missing; `party_id` says of whom, None means of the contract."""

    field: str
    party_id: int | None = None


def check_amounts(*, turnover_fen: int, technical_fen: int) -> None:
    """Refuse anything but 0 < 技术交易额 <= 合同成交额, both in fen (domain.md §3.1)."""
    if turnover_fen <= 0:
        raise InvalidInput("turnover_fen", "turnover_not_positive")
    if technical_fen <= 0:
        raise InvalidInput("technical_fen", "technical_not_positive")
    if technical_fen > turnover_fen:
        raise InvalidInput("technical_fen", "technical_above_turnover")


def check_licence(contract_class: str, license_mode: str | None) -> None:
    """A licence says which kind it is; no other contract does (domain.md §5.3)."""
    if contract_class == LICENCE_CLASS and license_mode is None:
        raise InvalidInput("license_mode", "license_mode_missing")
    if contract_class != LICENCE_CLASS and license_mode is not None:
        raise InvalidInput("license_mode", "license_mode_only_for_licences")


def check_dates(begins_on: date | None, ends_on: date | None) -> None:
    """Refuse a contract that ends before it begins."""
    if begins_on is not None and ends_on is not None and ends_on < begins_on:
        raise InvalidInput("ends_on", "ends_before_it_begins")


def check_pay_mode(mode: Code | None) -> None:
    """Refuse contracts free of charge or without a price: no office registers them (§3.2)."""
    if mode is None or mode.extra.get("is_registrable") != "yes":
        raise InvalidInput("pay_mode", "pay_mode_not_registrable")


def check_facts(facts: DraftFacts, *, turnover_fen: int) -> None:
    """Raise InvalidInput at the first fact of a draft that can never be right."""
    if not facts.title:
        raise InvalidInput("title", "required")
    check_amounts(turnover_fen=turnover_fen, technical_fen=facts.technical_fen)
    check_dates(facts.begins_on, facts.ends_on)


def list_gaps(version: ContractVersion) -> list[Gap]:
    """Return what is missing before the contract can be offered, in the order of the form."""
    gaps = [Gap(name) for name in REQUIRED_FACTS if not getattr(version, name)]
    if version.technical_fen < version.turnover_fen and not version.non_technical_note:
        # The office asks for the breakdown wherever the two amounts differ (domain.md §2.3).
        gaps.append(Gap("non_technical_note"))
    for party in version.parties:
        gaps.extend(Gap(name, party.id) for name in _required_of(party) if not getattr(party, name))
    return gaps


def _required_of(party: ContractParty) -> tuple[str, ...]:
    if party.side == PartySide.INTERMEDIARY:
        return ()
    if party.country != HOME_COUNTRY:
        return tuple(name for name in REQUIRED_OF_PARTY if name != "region")
    return REQUIRED_OF_PARTY
