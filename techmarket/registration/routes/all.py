"""The blueprint of this feature with everything that hangs on it."""

from techmarket.registration.routes import cases, desk, documents, steps, words
from techmarket.registration.routes.blueprint import registration_bp

BLUEPRINTS = (registration_bp,)
PARTS = (cases, desk, documents, steps, words)
