"""The mail port: to a folder, to the log, or over SMTP, by one setting.

Only the worker sends; nothing here runs inside a request's transaction.
"""

import logging
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from techmarket.kernel import clock

log = logging.getLogger(__name__)

SMTP_TIMEOUT_S = 20


@dataclass(frozen=True)
class Letter:
    """One mail in plain text."""

    to: str
    subject: str
    body: str


class Mailer(Protocol):
    """Whatever can send a letter; raises OSError or SMTPException when it could not."""

    def send(self, letter: Letter) -> None: ...


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="techmarket.invalid")
    message.set_content(letter.body)
    return message


class FileMailer:
    """Writes each letter as an .eml file: the default where no mail server is set."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder, self.sender = folder, sender

    def send(self, letter: Letter) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.eml"
        target.write_bytes(_message(letter, self.sender).as_bytes())


class ConsoleMailer:
    """Says in the log that a letter would go out, without address or content."""

    def send(self, letter: Letter) -> None:
        log.info("mail of %d characters not sent: no mail server is set", len(letter.body))


class SmtpMailer:
    """Sends over SMTP; `smtps` or STARTTLS (`smtp://…?starttls=1`)."""

    def __init__(self, url: str, sender: str) -> None:
        self.parts, self.sender = urlsplit(url), sender

    def send(self, letter: Letter) -> None:
        host, context = self.parts.hostname or "localhost", ssl.create_default_context()
        if self.parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.parts.port or 465, timeout=SMTP_TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(host, self.parts.port or 25, timeout=SMTP_TIMEOUT_S)
        with server:
            if "starttls=1" in self.parts.query:
                server.starttls(context=context)
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(_message(letter, self.sender))


_mailer: list[Mailer] = []


def use_mailer(mailer: Mailer) -> None:
    """Make this the mailer of the process; called by the application factory."""
    _mailer[:] = [mailer]


def mailer() -> Mailer:
    """Return the mailer in use; raises RuntimeError before `use_mailer`."""
    if not _mailer:
        raise RuntimeError("no mailer in use: create_app() calls use_mailer()")
    return _mailer[0]


def open_mailer(url: str, data_dir: Path, sender: str) -> Mailer:
    """Return the mailer that `MAIL_URL` names; raise ValueError for an unknown scheme."""
    scheme, _, rest = url.partition(":")
    if scheme == "file":
        return FileMailer(Path(rest) if rest else data_dir / "mail", sender)
    if scheme == "console":
        return ConsoleMailer()
    if scheme in {"smtp", "smtps"}:
        return SmtpMailer(url, sender)
    raise ValueError(f"MAIL_URL: unknown scheme {scheme!r}")
