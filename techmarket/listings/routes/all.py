"""The blueprints of listings, with every page bound to them."""

from techmarket.listings.routes import desk, edit, lists, moves, own, search, show
from techmarket.listings.routes.blueprint import listings_bp, search_bp

BLUEPRINTS = (listings_bp, search_bp)
PAGES = (desk, edit, lists, moves, own, search, show)
