"""Every refusal and failure as a status and a page (or JSON): what happened, what to do, an id."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    DomainError,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    NotFound,
)
from techmarket.web.request_log import request_id
from techmarket.web.sentences import find_sentence, sentence_for
from techmarket.web.urls import local_target

log = logging.getLogger(__name__)

# Names of fields that a page of ours must never repeat.
SECRET_WORDS = ("password", "secret", "token")
SECRET_NAMES = ("code", "otp")
# What a form says of the page it stood on, not what the person typed.
MARKS = ("seen", "seen_version", "based_on", "version_number")
LONGEST_KEPT = 20_000


@dataclass(frozen=True)
class Explanation:
    """The two sentences of an error page: what happened, and what one can do."""

    heading: LazyString
    advice: LazyString


EXPLANATIONS: dict[int, Explanation] = {
    400: Explanation(
        _l("The request could not be understood"),
        _l("Go back, check the address or the form, and try again."),
    ),
    403: Explanation(
        _l("You may not do this"),
        _l("Your role does not allow this step. Ask your organisation's administrator."),
    ),
    404: Explanation(
        _l("This page does not exist"),
        _l("The address may be wrong, the page withdrawn, or you may have to sign in first."),
    ),
    405: Explanation(
        _l("This address cannot be used this way"),
        _l("Open the page again and use the buttons on it."),
    ),
    409: Explanation(
        _l("This has changed in the meantime"),
        _l("Nothing was saved. Open the page again to see how things stand now."),
    ),
    413: Explanation(
        _l("The upload is too large"),
        _l("Choose a smaller file, or split it into several."),
    ),
    415: Explanation(
        _l("This type of file is not accepted"),
        _l("Choose a file of one of the types named at the field."),
    ),
    422: Explanation(
        _l("A value is not accepted"),
        _l("Go back and correct it. Nothing was saved."),
    ),
    429: Explanation(
        _l("Too many requests"),
        _l("Wait a minute, then try again."),
    ),
    500: Explanation(
        _l("Something went wrong on our side"),
        _l("Nothing was saved. Try again; if it happens again, give us the number below."),
    ),
    503: Explanation(
        _l("The service is busy"),
        _l("Nothing was lost. Try again in a moment."),
    ),
}
CSRF_FAILED = Explanation(
    _l("The page was open for too long"),
    _l("For your safety nothing was saved. Open the page again and send it once more."),
)

STATUS_OF: dict[type[Exception], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    InvalidInput: 422,
    StaleDataError: 409,
}


def init_app(app: Flask) -> None:
    """Answer every domain error, HTTP error and crash in one way."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(CSRFError, _csrf_failed)
    app.register_error_handler(HTTPException, _http_error)


def _refused(error: DomainError) -> Response:
    status = next(code for kind, code in STATUS_OF.items() if isinstance(error, kind))
    transition = error if isinstance(error, InvalidTransition) else None
    return _answer(status, detail=_detail(error), transition=transition)


def _stale(_error: StaleDataError) -> Response:
    return _answer(HTTPStatus.CONFLICT, detail=sentence_for("changed_since"))


def _csrf_failed(error: CSRFError) -> Response:
    log.info("csrf refused: %s", error.description)
    return _answer(HTTPStatus.BAD_REQUEST, explanation=CSRF_FAILED)


def _http_error(error: HTTPException) -> Response:
    # Redirects that the router raises are answers, not errors.
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    answer = _answer(error.code)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _detail(error: DomainError) -> str | None:
    """Return the sentence about this very refusal; None where there is nothing to add."""
    if isinstance(error, NotAllowed):
        return find_sentence(error.rule)
    if isinstance(error, AlreadyExists):
        return find_sentence(f"exists:{error.kind}") or sentence_for(error.reason)
    if isinstance(error, InvalidTransition):
        return sentence_for(error.reason)
    if isinstance(error, Conflict):
        return find_sentence(error.reason)
    if isinstance(error, InvalidInput):
        return sentence_for(error.reason)
    return None


def _answer(
    status: int,
    *,
    explanation: Explanation | None = None,
    detail: str | None = None,
    transition: InvalidTransition | None = None,
) -> Response:
    explanation = explanation or EXPLANATIONS.get(status) or EXPLANATIONS[400]
    if _wants_json():
        message = detail or str(explanation.heading)
        body = {"status": status, "message": message, "request_id": request_id()}
        return make_response(jsonify(error=body), status)
    # A failing page must not ask the database who is signed in, so 500 stands on its own.
    template = (
        "errors/failure.html"
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR
        else "errors/refusal.html"
    )
    page = render_template(
        template,
        status=status,
        heading=explanation.heading,
        advice=explanation.advice,
        detail=detail,
        transition=transition,
        # A form beyond the limits cannot be read a second time either.
        typed=[] if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else _typed_texts(),
        back=_page_before(),
    )
    return make_response(page, status)


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _page_before() -> str | None:
    """Return the page of ours that a refused form was sent from, so that it can be opened anew."""
    before = urlsplit(request.referrer or "")
    if request.method != "POST" or before.netloc != request.host:
        return None
    return local_target(f"{before.path}?{before.query}" if before.query else before.path)


def _typed_texts() -> list[tuple[str, str]]:
    """Return what the person had typed into the refused form, so that it can be copied back."""
    if request.method != "POST":
        return []
    return [
        (name, value[:LONGEST_KEPT])
        for name, value in request.form.items(multi=True)
        if value.strip() and name not in MARKS and not _is_secret(name.lower())
    ]


def _is_secret(name: str) -> bool:
    return name in SECRET_NAMES or any(word in name for word in SECRET_WORDS)
