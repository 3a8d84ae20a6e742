"""Pages of accounts."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

accounts_bp = Blueprint("accounts", __name__)
BLUEPRINTS = (accounts_bp,)


@accounts_bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    return render_template("layout/base.html")


@accounts_bp.get("/sign-up")
def sign_up() -> ResponseReturnValue:
    return render_template("layout/base.html")


@accounts_bp.get("/sign-out")
def sign_out() -> ResponseReturnValue:
    return render_template("layout/base.html")
