"""The way of a contract: drafted, offered, signed by both, paid for, completed."""

from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, timedelta

from techmarket.contracts.checks import DraftFacts
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import Contract, ContractVersion, PartySide
from techmarket.contracts.services.drafting import create_contract, edit_draft, offer_contract
from techmarket.contracts.services.payments import record_payment
from techmarket.contracts.services.signing import complete_contract, sign_contract
from techmarket.deals.models import Deal, Side
from techmarket.demo.dealing import Play
from techmarket.demo.stage import Diary, Story
from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.region.current import pack

DAYS_TO_PAY, DAYS_TO_COMPLETE = 3, 10
# Stations at which only the first part of the price has come.
PAID_ONCE = ("overdue", "cancelled")


def sign_it(play: Play, deal: Deal) -> Generator[datetime, None, Contract | None]:
    """Draft the contract and have both sides sign it; None where it comes no further."""
    diary = play.diary
    seller = play.person(deal, Side.SELLER)
    yield diary.after(2)
    contract = create_contract(seller, deal)
    db.session.flush()  # the draft's parties and version get their ids
    if play.ends_at("drafted"):
        return None
    version = contract.latest_version
    edit_draft(seller, contract, seen_version=contract.version, facts=_facts(play, version))
    yield diary.after(1)
    db.session.flush()  # the version seen is the one that is stored
    offer_contract(seller, contract, seen_version=contract.version)
    yield diary.after(1)
    _sign(play, deal, contract, Side.SELLER)
    if play.ends_at("half_signed"):
        return None
    yield diary.at(version.begins_on or diary.day)
    _sign(play, deal, contract, Side.BUYER)
    play.stage.begin(_pay(play, deal, contract))
    return None if play.ends_at("overdue") else contract


def _facts(play: Play, version: ContractVersion) -> DraftFacts:
    said = play.stage.phrases["contract"]
    kind = pack().label("contract_subtype", version.subtype, "zh")
    has_other_cost = version.technical_fen < version.turnover_fen
    return replace(
        DraftFacts.of(version),
        title=f"{version.title} - {kind}",
        ip=version.ip or said["default_ip"],
        plan_source=said["plan_source"],
        objective=said["objective_of_field"].get(
            version.technology_field, said["default_objective"]
        ),
        non_technical_note=said["non_technical_note"] if has_other_cost else "",
    )


def _sign(play: Play, deal: Deal, contract: Contract, side: Side) -> None:
    party = contract.latest_version.parties_on(PartySide(side))[0]
    sign_contract(
        play.person(deal, side),
        contract,
        version_number=contract.latest_version.number,
        party_id=party.id,
        upload=play.stage.sample,
        signed_by=party.representative,
        signed_on=clock.today(),
    )


def _pay(play: Play, deal: Deal, contract: Contract) -> Story:
    """Pay what falls due, and complete the contract when its term has run."""
    diary = Diary(play.diary.day, play.diary.minute)
    instalments = sorted(contract.instalments, key=lambda each: (each.due_on, each.id))
    if play.ends_at(*PAID_ONCE):
        instalments = instalments[:1]
    for instalment in instalments:
        yield diary.at(instalment.due_on + timedelta(days=DAYS_TO_PAY))
        record_payment(
            play.person(deal, Side.SELLER),
            contract,
            received_on=clock.today(),
            amount_fen=instalment.amount_fen,
            instalment_id=instalment.id,
        )
    ends_on = contract.latest_version.ends_on
    if play.ends_at(*PAID_ONCE) or ends_on is None:
        return
    yield diary.at(ends_on + timedelta(days=DAYS_TO_COMPLETE))
    if contract.state == ContractState.IN_FORCE:
        complete_contract(play.person(deal, Side.BUYER), contract)
