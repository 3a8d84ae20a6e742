"""The blueprint that every page of contracts joins."""

from flask import Blueprint

UNPROCESSABLE = 422

contracts_bp = Blueprint("contracts", __name__)
