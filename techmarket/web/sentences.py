"""What people read for the reason codes that domain errors carry."""

from collections.abc import Mapping

from flask import Blueprint, Flask, current_app
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

KEY = "sentences"
COMMON: dict[str, LazyString] = {
    "required": _l("This field is required."),
    "too_long": _l("This text is too long."),
    "already_exists": _l("There is already one."),
    "invalid_transition": _l("This step is not possible in the present state."),
    "changed_since": _l(
        "Someone else, or you in another window, changed this after you opened the page."
    ),
}


def init_app(app: Flask) -> None:
    """Start with the sentences that every feature may need."""
    app.extensions[KEY] = dict(COMMON)


def add_sentences(target: Flask | Blueprint, sentences: Mapping[str, LazyString]) -> None:
    """Say what reason codes mean: `add_sentences(bp, {"notice_running": _l("…")})`.

    Keys are the `reason` of `Conflict` and `InvalidInput`, the `rule` of `NotAllowed`, and
    `exists:<kind>` for `AlreadyExists`.
    """
    if isinstance(target, Flask):
        target.extensions[KEY].update(sentences)
        return

    def record(state: BlueprintSetupState) -> None:
        state.app.extensions[KEY].update(sentences)

    target.record_once(record)


def find_sentence(reason: str) -> str | None:
    """Return the sentence for a reason code in the request's language, None if nobody gave one."""
    sentence = current_app.extensions[KEY].get(reason)
    return None if sentence is None else str(sentence)


def sentence_for(reason: str) -> str:
    """Return the sentence for a reason code, else one that says that the value is refused."""
    return find_sentence(reason) or _("This value is not accepted (%(reason)s).", reason=reason)
