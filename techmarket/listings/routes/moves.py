"""The moves of a listing, each a POST; grave ones ask on a page of their own first."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.signed_in import signed_in_user
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.listings.forms.moves import CloseForm, TakeDownForm
from techmarket.listings.lifecycle import LISTING_LIFECYCLE, ListingAction
from techmarket.listings.models import Listing
from techmarket.listings.policies import RULE_FOR
from techmarket.listings.routes.blueprint import listing_of, listing_url, listings_bp
from techmarket.listings.services import clocks, moving
from techmarket.web.pages import form_page

ADDRESS = "/<any(results, demands):section>/<int:listing_id>"


@listings_bp.post(ADDRESS + "/confirm")
@login_required
def confirm(section: str, listing_id: int) -> ResponseReturnValue:
    listing = listing_of(section, listing_id)
    with transaction():
        clocks.confirm(signed_in_user(), listing)
    flash(_("Confirmed: it stays in the lists."))
    return redirect(listing_url(listing))


@listings_bp.get(ADDRESS + "/withdraw")
@login_required
def ask_withdraw(section: str, listing_id: int) -> ResponseReturnValue:
    listing = _movable(section, listing_id, ListingAction.WITHDRAW)
    return render_template(
        "layout/confirm.html",
        title=_("Withdraw"),
        question=_("Withdraw “%(title)s”?", title=listing.latest_revision.title),
        consequence=_("It leaves the lists and the search. You can hand it in again later."),
        action_url=listing_url(listing, "listings.withdraw"),
        action_label=_("Withdraw"),
        cancel_url=listing_url(listing),
    )


@listings_bp.post(ADDRESS + "/withdraw")
@login_required
def withdraw(section: str, listing_id: int) -> ResponseReturnValue:
    listing = listing_of(section, listing_id)
    with transaction():
        moving.withdraw(signed_in_user(), listing)
    flash(_("Withdrawn."))
    return redirect(listing_url(listing))


@listings_bp.route(ADDRESS + "/close", methods=["GET", "POST"])
@login_required
def close(section: str, listing_id: int) -> ResponseReturnValue:
    listing = _movable(section, listing_id, ListingAction.CLOSE)
    form = CloseForm()
    form.only_for(listing.kind)
    if form.validate_on_submit():
        try:
            with transaction():
                moving.close(signed_in_user(), listing, form.reason.data, note=form.note.data or "")
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("Closed."))
            return redirect(listing_url(listing))
    return form_page("listings/close.html", form=form, listing=listing, is_demo=listing.is_demo)


@listings_bp.route(ADDRESS + "/take_down", methods=["GET", "POST"])
@login_required
def take_down(section: str, listing_id: int) -> ResponseReturnValue:
    listing = _movable(section, listing_id, ListingAction.TAKE_DOWN)
    form = TakeDownForm()
    if form.validate_on_submit():
        with transaction():
            moving.take_down(signed_in_user(), listing, form.note.data or "")
        flash(_("Taken down."))
        return redirect(listing_url(listing))
    return form_page("listings/take_down.html", form=form, listing=listing, is_demo=listing.is_demo)


@listings_bp.post(ADDRESS + "/restore")
@login_required
def restore(section: str, listing_id: int) -> ResponseReturnValue:
    listing = listing_of(section, listing_id)
    with transaction():
        moving.restore(signed_in_user(), listing)
    flash(_("Restored."))
    return redirect(listing_url(listing))


def _movable(section: str, listing_id: int, action: ListingAction) -> Listing:
    """Return the listing if this move is possible and allowed, before a page asks for it."""
    listing = listing_of(section, listing_id)
    require(RULE_FOR[action], signed_in_user(), listing)
    LISTING_LIFECYCLE.target(listing.state, action)
    return listing
