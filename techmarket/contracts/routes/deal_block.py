"""What a deal's page shows of its contract: the button to make it, or the way to it."""

from flask import render_template

from techmarket.contracts.queries import find_contract_of_deal
from techmarket.deals.lifecycle import DealAction
from techmarket.deals.models import Deal
from techmarket.deals.policies import available_actions
from techmarket.deals.queries.notices import signing_obstacles
from techmarket.kernel import clock
from techmarket.kernel.policy import Actor
from techmarket.web.sentences import sentence_for


def render_contract_block(deal: Deal, actor: Actor) -> str:
    """Return the markup of the block; nothing before the deal is agreed."""
    if deal.agreed_terms is None:
        return ""
    return render_template(
        "contracts/deal_block.html",
        deal=deal,
        contract=find_contract_of_deal(deal.id),
        may_create=DealAction.CONTRACT in available_actions(actor, deal),
        obstacles=[sentence_for(code) for code in signing_obstacles(deal, clock.today())],
    )
