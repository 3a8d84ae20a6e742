"""Pages of home."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

home_bp = Blueprint("home", __name__)
BLUEPRINTS = (home_bp, )


@home_bp.get("/")
def index() -> ResponseReturnValue:
    return render_template("layout/base.html")


@home_bp.get("/about")
def about() -> ResponseReturnValue:
    return render_template("layout/base.html")
