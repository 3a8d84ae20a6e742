"""Pages of me."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

me_bp = Blueprint("me", __name__)
BLUEPRINTS = (me_bp, )


@me_bp.get("/me")
def index() -> ResponseReturnValue:
    return render_template("layout/base.html")
