"""Write a listing in steps, each kept on the server at once."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs of 3.2

from techmarket.accounts.models import Organisation
from techmarket.accounts.signed_in import signed_in_user
from techmarket.kernel.errors import Conflict, InvalidInput, NotFound
from techmarket.kernel.files import file_store
from techmarket.kernel.orm import db, transaction
from techmarket.kernel.policy import require
from techmarket.kernel.seen import mark_of
from techmarket.kernel.text import clean_text
from techmarket.listings.content import (
    LONGEST_TITLE,
    STEPS,
    completeness,
    draft_of,
    missing_fields,
    values_of_step,
)
from techmarket.listings.forms.labels import STEP_LABELS
from techmarket.listings.forms.moves import AttachmentForm
from techmarket.listings.forms.steps import STEP_FORMS, StartForm, StepForm
from techmarket.listings.lifecycle import ListingKind, ListingState
from techmarket.listings.models import Listing, ListingRevision
from techmarket.listings.policies import EVERYBODY, may_edit, may_submit
from techmarket.listings.queries.own import list_own_organisations
from techmarket.listings.routes.blueprint import listing_of, listing_url, listings_bp
from techmarket.listings.services.attaching import ALLOWED_TYPES, attach, detach
from techmarket.listings.services.drafting import (
    change_organisation,
    choose_identity,
    create_draft,
    save_step,
    start_revision,
)
from techmarket.listings.services.reviewing import submit
from techmarket.region.current import pack
from techmarket.web.i18n import current_language
from techmarket.web.pages import form_page

ADDRESS = "/<any(results, demands):section>/<int:listing_id>"


@listings_bp.get("/publish")
@login_required
def start() -> ResponseReturnValue:
    return render_template("listings/start.html")


@listings_bp.route("/results/new", methods=["GET", "POST"])
@login_required
def create_result() -> ResponseReturnValue:
    return _create(ListingKind.RESULT)


@listings_bp.route("/demands/new", methods=["GET", "POST"])
@login_required
def create_demand() -> ResponseReturnValue:
    return _create(ListingKind.DEMAND)


def _create(kind: ListingKind) -> ResponseReturnValue:
    organisations = list_own_organisations(signed_in_user())
    # An empty search hands over what was looked for.
    asked = clean_text(request.args.get("title"))[:LONGEST_TITLE]
    form = StartForm(data={"title": asked})
    form.organisation.choices = _organisation_choices(organisations)
    if form.validate_on_submit():
        try:
            with transaction():
                organisation = db.session.get_one(Organisation, form.organisation.data)
                listing = create_draft(signed_in_user(), kind, organisation, form.title.data or "")
        except InvalidInput as error:
            form.refuse(error)
        else:
            return redirect(_step_url(listing, "basics"))
    return form_page("listings/create.html", form=form, kind=kind, organisations=organisations)


@listings_bp.post(ADDRESS + "/revise")
@login_required
def revise(section: str, listing_id: int) -> ResponseReturnValue:
    listing = listing_of(section, listing_id)
    with transaction():
        start_revision(signed_in_user(), listing)
    return redirect(_step_url(listing, "basics"))


@listings_bp.route(ADDRESS + "/edit/<step>", methods=["GET", "POST"])
@login_required
def edit(section: str, listing_id: int, step: str) -> ResponseReturnValue:
    listing = listing_of(section, listing_id)
    if step not in STEPS[listing.kind]:
        raise NotFound("step", step)
    require(may_edit, signed_in_user(), listing)
    draft = draft_of(listing)
    if draft is None:
        raise Conflict("no_draft")
    if step == "files":
        return _edit_files(listing, draft)
    if step == "check":
        return _check(listing, draft)
    form = _step_form(listing, draft, step)
    if form.validate_on_submit():
        try:
            with transaction():
                _save_step(listing, step, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            return redirect(_after(listing, step))
    return _step_page(listing, draft, step, form)


@listings_bp.post(ADDRESS + "/files/<int:attachment_id>/remove")
@login_required
def remove_file(section: str, listing_id: int, attachment_id: int) -> ResponseReturnValue:
    listing = listing_of(section, listing_id)
    with transaction():
        detach(signed_in_user(), listing, attachment_id)
    flash(_("The file has been removed."))
    return redirect(_step_url(listing, "files"))


def _save_step(listing: Listing, step: str, form: StepForm) -> None:
    user = signed_in_user()
    values = form.values(STEPS[listing.kind][step])
    save_step(user, listing, step, values, seen=form.seen.data)
    if "identity_masked" in form:
        choose_identity(
            user,
            listing,
            identity_masked=form["identity_masked"].data,
            public_name=form["public_name"].data,
        )
    if "organisation" in form:
        organisation = db.session.get_one(Organisation, form["organisation"].data)
        change_organisation(user, listing, organisation)


def _edit_files(listing: Listing, draft: ListingRevision) -> ResponseReturnValue:
    form = AttachmentForm()
    if form.validate_on_submit():
        try:
            upload = file_store().receive(
                form.file.data.stream,
                form.file.data.filename,
                allowed=ALLOWED_TYPES,
                field="file",
            )
            with transaction():
                level = int(form.level.data)
                attach(signed_in_user(), listing, upload, level=level, title=form.title.data or "")
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The file has been added."))
            return redirect(_step_url(listing, "files"))
    return _step_page(listing, draft, "files", form)


def _check(listing: Listing, draft: ListingRevision) -> ResponseReturnValue:
    form = _step_form(listing, draft, "check")
    if form.validate_on_submit():
        user = signed_in_user()
        try:
            with transaction():
                values = form.values(STEPS[listing.kind]["check"])
                save_step(user, listing, "check", values, seen=form.seen.data)
                submit(user, listing)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("Handed in. The market reviews it and tells you the outcome."))
            return redirect(listing_url(listing))
    return _step_page(listing, draft, "check", form)


def _step_form(listing: Listing, draft: ListingRevision, step: str) -> StepForm:
    said = values_of_step(listing, draft, step)
    form = STEP_FORMS[listing.kind][step](data=said | {"seen": mark_of(said)})
    if "organisation" in form:
        own = list_own_organisations(signed_in_user())
        fixed = listing.state != ListingState.DRAFT
        offered = [listing.organisation] if fixed else [listing.organisation, *own]
        form["organisation"].choices = _organisation_choices(offered)
    return form


def _step_page(
    listing: Listing, draft: ListingRevision, step: str, form: StepForm | AttachmentForm
) -> ResponseReturnValue:
    steps = list(STEPS[listing.kind])
    missing = missing_fields(listing, draft)
    if step == "check":  # the declaration is made on this very page
        missing = [each for each in missing if each.field != "not_secret_declared"]
    return form_page(
        f"listings/steps/{step if step in ('files', 'check') else 'fields'}.html",
        listing=listing,
        draft=draft,
        form=form,
        step=step,
        steps=[(str(STEP_LABELS[name]), _step_url(listing, name)) for name in steps],
        place=steps.index(step) + 1,
        previous_url=_step_url(listing, steps[steps.index(step) - 1]) if step != steps[0] else None,
        field_names=form.shown_fields(STEPS[listing.kind][step])
        if isinstance(form, StepForm)
        else [],
        missing=[(each, _step_url(listing, each.step)) for each in missing],
        completeness=completeness(listing, draft),
        may_submit=may_submit(signed_in_user(), listing),
        public_attachments=[each for each in draft.attachments if each.level == EVERYBODY],
        remarks=_remarks(listing, step),
        is_demo=listing.is_demo,
    )


def _remarks(listing: Listing, step: str) -> list[tuple[str, str, str]]:
    """Return what the operator asked to mend on this step: field, reason, words."""
    reviews = [review for revision in listing.revisions for review in revision.reviews]
    if not reviews or listing.state != ListingState.RETURNED:
        return []
    names = (*STEPS[listing.kind][step], *(("attachments",) if step == "files" else ()))
    return [
        (
            reason.field,
            pack().label("listing_return_reason", reason.code, current_language()),
            reason.text,
        )
        for reason in reviews[-1].reasons
        if step == "check" or reason.field in names
    ]


def _after(listing: Listing, step: str) -> str:
    if "leave" in request.form:
        return listing_url(listing)
    steps = list(STEPS[listing.kind])
    return _step_url(listing, steps[steps.index(step) + 1])


def _step_url(listing: Listing, step: str) -> str:
    return listing_url(listing, "listings.edit", step=step)


def _organisation_choices(organisations: list[Organisation]) -> list[SelectChoice]:
    language = current_language()
    names = {each.id: each.display_name(language) for each in organisations}
    return [SelectChoice(value=each, label=name) for each, name in names.items()]
