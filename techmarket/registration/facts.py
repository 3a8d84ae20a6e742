"""The facts that a registration fixes: as the contract says, as declared, as the office fixes them.

They are laid over each other: contract, then the applicant's declaration, then the office's
worksheet; a requested change is laid over what is registered.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from techmarket.contracts.models import ContractParty, ContractVersion, PartySide
from techmarket.kernel.errors import InvalidInput
from techmarket.region.current import pack
from techmarket.registration.models import Registration, RegistrationVersion

DOMESTIC = "CHN"
DECLARED, FIXED, CHANGE = "declared", "fixed", "change"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is classified and counted: codes of the region pack's lists and amounts in fen."""

    subtype: str
    technology_field: str
    turnover_fen: int
    technical_fen: int
    ip: str | None = None
    plan_source: str | None = None
    objective: str | None = None

    @property
    def contract_class(self) -> str:
        """The class above the subtype; empty where the subtype is unknown."""
        found = pack().find_code("contract_subtype", self.subtype)
        return found.parent or "" if found else ""

    @property
    def large_amounts(self) -> Mapping[str, int]:
        """The amounts by the words of the rule `large_basis`."""
        return {"turnover": self.turnover_fen, "technical": self.technical_fen}

    def with_changes(self, changes: Mapping[str, Any]) -> "Facts":
        """Return these facts with some laid over them; unknown keys are left aside."""
        known = {key: value for key, value in changes.items() if key in FACT_NAMES}
        return Facts(**{**asdict(self), **known})


FACT_NAMES = tuple(each.name for each in fields(Facts))
_LISTS = {
    "subtype": "contract_subtype",
    "technology_field": "technology_field",
    "ip": "ip",
    "plan_source": "plan_source",
    "objective": "objective",
}


def facts_of(version: ContractVersion | RegistrationVersion) -> Facts:
    """Return the facts that a version of a contract, or of a registration, states."""
    return Facts(**{name: getattr(version, name) for name in FACT_NAMES})


def declared_facts(registration: Registration) -> Facts:
    """Return what the applicant declares: the contract's facts with the corrections made here."""
    stated = facts_of(registration.contract.latest_version)
    return stated.with_changes(registration.worksheet.get(DECLARED, {}))


def fixed_facts(registration: Registration) -> Facts:
    """Return the facts as the office has them on its worksheet, else as declared."""
    return declared_facts(registration).with_changes(registration.worksheet.get(FIXED, {}))


def requested_facts(registration: Registration) -> Facts:
    """Return the facts that a pending change asks for; raises ValueError before registration."""
    if registration.latest_version is None:
        raise ValueError("nothing is registered yet")
    return facts_of(registration.latest_version).with_changes(
        registration.worksheet.get(CHANGE, {})
    )


def note_facts(registration: Registration, sheet: str, facts: Facts | None) -> None:
    """Write one sheet of the worksheet; None takes it away."""
    sheets = {key: value for key, value in registration.worksheet.items() if key != sheet}
    if facts is not None:
        sheets[sheet] = asdict(facts)
    # A new dict: the JSON column does not see changes inside.
    registration.worksheet = sheets


def check_facts(facts: Facts, on: date) -> None:
    """Refuse codes that are not valid on the business day, and amounts out of order.

    0 < technical ≤ turnover (domain.md §3.1). Raises InvalidInput at the field.
    """
    for name, list_name in _LISTS.items():
        code = getattr(facts, name)
        if code is not None and pack().find_code(list_name, code, on) is None:
            raise InvalidInput(name, "unknown_code")
    if facts.turnover_fen <= 0:
        raise InvalidInput("turnover_fen", "amount_not_positive")
    if facts.technical_fen <= 0:
        raise InvalidInput("technical_fen", "amount_not_positive")
    if facts.technical_fen > facts.turnover_fen:
        raise InvalidInput("technical_fen", "technical_above_turnover")


def differing(first: Facts, second: Facts) -> frozenset[str]:
    """Return the names of the facts in which the two differ."""
    return frozenset(name for name in FACT_NAMES if getattr(first, name) != getattr(second, name))


def lead_party(version: ContractVersion, side: PartySide) -> ContractParty | None:
    """Return the party that counts for one side: the first local one, else the first.

    A co-operative contract is registered once, by one of its developers (domain.md §1.2 D2).
    """
    parties = version.parties_on(side)
    local = [party for party in parties if pack().is_local(party.region)]
    return next(iter(local or parties), None)


def is_import(version: ContractVersion) -> bool:
    """Whether technology comes from abroad: every seller is foreign."""
    sellers = version.parties_on(PartySide.SELLER)
    return bool(sellers) and all(seller.country != DOMESTIC for seller in sellers)


def applicant_party(version: ContractVersion) -> ContractParty | None:
    """Return who registers: the seller; for an import the domestic buyer (domain.md §0.4)."""
    return lead_party(version, PartySide.BUYER if is_import(version) else PartySide.SELLER)


def is_registered_here(version: ContractVersion) -> bool:
    """Whether the applicant's place makes the region's own office the one that registers."""
    party = applicant_party(version)
    return party is not None and pack().is_local(party.region)


def has_local_buyer(version: ContractVersion) -> bool:
    """Whether the contract brings technology into the region."""
    buyer = lead_party(version, PartySide.BUYER)
    return buyer is not None and pack().is_local(buyer.region)
