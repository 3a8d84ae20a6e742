"""Pages of matching."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

matching_bp = Blueprint("matching", __name__)
BLUEPRINTS = (matching_bp,)


@matching_bp.get("/matches")
def board() -> ResponseReturnValue:
    return render_template("layout/base.html")
