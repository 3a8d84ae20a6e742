"""Asking about a listing, and what becomes of it."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs of 3.2

from techmarket.accounts.models import User
from techmarket.accounts.signed_in import signed_in_user
from techmarket.deals.forms import AnswerForm, DeclineForm, InquiryForm
from techmarket.deals.lifecycle import InquiryAction
from techmarket.deals.models import Inquiry
from techmarket.deals.policies import (
    INQUIRY_RULE_FOR,
    asker_is_masked,
    inquiry_actions,
    may_inquire,
    may_speak_for,
    owner_is_masked,
    owns_listing_of,
)
from techmarket.deals.queries.inquiries import (
    count_inquiries,
    find_open_inquiry,
    get_inquiry,
    is_overdue,
    list_asking_organisations,
    list_fitting_listings,
    list_inquiries,
)
from techmarket.deals.routes.links import listing_url
from techmarket.deals.services.inquiries import (
    accept_inquiry,
    answer_inquiry,
    decline_inquiry,
    send_inquiry,
)
from techmarket.kernel import clock
from techmarket.kernel.errors import InvalidInput, NotAllowed
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.listings.addresses import KIND_OF
from techmarket.listings.models import Listing
from techmarket.listings.queries.finding import get_listing
from techmarket.listings.queries.naming import owner_name
from techmarket.web.i18n import current_language
from techmarket.web.pages import form_page
from techmarket.web.urls import requested_page

inquiries_bp = Blueprint("inquiries", __name__)


@inquiries_bp.route(
    "/<any(results, demands):section>/<int:listing_id>/inquire", methods=["GET", "POST"]
)
@login_required
def ask(section: str, listing_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    listing = get_listing(user, listing_id, KIND_OF[section])
    require(may_inquire, user, listing)
    form = _inquiry_form(user, listing)
    if request.method == "GET":
        asked = find_open_inquiry(user, listing)
        if asked is not None:
            return redirect(url_for("inquiries.show", inquiry_id=asked.id))
    elif form.validate():
        try:
            inquiry = _send(user, listing, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("Your inquiry has been sent."))
            return redirect(url_for("inquiries.show", inquiry_id=inquiry.id))
    return form_page("deals/inquiry_form.html", form=form, **_listing_words(user, listing))


def _inquiry_form(user: User, listing: Listing) -> InquiryForm:
    """Offer the organisations and listings with which the person may ask."""
    organisations = list_asking_organisations(user, listing)
    if not organisations:
        raise NotAllowed(may_speak_for.__name__)
    fitting = list_fitting_listings(user, listing)
    given = request.args.get("own", type=int)
    best = fitting[0].id if fitting else None
    form = InquiryForm(own_listing_id=given if given in {each.id for each in fitting} else best)
    language = current_language()
    form.organisation_id.choices = [
        SelectChoice(value=each.id, label=each.display_name(language)) for each in organisations
    ]
    form.own_listing_id.choices = [
        SelectChoice(value="", label=_("No listing of ours")),
        *(SelectChoice(value=each.id, label=each.known_title) for each in fitting),
    ]
    return form


def _send(user: User, listing: Listing, form: InquiryForm) -> Inquiry:
    """Send with the rows chosen among those offered."""
    organisations = {each.id: each for each in list_asking_organisations(user, listing)}
    own = {each.id: each for each in list_fitting_listings(user, listing)}
    with transaction():
        return send_inquiry(
            user,
            listing,
            organisations[form.organisation_id.data],
            wanted=form.wanted.data or "",
            unclear=form.unclear.data or "",
            about_us=form.about_us.data or "",
            own_listing=own.get(form.own_listing_id.data),
        )


def _listing_words(user: User, listing: Listing) -> dict[str, Any]:
    return {
        "listing": listing,
        "listing_title": listing.known_title,
        "listing_url": listing_url(listing),
        "owner_name": owner_name(user, listing, current_language()),
        "is_demo": listing.is_demo,
    }


@inquiries_bp.get("/me/inquiries")
@login_required
def index() -> ResponseReturnValue:
    user = signed_in_user()
    received = request.args.get("box") != "sent"
    page = list_inquiries(user, received=received, page=requested_page())
    return render_template(
        "deals/inquiries.html",
        page=page,
        received=received,
        counts={box: count_inquiries(user, received=box) for box in (True, False)},
        names={each.id: _names(user, each) for each in page.entries},
        today=clock.today(),
        overdue={each.id for each in page.entries if is_overdue(each, clock.today())},
        active="me",
    )


@inquiries_bp.get("/inquiries/<int:inquiry_id>")
@login_required
def show(inquiry_id: int) -> ResponseReturnValue:
    inquiry = get_inquiry(signed_in_user(), inquiry_id)
    return _page(inquiry, AnswerForm(), DeclineForm())


@inquiries_bp.post("/inquiries/<int:inquiry_id>/answer")
@login_required
def answer(inquiry_id: int) -> ResponseReturnValue:
    user, form = signed_in_user(), AnswerForm()
    inquiry = get_inquiry(user, inquiry_id)
    require(INQUIRY_RULE_FOR[InquiryAction.ANSWER], user, inquiry)
    if not form.validate():
        return _page(inquiry, form, DeclineForm(formdata=None)), HTTPStatus.UNPROCESSABLE_ENTITY
    with transaction():
        answer_inquiry(user, inquiry, form.reply.data or "")
    flash(_("Your answer has been sent."))
    return redirect(url_for("inquiries.show", inquiry_id=inquiry_id))


@inquiries_bp.post("/inquiries/<int:inquiry_id>/decline")
@login_required
def decline(inquiry_id: int) -> ResponseReturnValue:
    user, form = signed_in_user(), DeclineForm()
    inquiry = get_inquiry(user, inquiry_id)
    require(INQUIRY_RULE_FOR[InquiryAction.DECLINE], user, inquiry)
    if not form.validate():
        return _page(inquiry, AnswerForm(formdata=None), form), HTTPStatus.UNPROCESSABLE_ENTITY
    with transaction():
        decline_inquiry(user, inquiry, form.reason.data, form.note.data or "")
    flash(_("The inquiry has been declined."))
    return redirect(url_for("inquiries.show", inquiry_id=inquiry_id))


@inquiries_bp.post("/inquiries/<int:inquiry_id>/accept")
@login_required
def accept(inquiry_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    inquiry = get_inquiry(user, inquiry_id)
    with transaction():
        deal = accept_inquiry(user, inquiry)
    flash(_("The deal is open. Propose terms, or wait for those of the other side."))
    return redirect(url_for("deals.show", deal_id=deal.id))


def _page(inquiry: Inquiry, answer_form: AnswerForm, decline_form: DeclineForm) -> str:
    user = signed_in_user()
    return render_template(
        "deals/inquiry.html",
        inquiry=inquiry,
        title=inquiry.listing.known_title,
        own_title=inquiry.own_listing.known_title if inquiry.own_listing else None,
        listing_url=listing_url(inquiry.listing),
        own_url=listing_url(inquiry.own_listing) if inquiry.own_listing else None,
        names=_names(user, inquiry),
        actions=inquiry_actions(user, inquiry),
        is_owner=owns_listing_of(user, inquiry),
        days_left=(inquiry.reply_due_on - clock.today()).days,
        answer_form=answer_form,
        decline_form=decline_form,
        is_demo=inquiry.listing.is_demo,
        active="me",
    )


def _names(user: User, inquiry: Inquiry) -> dict[str, str | None]:
    """Name both sides as this person may know them, and the people unless their side is masked."""
    language = current_language()
    owner = inquiry.listing.organisation.display_name(language)
    asker = inquiry.organisation.display_name(language)
    if owner_is_masked(user, inquiry):
        owner = inquiry.listing.public_name
    masked = asker_is_masked(user, inquiry)
    if masked and inquiry.own_listing is not None:
        asker = inquiry.own_listing.public_name
    return {"owner": owner, "asker": asker, "author": None if masked else inquiry.author.name}
