"""The outbox consumers that send mail: in the reader's language, a sentence and a link.

Only the worker runs them. A mail that could not be sent is tried again; what was sent is marked at
once, one by one, so that a retry repeats as little as can be.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from techmarket.accounts.events import PasswordResetRequested, SignUpRepeated
from techmarket.accounts.models import User
from techmarket.accounts.services.resets import find_reset_without_key, keep_key, make_key
from techmarket.kernel import clock
from techmarket.kernel.mail import Letter, mailer
from techmarket.kernel.orm import db, transaction
from techmarket.kernel.outbox import Event
from techmarket.notifications.events import Notified
from techmarket.notifications.models import Notification
from techmarket.notifications.wording import letter_of
from techmarket.web.i18n import DEFAULT_LANGUAGE


def send_notifications(events: Sequence[Notified]) -> None:
    """Mail the messages of a batch that have not gone out."""
    _each(events, lambda event: _send_notification(event.notification_id))


def send_account_letters(events: Sequence[Event]) -> None:
    """Mail what only the owner of an address may read: a reset key, a repeated sign-up."""
    _each(events, _send_account_letter)


def _each(events: Sequence[Any], send: Callable[[Any], None]) -> None:
    """Send all that can be sent; then raise the first failure, so that the batch is tried again."""
    failures: list[Exception] = []
    for event in events:
        try:
            send(event)
        except OSError as failure:  # what mailers raise, smtplib's own errors included
            failures.append(failure)
    if failures:
        raise failures[0]


def _send_notification(notification_id: int) -> None:
    notification = db.session.get(Notification, notification_id)
    if notification is None or notification.mailed_at is not None:
        return
    reader = db.session.get_one(User, notification.user_id)
    with force_locale(reader.language or DEFAULT_LANGUAGE):
        sentence = letter_of(notification)
        _send(reader, sentence, "email/notification.txt", sentence, notification.path)
    with transaction():
        notification.mailed_at = clock.now()


def _send_account_letter(event: Event) -> None:
    if isinstance(event, PasswordResetRequested):
        _send_key(event.reset_id)
    if isinstance(event, SignUpRepeated):
        owner = db.session.get_one(User, event.user_id)
        with force_locale(owner.language or DEFAULT_LANGUAGE):
            subject = _("Somebody signed up with your address")
            _send(owner, subject, "email/sign_up_repeated.txt", "", "/forgotten-password")


def _send_key(reset_id: int) -> None:
    reset = find_reset_without_key(reset_id)
    if reset is None:
        return
    key = make_key()
    with force_locale(reset.user.language or DEFAULT_LANGUAGE):
        subject = _("Set a new password")
        _send(reset.user, subject, "email/reset_password.txt", "", f"/reset-password/{key}")
    with transaction():
        keep_key(reset, key)


def _send(reader: User, subject: str, template: str, sentence: str, path: str) -> None:
    if reader.is_demo:
        return  # an invented person has no mailbox; a server would only bounce it
    address = current_app.config["PUBLIC_URL"].rstrip("/") + path
    body = render_template(template, sentence=sentence, address=address)
    mailer().send(Letter(to=reader.email, subject=subject, body=body.strip() + "\n"))
