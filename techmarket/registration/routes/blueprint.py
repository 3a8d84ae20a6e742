"""The one blueprint; the modules beside it add their addresses."""

from flask import Blueprint

registration_bp = Blueprint("registration", __name__)
