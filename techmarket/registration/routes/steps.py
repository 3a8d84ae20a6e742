"""Every step of a case under one address: what it asks, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.models import User
from techmarket.accounts.signed_in import signed_in_user
from techmarket.kernel import clock
from techmarket.kernel.errors import Conflict, InvalidInput, NotFound
from techmarket.kernel.files import Upload
from techmarket.kernel.orm import transaction
from techmarket.registration import forms
from techmarket.registration.facts import fixed_facts, requested_facts
from techmarket.registration.lifecycle import RegistrationAction, RegistrationState
from techmarket.registration.models import Registration
from techmarket.registration.numbers import number_warnings
from techmarket.registration.policies import available_actions
from techmarket.registration.queries import get_registration
from techmarket.registration.routes.blueprint import registration_bp
from techmarket.registration.routes.cases import sheets_of
from techmarket.registration.routes.desk import receive_paper
from techmarket.registration.services import application, registering, review
from techmarket.registration.services.moves import require_move
from techmarket.web.forms import Form
from techmarket.web.pages import form_page
from techmarket.web.sentences import sentence_for

# Forms and their fields come from an untyped library.
Do = Callable[[User, Registration, Any, Upload | None], object]


@dataclass(frozen=True)
class StepForm:
    """What a step asks and the command that it gives; `paper` is its upload field, if any."""

    form: Callable[[Registration], Form]
    do: Do
    paper: str | None = None
    needs_paper: bool = False


def _plain(form: type[Form]) -> Callable[[Registration], Form]:
    return lambda _registration: form()


def _register_form(registration: Registration) -> Form:
    return forms.fill_facts(
        forms.RegisterForm,
        fixed_facts(registration),
        registered_on=clock.today(),
        class_reason=registration.worksheet.get("class_reason", ""),
        seen=str(registration.version),
    )


def _change_form(registration: Registration) -> Form:
    if registration.latest_version is None:
        return forms.ChangeForm()
    return forms.fill_facts(
        forms.ChangeForm, requested_facts(registration), seen=str(registration.version)
    )


def _dated(form: type[Form], name: str) -> Callable[[Registration], Form]:
    return lambda _registration: form(data={name: clock.today()})


A = RegistrationAction
STEPS: Mapping[RegistrationAction, StepForm] = {
    A.SUBMIT: StepForm(
        _plain(forms.StepForm), lambda user, case, _form, _file: application.submit_case(user, case)
    ),
    A.ACCEPT: StepForm(
        _plain(forms.DisputeForm),
        lambda user, case, form, _file: review.accept_case(
            user, case, is_disputed=form.is_disputed.data, note=form.note.data
        ),
    ),
    A.START: StepForm(
        _plain(forms.StepForm),
        lambda user, case, _form, _file: review.start_examination(user, case),
    ),
    A.RETURN: StepForm(
        _plain(forms.ReturnForm),
        lambda user, case, form, _file: review.return_case(
            user, case, form.chosen(), note=form.note.data
        ),
    ),
    A.WITHDRAW: StepForm(
        _plain(forms.NoteForm),
        lambda user, case, form, _file: application.withdraw_case(user, case, form.note.data),
    ),
    A.ESCALATE: StepForm(
        _plain(forms.DisputeForm),
        lambda user, case, form, _file: review.escalate_case(
            user, case, is_disputed=form.is_disputed.data, note=form.note.data
        ),
    ),
    A.REGISTER: StepForm(
        _register_form,
        lambda user, case, form, file: registering.register_contract(
            user,
            case,
            number=form.number.data,
            registered_on=form.registered_on.data,
            facts=form.facts(),
            class_reason=form.class_reason.data or "",
            certificate=file,
            seen=form.seen.data,
        ),
        paper="certificate",
    ),
    A.REFUSE: StepForm(
        _plain(forms.RefuseForm),
        lambda user, case, form, _file: review.refuse_case(
            user, case, form.grounds.data, form.text.data
        ),
    ),
    A.OBJECT: StepForm(
        _plain(forms.ObjectForm),
        lambda user, case, form, file: application.object_to_refusal(
            user, case, form.text.data, file
        ),
        paper="document",
    ),
    A.UPHOLD: StepForm(
        _plain(forms.TextForm),
        lambda user, case, form, _file: review.uphold_refusal(user, case, form.text.data),
    ),
    A.REOPEN: StepForm(
        _plain(forms.TextForm),
        lambda user, case, form, _file: review.reopen_case(user, case, form.text.data),
    ),
    A.REQUEST_CHANGE: StepForm(
        _change_form,
        lambda user, case, form, file: application.request_change(
            user,
            case,
            form.facts(),
            reason=form.reason.data,
            text=form.text.data,
            document=file,  # type: ignore[arg-type]  # needs_paper has seen to it
            seen=form.seen.data,
        ),
        paper="document",
        needs_paper=True,
    ),
    A.APPROVE: StepForm(
        _dated(forms.ApproveForm, "changed_on"),
        lambda user, case, form, _file: registering.approve_change(
            user, case, changed_on=form.changed_on.data, note=form.note.data
        ),
    ),
    A.DISMISS: StepForm(
        _plain(forms.TextForm),
        lambda user, case, form, _file: registering.dismiss_change(user, case, form.text.data),
    ),
    A.CANCEL: StepForm(
        _dated(forms.CancelForm, "ended_on"),
        lambda user, case, form, file: registering.cancel_registration(
            user,
            case,
            form.ending(),
            file,  # type: ignore[arg-type]  # needs_paper has seen to it
        ),
        paper="document",
        needs_paper=True,
    ),
    A.REVOKE: StepForm(
        _dated(forms.RevokeForm, "ended_on"),
        lambda user, case, form, file: registering.revoke_registration(
            user,
            case,
            form.ending(),
            file,  # type: ignore[arg-type]  # needs_paper has seen to it
        ),
        paper="document",
        needs_paper=True,
    ),
}


@registration_bp.route("/registration/<int:registration_id>/<action>", methods=["GET", "POST"])
@login_required
def act(registration_id: int, action: str) -> ResponseReturnValue:
    if action not in set(RegistrationAction):
        raise NotFound("registration_action", action)
    user, chosen = signed_in_user(), RegistrationAction(action)
    registration = get_registration(user, registration_id)
    require_move(user, registration, chosen)
    if chosen not in available_actions(user, registration):
        raise Conflict("second_review_required")
    step = STEPS[chosen]
    form = step.form(registration)
    if request.method == "POST" and form.validate():
        try:
            _take(user, registration, step, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            _say(registration)
            return redirect(url_for("registration.show", registration_id=registration.id))
    return form_page(
        "registration/step.html",
        form=form,
        names=forms.field_names(form),
        action=chosen,
        registration=registration,
        version=registration.contract.latest_version,
        sheets=sheets_of(registration),
        has_paper=step.paper is not None,
    )


def _take(user: User, registration: Registration, step: StepForm, form: Form) -> None:
    paper = receive_paper(form[step.paper]) if step.paper else None
    if step.needs_paper and paper is None:
        raise InvalidInput(step.paper or "", "required")
    with transaction():
        step.do(user, registration, form, paper)


def _say(registration: Registration) -> None:
    """Tell what became of the case, and the doubts about a number that was just given."""
    flash(_("Done."))
    version = registration.latest_version
    if registration.state != RegistrationState.REGISTERED or version is None or version.number > 1:
        return
    seller = version.seller_region
    for doubt in number_warnings(registration.number or "", seller, version.registered_on):
        flash(sentence_for(doubt), "warning")
