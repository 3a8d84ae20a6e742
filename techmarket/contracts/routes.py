"""Pages of contracts."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

contracts_bp = Blueprint("contracts", __name__)
BLUEPRINTS = (contracts_bp,)


@contracts_bp.get("/contracts")
def index() -> ResponseReturnValue:
    return render_template("layout/base.html")
