"""The list of one's deals, and the deal room."""

from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.models import User
from techmarket.accounts.queries.people import names_of_people
from techmarket.accounts.signed_in import signed_in_user
from techmarket.deals.blocks import deal_blocks
from techmarket.deals.lifecycle import DealAction, DealState
from techmarket.deals.models import Deal, Side
from techmarket.deals.policies import available_actions, may_act, may_open_notice, side_of
from techmarket.deals.queries.deals import (
    Stage,
    count_deals,
    get_deal,
    list_deals,
    next_step,
    stage_reached,
    stages_of,
)
from techmarket.deals.queries.notices import find_notice, list_notices, needs_notice
from techmarket.deals.routes.links import listing_url
from techmarket.deals.routes.rows import terms_rows
from techmarket.deals.terms import agreement_gap
from techmarket.kernel import clock
from techmarket.kernel.history import History, list_history
from techmarket.region.current import pack
from techmarket.web.i18n import current_language
from techmarket.web.sentences import sentence_for
from techmarket.web.urls import requested_page

deals_bp = Blueprint("deals", __name__)


@deals_bp.get("/deals")
@login_required
def index() -> ResponseReturnValue:
    user = signed_in_user()
    is_open = request.args.get("list") != "ended"
    page = list_deals(user, is_open=is_open, page=requested_page())
    today = clock.today()
    return render_template(
        "deals/index.html",
        page=page,
        is_open=is_open,
        counts={state: count_deals(user, is_open=state) for state in (True, False)},
        steps={each.id: next_step(each, today) for each in page.entries},
        stages={each.id: stage_reached(each, today) for each in page.entries},
        sides={each.id: side_of(user, each) for each in page.entries},
        active="me",
    )


@deals_bp.get("/notices")
def notices() -> ResponseReturnValue:
    running = request.args.get("list") != "ended"
    today = clock.today()
    return render_template(
        "deals/notices.html",
        page=list_notices(running=running, page=requested_page()),
        running=running,
        today=today,
        days=pack().rule_int("public_notice_days", today),
        active="notices",
    )


@deals_bp.get("/deals/<int:deal_id>")
@login_required
def show(deal_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    deal = get_deal(user, deal_id)
    return render_template("deals/show.html", **room_values(user, deal))


def room_values(user: User, deal: Deal) -> dict[str, Any]:
    """Return what the deal room shows this person."""
    today, side = clock.today(), side_of(user, deal)
    reached = stage_reached(deal, today)
    return {
        "deal": deal,
        "side": side,
        "step": next_step(deal, today),
        "stages": [(stage.value, _stage_name(stage)) for stage in stages_of(deal)],
        "reached": (reached or Stage.OPENED).value,
        "listings": [
            (each, listing_url(each)) for each in (deal.result, deal.demand) if each is not None
        ],
        "party_roles": _party_roles(deal),
        "notice": find_notice(deal),
        "needs_notice": needs_notice(deal),
        "may_open_notice": may_open_notice(user, deal),
        "may_act": may_act(user, deal),
        "actions": available_actions(user, deal),
        "blocks": deal_blocks.draw(deal, user),
        "timeline": _timeline(deal),
        "today": today,
        "is_demo": deal.is_demo,
        "active": "me",
        **_terms_values(deal, side),
    }


def _stage_name(stage: Stage) -> str:
    names = {
        Stage.OPENED: _("Opened"),
        Stage.NEGOTIATING: _("Negotiating"),
        Stage.AGREED: _("Agreed"),
        Stage.NOTICE: _("Public notice"),
        Stage.CONTRACTED: _("Under contract"),
    }
    return names[stage]


def _terms_values(deal: Deal, side: Side | None) -> dict[str, Any]:
    """The latest terms beside those before, and whether this side may say yes to them."""
    before = {later: earlier for earlier, later in pairwise([None, *deal.terms])}
    proposals = [(terms, terms_rows(terms, before[terms])) for terms in reversed(deal.terms)]
    latest = deal.latest_terms
    open_question = deal.state == DealState.NEGOTIATING and latest is not None
    gap = agreement_gap(latest, clock.today()) if open_question and latest else None
    waits = open_question and latest is not None and side not in latest.confirmed_sides
    return {
        "proposals": proposals,
        "gap": sentence_for(gap) if gap else None,
        "may_confirm": bool(side and waits and gap is None),
    }


def _party_roles(deal: Deal) -> dict[Side, str]:
    """Return what each side is called in this type of contract, for example transferor."""
    terms, language = deal.latest_terms, current_language()
    code = pack().find_code("contract_subtype", terms.contract_subtype) if terms else None
    if code is None:
        return {Side.SELLER: "", Side.BUYER: ""}
    return {side: code.extra.get(f"{side}_role_{language}", "") for side in Side}


class TimelineEntry(NamedTuple):
    """One move of the deal in words."""

    at: datetime
    what: str
    who: str
    note: str


def _timeline(deal: Deal) -> list[TimelineEntry]:
    rows = list_history("deal", deal.id)
    names = names_of_people(row.actor_id for row in rows)
    return [_entry(row, names.get(row.actor_id, "")) for row in reversed(rows)]


def _entry(row: History, who: str) -> TimelineEntry:
    about_terms = row.action in {DealAction.PROPOSE, DealAction.AGREE, "confirm"}
    named_agent = row.action == "name_agent"
    what = _sentence(row.action, row.note)
    kept = "" if about_terms or named_agent else row.note
    return TimelineEntry(row.at, what, who, kept)


def _sentence(action: str, number: str) -> str:
    sentences = {
        "open": _("The deal was opened"),
        DealAction.PROPOSE: _("Terms no. %(number)s were proposed", number=number),
        "confirm": _("Terms no. %(number)s were confirmed by one side", number=number),
        DealAction.AGREE: _("Both sides agree on terms no. %(number)s", number=number),
        "name_agent": _("A technology agent was named"),
        DealAction.CONTRACT: _("The contract is being made"),
        DealAction.ABANDON: _("The deal ended without a contract"),
    }
    return sentences.get(action, action)
