"""Every page of accounts; importing it binds the views to their blueprints."""

from techmarket.accounts.routes import account, sign_up
from techmarket.accounts.routes.organisations import organisations_bp
from techmarket.accounts.routes.sessions import sessions_bp

BLUEPRINTS = (sessions_bp, organisations_bp)
VIEWS = (account, sign_up)
