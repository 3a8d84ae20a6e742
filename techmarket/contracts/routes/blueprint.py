"""The blueprint that every page of contracts joins."""

from flask import Blueprint

contracts_bp = Blueprint("contracts", __name__)
