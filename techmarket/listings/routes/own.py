"""A person's own listings."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from techmarket.accounts.signed_in import signed_in_user
from techmarket.listings.lifecycle import ListingState
from techmarket.listings.queries.own import count_own_by_state, list_own
from techmarket.listings.routes.blueprint import listings_bp
from techmarket.web.urls import requested_page


@listings_bp.get("/me/listings")
@login_required
def own() -> ResponseReturnValue:
    user, asked = signed_in_user(), request.args.get("state", "")
    state = ListingState(asked) if asked in set(ListingState) else None
    return render_template(
        "listings/own.html",
        page=list_own(user, requested_page(), state=state),
        counts=count_own_by_state(user),
        state=state,
        states=list(ListingState),
        active="me",
    )
