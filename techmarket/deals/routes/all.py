"""The blueprints of deals, for `wiring.py`."""

from techmarket.deals.routes.inquiries import inquiries_bp
from techmarket.deals.routes.negotiation import deals_bp
from techmarket.deals.routes.notices import notices_bp
from techmarket.deals.routes.words import SENTENCES
from techmarket.web.sentences import add_sentences

BLUEPRINTS = (inquiries_bp, deals_bp, notices_bp)

add_sentences(deals_bp, SENTENCES)
