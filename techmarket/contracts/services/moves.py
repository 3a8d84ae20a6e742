"""What every change of a contract shares: the version that was seen, one place for its history."""

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from techmarket.contracts.lifecycle import CONTRACT_LIFECYCLE, ContractAction
from techmarket.contracts.models import Contract
from techmarket.contracts.policies import RULE_FOR
from techmarket.deals.queries.notices import signing_obstacles
from techmarket.kernel import clock, history
from techmarket.kernel.errors import Conflict
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor, require
from techmarket.kernel.seen import require_unchanged

CHAIN = "contract"


def move(actor: Actor, contract: Contract, action: ContractAction, note: str = "") -> None:
    """Make one move: rule, table, history. Raises NotAllowed, InvalidTransition."""
    require(RULE_FOR[action], actor, contract)
    states = CONTRACT_LIFECYCLE.apply(contract, action)
    history.record(CHAIN, contract.id, actor=actor, action=action, states=states, note=note)


def note_change(actor: Actor, contract: Contract, action: str, note: str = "") -> None:
    """Record a change that leaves the state as it is."""
    states = (contract.state, contract.state)
    history.record(CHAIN, contract.id, actor=actor, action=action, states=states, note=note)


def require_seen(contract: Contract, seen_version: int) -> None:
    """Refuse what was decided on an older page; `seen_version` is `contract.version` of then."""
    require_unchanged(str(seen_version), contract.version, "contract_changed")


def touch(contract: Contract) -> None:
    """Raise the contract's version although its own columns stay: its text has changed."""
    flag_modified(contract, "state")


def hold(contract: Contract) -> None:
    """Lock the contract's row, so that two who sign or book at once see each other (PostgreSQL)."""
    db.session.execute(sa.select(Contract.id).where(Contract.id == contract.id).with_for_update())
    db.session.expire(contract, ["versions", "state", "instalments", "payments"])


def require_signable(contract: Contract) -> None:
    """Refuse while the deal's public notice is missing, runs or is objected to (PTTL art. 18)."""
    if contract.deal is None:
        return
    obstacles = signing_obstacles(contract.deal, clock.today())
    if obstacles:
        raise Conflict(obstacles[0])
