"""A letter box in the place of the mail server."""

import pytest

from techmarket.kernel import mail
from tests.mailbox import MailBox


@pytest.fixture
def box(session, monkeypatch):
    box = MailBox()
    monkeypatch.setattr(mail, "_mailer", [box])
    return box
