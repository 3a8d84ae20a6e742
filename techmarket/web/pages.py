"""Pages that hold a form."""

from http import HTTPStatus

from flask import render_template
from flask.typing import ResponseReturnValue

from techmarket.web.forms import Form


def form_page(template: str, *, form: Form, **values: object) -> ResponseReturnValue:
    """Render a page with `form`: 422 when what was sent is refused, 200 when it is opened."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template(template, form=form, **values), status
