"""Pages of deals."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

deals_bp = Blueprint("deals", __name__)
BLUEPRINTS = (deals_bp,)


@deals_bp.get("/notices")
def notices() -> ResponseReturnValue:
    return render_template("layout/base.html")
