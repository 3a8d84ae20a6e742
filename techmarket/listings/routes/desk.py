"""The operator's desk: the queue and the review of one revision."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs of 3.2

from techmarket.accounts.signed_in import signed_in_user
from techmarket.kernel import clock
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.orm import transaction
from techmarket.listings.content import fields_of
from techmarket.listings.forms.labels import field_label
from techmarket.listings.forms.moves import ReasonRow, ReviewForm
from techmarket.listings.lifecycle import RevisionState
from techmarket.listings.models import ListingRevision, ReviewDecision
from techmarket.listings.policies import may_review
from techmarket.listings.queries.desk import (
    differences,
    list_twins,
    list_under_review,
    review_deadline,
)
from techmarket.listings.queries.finding import get_revision_under_review
from techmarket.listings.routes.blueprint import listings_bp
from techmarket.listings.services import reviewing
from techmarket.listings.services.reviewing import OTHER_PLACES, Reason
from techmarket.region.current import pack
from techmarket.web.i18n import current_language
from techmarket.web.urls import requested_page

REASON_ROWS = 4


@listings_bp.get("/desk/listings")
@login_required
def desk() -> ResponseReturnValue:
    page = list_under_review(signed_in_user(), requested_page())
    return render_template(
        "listings/desk.html",
        page=page,
        deadlines={each.id: review_deadline(each) for each in page.entries},
        today=clock.today(),
    )


@listings_bp.route("/desk/listings/<int:revision_id>", methods=["GET", "POST"])
@login_required
def review(revision_id: int) -> ResponseReturnValue:
    revision = get_revision_under_review(signed_in_user(), revision_id)
    form, rows = ReviewForm(), _reason_rows(revision)
    if form.validate_on_submit() and all([row.validate() for row in rows]):  # noqa: C419 - every row shows its errors
        try:
            with transaction():
                reviewing.review(
                    signed_in_user(),
                    revision,
                    ReviewDecision(form.decision.data),
                    reasons=_reasons(form, rows),
                    note=form.note.data or "",
                )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The decision is recorded and the author is told."))
            return redirect(url_for("listings.desk"))
    return _review_page(revision, form, rows)


def _review_page(
    revision: ListingRevision, form: ReviewForm, rows: list[ReasonRow]
) -> ResponseReturnValue:
    is_open = revision.state == RevisionState.IN_REVIEW
    page = render_template(
        "listings/review.html",
        revision=revision,
        listing=revision.listing,
        form=form,
        rows=rows,
        is_open=is_open,
        may_review=may_review(signed_in_user(), revision.listing),
        deadline=review_deadline(revision),
        today=clock.today(),
        differences=differences(revision),
        twins=list_twins(revision) if is_open else [],
        is_demo=revision.listing.is_demo,
    )
    is_wrong = bool(form.errors) or any(row.errors for row in rows)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else 200


def _reason_rows(revision: ListingRevision) -> list[ReasonRow]:
    language, kind = current_language(), revision.kind
    names = (*fields_of(kind), *sorted(OTHER_PLACES))
    codes = pack().codes("listing_return_reason", clock.today())
    blank = SelectChoice(value="", label=_("Please choose"))
    places = [SelectChoice(value=name, label=field_label(kind, name)) for name in names]
    reasons = [SelectChoice(value=code.code, label=code.name(language)) for code in codes]
    rows = []
    for number in range(REASON_ROWS):
        row = ReasonRow(formdata=request.form or None, prefix=f"reason{number}-")
        row.place.choices, row.code.choices = [blank, *places], [blank, *reasons]
        rows.append(row)
    return rows


def _reasons(form: ReviewForm, rows: list[ReasonRow]) -> list[Reason]:
    if form.decision.data == ReviewDecision.REJECT:
        code = form.reject_reason.data
        return [Reason("listing", code, form.note.data or "")] if code else []
    if form.decision.data != ReviewDecision.RETURN:
        return []
    return [
        Reason(row.place.data or "listing", row.code.data or "other", row.text.data or "")
        for row in rows
        if row.place.data or row.code.data or row.text.data
    ]
