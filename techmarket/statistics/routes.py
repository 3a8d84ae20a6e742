"""Pages of statistics."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

statistics_bp = Blueprint("statistics", __name__)
BLUEPRINTS = (statistics_bp,)


@statistics_bp.get("/statistics")
def index() -> ResponseReturnValue:
    return render_template("layout/base.html")
