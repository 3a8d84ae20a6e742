"""The way of a registration: applied for, examined, registered, changed, cancelled."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, datetime, timedelta

from techmarket.accounts.models import User
from techmarket.contracts.models import Contract, PartySide
from techmarket.contracts.services.signing import terminate_contract
from techmarket.deals.models import Deal, Side
from techmarket.demo.contracting import sign_it
from techmarket.demo.dealing import PERCENT, Play, reach_agreement
from techmarket.demo.script import DealLine
from techmarket.demo.stage import Diary, Stage, Story
from techmarket.kernel import clock
from techmarket.region.current import pack
from techmarket.registration.facts import Facts, facts_of, lead_party
from techmarket.registration.models import Registration
from techmarket.registration.services.application import (
    open_case,
    request_change,
    submit_case,
)
from techmarket.registration.services.registering import (
    Ending,
    approve_change,
    cancel_registration,
    record_elsewhere,
    register_contract,
)
from techmarket.registration.services.review import (
    accept_case,
    escalate_case,
    refuse_case,
    return_case,
    start_examination,
)

MINUTES_BETWEEN_DEALS = 11
SECOND, CORRECTED = "second", "corrected"
DIGITS = 6


def tell_deal(stage: Stage, line: DealLine, order: int) -> Story:
    """Play one deal from its first question as far as the script lets it come."""
    play = Play(stage, line, Diary(line.begins_on, order * MINUTES_BETWEEN_DEALS), order)
    deal = yield from reach_agreement(play)
    if deal is None:
        return
    contract = yield from sign_it(play, deal)
    if contract is None:
        return
    if play.ends_at("elsewhere"):
        yield play.diary.after(12)
        _note_elsewhere(play, contract)
        return
    registration = yield from _examine(play, deal, contract)
    if registration is not None:
        yield from _afterwards(play, deal, registration)


def _examine(
    play: Play, deal: Deal, contract: Contract
) -> Generator[datetime, None, Registration | None]:
    """Apply and have the case decided; None where it is not registered."""
    diary, registrar = play.diary, play.stage.people["registrar"]
    yield diary.after(6)
    applicant = play.person(deal, Side.SELLER)
    registration = open_case(applicant, contract)
    submit_case(applicant, registration)
    if play.ends_at("submitted"):
        return None
    yield diary.after(1)
    is_disputed = play.line.review == SECOND
    note = play.stage.decision("dispute_note") if is_disputed else ""
    accept_case(registrar, registration, is_disputed=is_disputed, note=note)
    if play.ends_at("accepted"):
        return None
    yield diary.after(2)
    start_examination(registrar, registration)
    if play.ends_at("in_review"):
        return None
    yield diary.after(4)
    if play.ends_at("refused", "returned"):
        _turn_down(play, registrar, registration)
        return None
    return (yield from _decide(play, registrar, registration))


def _turn_down(play: Play, registrar: User, registration: Registration) -> None:
    words = play.stage.decision
    if play.ends_at("refused"):
        refuse_case(registrar, registration, [words("refusal_ground")], words("refusal_text"))
        return
    reason = {"field": words("return_field"), "code": words("return_reason")}
    return_case(registrar, registration, [{**reason, "text": words("return_text")}])


def _decide(
    play: Play, registrar: User, registration: Registration
) -> Generator[datetime, None, Registration | None]:
    officer = registrar
    if play.line.review == SECOND or play.ends_at("second_review"):
        escalate_case(registrar, registration, note=play.stage.decision("escalate_note"))
        if play.ends_at("second_review"):
            return None
        yield play.diary.after(4)
        officer = play.stage.people["second-reviewer"]
    else:
        yield play.diary.after(2)
    facts, class_reason = _fixed(play, registration)
    register_contract(
        officer,
        registration,
        number=_number(play.stage, pack().region_code, clock.today()),
        registered_on=clock.today(),
        facts=facts,
        class_reason=class_reason,
        certificate=play.stage.sample,
    )
    return registration


def _fixed(play: Play, registration: Registration) -> tuple[Facts, str]:
    """Return what the office fixes, and why where it is another class than declared."""
    stated = facts_of(registration.contract.latest_version)
    if play.line.review != CORRECTED:
        return stated, ""
    words = play.stage.decision
    return replace(stated, subtype=words("corrected_subtype")), words("class_reason")


def _number(stage: Stage, region_code: str, on: date) -> str:
    """Return the next number of the demo office of a city, which no real office has."""
    office = pack().rule_text("number_office_demo", on)
    stem = f"{region_code[: len(pack().region_prefix)]}{office}{on.year}"
    return f"{stem}{stage.next_serial(stem):0{DIGITS}d}"


def _note_elsewhere(play: Play, contract: Contract) -> None:
    stage, version = play.stage, contract.latest_version
    seller = lead_party(version, PartySide.SELLER)
    region_code = (seller.region if seller else None) or pack().region_code
    registered_on = clock.today() - timedelta(days=2)
    record_elsewhere(
        stage.people["registrar"],
        stage.organisations["office"],
        contract,
        office_name=stage.decision("elsewhere_office"),
        number=_number(stage, region_code, registered_on),
        registered_on=registered_on,
        facts=facts_of(version),
        document=stage.sample,
    )


def _afterwards(play: Play, deal: Deal, registration: Registration) -> Story:
    """Change or cancel what was registered, where the script says so."""
    diary, registrar = play.diary, play.stage.people["registrar"]
    if play.ends_at("change_pending", "changed"):
        yield diary.after(15)
        _ask_for_change(play, play.person(deal, Side.SELLER), registration)
        if play.ends_at("change_pending"):
            return
        yield diary.after(5)
        note = play.stage.decision("change_note")
        approve_change(registrar, registration, changed_on=clock.today(), note=note)
    if play.ends_at("cancelled"):
        yield diary.after(20)
        reason, text = play.stage.decision("cancel_reason"), play.stage.decision("cancel_text")
        buyer = play.person(deal, Side.BUYER)
        terminate_contract(buyer, registration.contract, reason=reason, note=text)
        yield diary.after(5)
        ending = Ending(reason=reason, text=text, ended_on=clock.today())
        cancel_registration(registrar, registration, ending, play.stage.sample)


def _ask_for_change(play: Play, applicant: User, registration: Registration) -> None:
    words, stated = play.stage.decision, facts_of(registration.contract.latest_version)
    share = int(words("change_share"))
    changed = replace(
        stated,
        turnover_fen=stated.turnover_fen * share // PERCENT,
        technical_fen=stated.technical_fen * share // PERCENT,
    )
    request_change(
        applicant,
        registration,
        changed,
        reason=words("change_reason"),
        text=words("change_text"),
        document=play.stage.sample,
    )
