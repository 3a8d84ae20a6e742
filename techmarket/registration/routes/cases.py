"""One case: opening it, its page, what is declared and what is fixed."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.models import User
from techmarket.accounts.queries.people import names_of_people
from techmarket.accounts.signed_in import signed_in_user
from techmarket.contracts.models import Contract
from techmarket.contracts.policies import UNDER_WAY
from techmarket.contracts.queries import get_contract
from techmarket.kernel.errors import Conflict, InvalidInput
from techmarket.kernel.history import list_history
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import Actor, require
from techmarket.region.current import pack
from techmarket.registration.facts import (
    declared_facts,
    differing,
    facts_of,
    fixed_facts,
    is_registered_here,
    requested_facts,
)
from techmarket.registration.forms import (
    PARTS,
    DocumentForm,
    FactsForm,
    WorksheetForm,
    field_names,
    fill_facts,
)
from techmarket.registration.lifecycle import RegistrationAction, RegistrationState
from techmarket.registration.models import Registration
from techmarket.registration.policies import (
    available_actions,
    holds_office_role,
    is_applicant,
    is_open_for_elsewhere,
    may_add_document,
    may_apply,
    may_decide,
    may_declare,
    may_record_elsewhere,
    may_view,
)
from techmarket.registration.queries import (
    get_registration,
    list_earlier_of_pair,
    list_entries,
    list_registrations_of,
    office_of,
    remaining_days,
)
from techmarket.registration.routes.blueprint import registration_bp
from techmarket.registration.routes.desk import flags_of, parties_of
from techmarket.registration.services.application import (
    declare_facts,
    open_case,
    submission_obstacles,
)
from techmarket.registration.services.moves import CHAIN
from techmarket.registration.services.review import EXAMINED_STATES, save_worksheet
from techmarket.web.i18n import current_language
from techmarket.web.pages import form_page
from techmarket.web.sentences import sentence_for

EDITABLE_STATES = (RegistrationState.DRAFT, RegistrationState.RETURNED)
# Remarks at these steps are for the colleagues at the desk.
INTERNAL_ACTIONS = (RegistrationAction.ACCEPT, RegistrationAction.ESCALATE)


@dataclass(frozen=True)
class Step:
    """One line of the case's history."""

    at: datetime
    action: str
    state: str
    who: str
    note: str


@registration_bp.post("/contracts/<int:contract_id>/register")
@login_required
def create(contract_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    contract = get_contract(user, contract_id)
    with transaction():
        registration = open_case(user, contract)
    flash(_("The application is open. Check the details, add the documents and hand it in."))
    return redirect(url_for("registration.show", registration_id=registration.id))


@registration_bp.get("/registration/<int:registration_id>")
@login_required
def show(registration_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    registration = get_registration(user, registration_id)
    is_officer = holds_office_role(user, registration)
    can_submit = RegistrationAction.SUBMIT in available_actions(user, registration)
    return render_template(
        "registration/show.html",
        registration=registration,
        version=registration.contract.latest_version,
        actions=available_actions(user, registration),
        obstacles=[sentence_for(each) for each in submission_obstacles(registration)]
        if can_submit
        else [],
        flags=flags_of(registration),
        days_left=remaining_days(registration),
        sheets=sheets_of(registration),
        to_mend=_last_reasons(registration, RegistrationAction.RETURN, RegistrationState.RETURNED),
        refused=_last_reasons(
            registration, RegistrationAction.REFUSE, RegistrationState.NOT_REGISTERED
        ),
        parts=PARTS,
        steps=_steps(registration, is_officer=is_officer),
        entries=list_entries(registration),
        earlier=list_earlier_of_pair(registration) if is_officer else [],
        parties=parties_of,
        is_officer=is_officer,
        may_edit=_may_edit(user, registration),
        document_form=DocumentForm() if may_add_document(user, registration) else None,
        is_demo=registration.contract.is_demo,
    )


@registration_bp.route("/registration/<int:registration_id>/facts", methods=["GET", "POST"])
@login_required
def facts(registration_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    registration = get_registration(user, registration_id)
    is_declaration = is_applicant(user, registration)
    require(may_declare if is_declaration else may_decide, user, registration)
    if not _may_edit(user, registration):
        raise Conflict("not_in_examination")
    seen = str(registration.version)
    form = (
        fill_facts(FactsForm, declared_facts(registration), seen=seen)
        if is_declaration
        else fill_facts(
            WorksheetForm,
            fixed_facts(registration),
            class_reason=registration.worksheet.get("class_reason", ""),
            seen=seen,
        )
    )
    if form.validate_on_submit():
        try:
            _save_facts(user, registration, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("Saved."))
            return redirect(url_for("registration.show", registration_id=registration.id))
    return form_page(
        "registration/facts.html",
        form=form,
        names=field_names(form),
        registration=registration,
        version=registration.contract.latest_version,
        is_declaration=is_declaration,
    )


def render_block(contract: Contract, actor: Actor) -> str:
    """Show on the contract's page where its registration stands, and what this person can do."""
    cases = list_registrations_of(contract)
    latest = cases[0] if cases else None
    is_live = latest is not None and latest.state not in (
        RegistrationState.WITHDRAWN,
        RegistrationState.NOT_REGISTERED,
        RegistrationState.CANCELLED,
        RegistrationState.REVOKED,
    )
    is_ready = contract.state in UNDER_WAY and not is_live
    applies = is_ready and may_apply(actor, contract)
    is_here = is_registered_here(contract.latest_version)
    office = office_of(actor)
    is_for_desk = not is_live and office is not None and is_open_for_elsewhere(contract)
    if latest is None and not applies and not is_for_desk:
        return ""
    return render_template(
        "registration/block.html",
        contract=contract,
        latest=latest,
        is_visible=latest is not None and may_view(actor, latest),
        may_open=applies and is_here,
        is_outside=applies and not is_here,
        may_note=is_for_desk
        and office is not None
        and may_record_elsewhere(actor, office, contract),
    )


def sheets_of(registration: Registration) -> list[tuple[str, object, frozenset[str]]]:
    """Return the columns of facts to compare: name, facts, and what differs from the one before."""
    stated = facts_of(registration.contract.latest_version)
    declared, fixed = declared_facts(registration), fixed_facts(registration)
    sheets: list[tuple[str, object, frozenset[str]]] = [
        ("contract", stated, frozenset()),
        ("declared", declared, differing(stated, declared)),
    ]
    registered = registration.latest_version
    if registered is None:
        return [*sheets, ("fixed", fixed, differing(declared, fixed))]
    now = facts_of(registered)
    sheets.append(("registered", now, differing(declared, now)))
    if registration.state == RegistrationState.CHANGE_PENDING:
        wanted = requested_facts(registration)
        sheets.append(("requested", wanted, differing(now, wanted)))
    return sheets


def _may_edit(user: User, registration: Registration) -> bool:
    if may_declare(user, registration):
        return True
    return registration.state in EXAMINED_STATES and may_decide(user, registration)


def _save_facts(user: User, registration: Registration, form: FactsForm) -> None:
    seen = form.seen.data
    with transaction():
        if isinstance(form, WorksheetForm):
            reason = form.class_reason.data or ""
            save_worksheet(user, registration, form.facts(), class_reason=reason, seen=seen)
        else:
            declare_facts(user, registration, form.facts(), seen=seen)


def _last_reasons(
    registration: Registration, action: RegistrationAction, state: RegistrationState
) -> object:
    """Return the decision that explains the present state; None in any other state."""
    if registration.state != state:
        return None
    decisions = [each for each in registration.decisions if each.action == action]
    return decisions[-1] if decisions else None


def _steps(registration: Registration, *, is_officer: bool) -> list[Step]:
    rows = list_history(CHAIN, registration.id)
    names = names_of_people(row.actor_id for row in rows)
    return [
        Step(
            row.at,
            row.action,
            row.to_state or "",
            names.get(row.actor_id, ""),
            "" if row.action in INTERNAL_ACTIONS and not is_officer else _worded(row.note),
        )
        for row in reversed(rows)
    ]


def _worded(note: str) -> str:
    """Put the names of codes in front of the words that go with them, line by line."""
    return "\n".join(_worded_line(line) for line in note.splitlines())


def _worded_line(line: str) -> str:
    head, _space, rest = line.partition(" ")
    for list_name in ("return_reason", "refusal_ground", "change_reason", "cancel_reason"):
        found = pack().find_code(list_name, head)
        if found is not None:
            return " ".join(filter(None, (found.name(current_language()), rest)))
    return line
