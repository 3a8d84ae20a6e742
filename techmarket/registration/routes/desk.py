"""The lists: the office's queue, what was registered elsewhere, one's own applications."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.models import Organisation, User
from techmarket.accounts.signed_in import signed_in_user
from techmarket.contracts.models import Contract, PartySide
from techmarket.contracts.queries import get_contract
from techmarket.kernel.errors import InvalidInput, NotFound
from techmarket.kernel.files import DOCUMENT_TYPES, IMAGE_TYPES, Upload, file_store
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.registration.facts import facts_of, fixed_facts, lead_party
from techmarket.registration.forms import ElsewhereForm, field_names, fill_facts
from techmarket.registration.lifecycle import RegistrationState
from techmarket.registration.models import Origin, Registration
from techmarket.registration.policies import may_record_elsewhere, needs_second_review
from techmarket.registration.queries import (
    OPEN_STATES,
    count_by_state,
    count_open_for_elsewhere,
    list_my_registrations,
    list_open_for_elsewhere,
    list_queue,
    office_of,
    remaining_days,
)
from techmarket.registration.routes.blueprint import registration_bp
from techmarket.registration.services.registering import record_elsewhere
from techmarket.web.pages import form_page
from techmarket.web.urls import requested_page

ACCEPTED_TYPES = DOCUMENT_TYPES | IMAGE_TYPES
GROUPS = {
    "open": OPEN_STATES,
    "returned": (RegistrationState.RETURNED,),
    "registered": (RegistrationState.REGISTERED,),
    "ended": (
        RegistrationState.NOT_REGISTERED,
        RegistrationState.WITHDRAWN,
        RegistrationState.CANCELLED,
        RegistrationState.REVOKED,
    ),
}


@registration_bp.get("/registration")
@login_required
def index() -> ResponseReturnValue:
    user = signed_in_user()
    office = office_of(user)
    if office is None:
        found = list_my_registrations(user, requested_page())
        return render_template("registration/mine.html", found=found, parties=parties_of)
    group = request.args.get("group", "open")
    if group not in GROUPS:
        raise NotFound("registration_group", group)
    return render_template(
        "registration/index.html",
        found=list_queue(office, GROUPS[group], requested_page()),
        group=group,
        counts=_group_counts(office),
        elsewhere_count=count_open_for_elsewhere(),
        office=office,
        days_left=remaining_days,
        flags=flags_of,
        parties=parties_of,
        facts=fixed_facts,
    )


@registration_bp.get("/registration/elsewhere")
@login_required
def elsewhere() -> ResponseReturnValue:
    _office_or_nothing(signed_in_user())
    return render_template(
        "registration/elsewhere.html",
        found=list_open_for_elsewhere(requested_page()),
        parties=lead_names,
    )


@registration_bp.route("/contracts/<int:contract_id>/register-elsewhere", methods=["GET", "POST"])
@login_required
def note_elsewhere(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    office = _office_or_nothing(user)
    contract = get_contract(user, contract_id)
    require(may_record_elsewhere, user, office, contract)
    form = fill_facts(ElsewhereForm, facts_of(contract.latest_version))
    if form.validate_on_submit():
        try:
            registration = _note(user, office, contract, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The registration at the other office is noted."))
            return redirect(url_for("registration.show", registration_id=registration.id))
    return form_page(
        "registration/elsewhere_form.html",
        form=form,
        names=field_names(form),
        contract=contract,
        version=contract.latest_version,
    )


def receive_paper(field: Any) -> Upload | None:  # noqa: ANN401 - a field of an untyped library
    """Prove and keep the file of an upload field, before any transaction; None without a file."""
    if field.data is None:
        return None
    return file_store().receive(
        field.data.stream, field.data.filename or "", allowed=ACCEPTED_TYPES, field=field.name
    )


def flags_of(registration: Registration) -> list[str]:
    """Return what an officer must see at once: large, disputed, related, elsewhere, provisional."""
    is_large = needs_second_review(registration, fixed_facts(registration))
    marks = {
        "large": is_large and not registration.is_disputed,
        "disputed": registration.is_disputed,
        "related": registration.contract.latest_version.is_related,
        "elsewhere": registration.origin == Origin.ELSEWHERE,
        "provisional": registration.due_is_provisional,
    }
    return [name for name, is_set in marks.items() if is_set]


def parties_of(registration: Registration) -> tuple[str, str]:
    """Return the names of seller and buyer as the contract has them."""
    return lead_names(registration.contract)


def lead_names(contract: Contract) -> tuple[str, str]:
    """Return the names of the seller and the buyer that count for a contract."""
    version = contract.latest_version
    seller, buyer = lead_party(version, PartySide.SELLER), lead_party(version, PartySide.BUYER)
    return seller.name if seller else "", buyer.name if buyer else ""


def _note(
    user: User,
    office: Organisation,
    contract: Contract,
    form: Any,  # noqa: ANN401 - untyped forms
) -> Registration:
    document = receive_paper(form.document)
    if document is None:
        raise InvalidInput("document", "required")
    with transaction():
        return record_elsewhere(
            user,
            office,
            contract,
            office_name=form.office_name.data,
            number=form.number.data,
            registered_on=form.registered_on.data,
            facts=form.facts(),
            document=document,
        )


def _office_or_nothing(user: User) -> Organisation:
    """Return the person's office; for others the desk does not exist."""
    office = office_of(user)
    if office is None:
        raise NotFound("registration_office")
    return office


def _group_counts(office: Organisation) -> dict[str, int]:
    counts = count_by_state(office)
    return {name: sum(counts.get(state, 0) for state in states) for name, states in GROUPS.items()}
