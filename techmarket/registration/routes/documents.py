"""The papers of a case: adding and fetching them."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.models import User
from techmarket.accounts.signed_in import signed_in_user
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.files import file_store
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.registration.forms import DocumentForm, field_names
from techmarket.registration.models import Registration
from techmarket.registration.policies import may_add_document
from techmarket.registration.queries import get_document, get_registration
from techmarket.registration.routes.blueprint import registration_bp
from techmarket.registration.routes.desk import receive_paper
from techmarket.registration.services.application import add_document
from techmarket.web.downloads import send_attachment
from techmarket.web.pages import form_page


@registration_bp.route("/registration/<int:registration_id>/documents", methods=["GET", "POST"])
@login_required
def documents(registration_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    registration = get_registration(user, registration_id)
    require(may_add_document, user, registration)
    form = DocumentForm()
    if form.validate_on_submit():
        try:
            _add(user, registration, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The document is added."))
            return redirect(url_for("registration.show", registration_id=registration.id))
    return form_page(
        "registration/document_form.html",
        form=form,
        names=field_names(form),
        registration=registration,
        version=registration.contract.latest_version,
    )


def _add(user: User, registration: Registration, form: DocumentForm) -> None:
    upload = receive_paper(form.document)
    if upload is None:
        raise InvalidInput("document", "required")
    title, kind = form.title.data or "", form.kind.data
    with transaction():
        add_document(user, registration, upload, kind=kind, title=title)


@registration_bp.get("/registration/<int:registration_id>/documents/<int:document_id>")
@login_required
def document(registration_id: int, document_id: int) -> ResponseReturnValue:
    found = get_document(signed_in_user(), registration_id, document_id)
    path = file_store().path(found.file.sha256)
    return send_attachment(path, found.file.name, found.file.media_type)
