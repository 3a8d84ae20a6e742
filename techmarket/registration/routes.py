"""Pages of registration."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

registration_bp = Blueprint("registration", __name__)
BLUEPRINTS = (registration_bp,)


@registration_bp.get("/registration")
def index() -> ResponseReturnValue:
    return render_template("layout/base.html")
