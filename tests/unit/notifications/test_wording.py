"""Every message has its sentences, and no mail says too much."""

import re
from pathlib import Path

import pytest

from techmarket.kernel.outbox import Event
from techmarket.notifications import services
from techmarket.notifications.models import Notification
from techmarket.notifications.services.notifying import COMPOSERS
from techmarket.notifications.wording import WORDINGS, letter_of, sentence_of

SOURCES = "\n".join(path.read_text() for path in Path(services.__file__).parent.glob("about_*.py"))
DERIVED = {
    *(f"organisation_{state}" for state in ("refused", "suspended")),
    *(f"membership_{state}" for state in ("approved", "refused", "ended")),
}
SILENT = {
    "OrganisationRenamed",
    "ListingIndexed",
    "Notified",
    "PasswordResetRequested",
    "SignUpRepeated",
}


def kinds_in_the_code():
    named = re.findall(
        r'"((?:organisation|membership|listing|inquiry|deal|terms|agent|notice'
        r'|objection|contract|payment|registration)_[a-z_]+)"',
        SOURCES,
    )
    return set(named) | DERIVED


def test_every_kind_of_message_has_its_wording_and_no_wording_is_idle():
    assert set(WORDINGS) == kinds_in_the_code()


def test_every_event_of_a_feature_is_told_to_somebody_or_silent_on_purpose():
    announced = {
        each.__name__
        for each in Event.__subclasses__()
        if each.__module__.startswith("techmarket.")
    }

    told = {each.__name__ for each in COMPOSERS}
    assert announced - told == SILENT


@pytest.mark.parametrize("kind", sorted(WORDINGS))
def test_the_page_names_the_thing_and_the_mail_does_not(app, kind):
    message = Notification(kind=kind, facts={"title": "保密项目 100%s"})
    with app.test_request_context("/?lang=en"):
        assert "保密项目 100%s" in sentence_of(message)
        assert "%(" not in sentence_of(message) + letter_of(message)
        assert "保密项目" not in letter_of(message)
