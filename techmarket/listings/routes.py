"""Pages of listings."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

listings_bp = Blueprint("listings", __name__)
search_bp = Blueprint("search", __name__)
BLUEPRINTS = (listings_bp, search_bp, )


@listings_bp.get("/results")
def index_results() -> ResponseReturnValue:
    return render_template("layout/base.html")


@listings_bp.get("/demands")
def index_demands() -> ResponseReturnValue:
    return render_template("layout/base.html")


@search_bp.get("/search")
def index() -> ResponseReturnValue:
    return render_template("layout/base.html")


@listings_bp.get("/publish")
def start() -> ResponseReturnValue:
    return render_template("layout/base.html")
