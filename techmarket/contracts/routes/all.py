"""The blueprint of contracts with all its pages, for `wiring.py`."""

from techmarket.contracts.routes import drafting, money, pages, signing
from techmarket.contracts.routes.blueprint import contracts_bp
from techmarket.contracts.routes.words import SENTENCES
from techmarket.web.sentences import add_sentences

__all__ = ["BLUEPRINTS", "drafting", "money", "pages", "signing"]

BLUEPRINTS = (contracts_bp,)

add_sentences(contracts_bp, SENTENCES)
