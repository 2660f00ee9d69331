"""Senders: hand a letter to a mail server or GOV.UK Notify, or show it in the terminal."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Protocol

import click

from webapp.config import MailServer, Settings, SettingsError

PATIENCE = 30
"""Seconds to wait for each answer of the other side."""
LOCAL = ("localhost", "127.0.0.1", "::1")
"""Hosts to which letters travel inside this machine, so without encryption."""


class LetterRefused(Exception):
    """The other side works and did not take this letter."""


class ServerUnavailable(Exception):
    """The other side would take no letter now."""


class Sender(Protocol):
    """Whatever can send letters, one after the other; used by one thread at a time."""

    def send(self, letter: EmailMessage) -> None:
        """Return once the letter was accepted; raises LetterRefused or ServerUnavailable."""

    def close(self) -> None:
        """Let go of the line until the next letter."""


class SmtpSender:
    """Hands letters to a mail server: encrypted, its certificate checked, unless it is local.

    It keeps its line open from letter to letter until it is closed or something goes wrong.
    """

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._line: smtplib.SMTP | None = None

    def send(self, letter: EmailMessage) -> None:
        """Return once the server has accepted; raises LetterRefused or ServerUnavailable."""
        try:
            if self._line is None:
                self._line = self._open()
            self._line.send_message(letter)
        except (
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused,
            smtplib.SMTPDataError,
        ) as error:
            self.close()
            raise LetterRefused(_said(error)) from error
        except OSError as error:  # every other error of smtplib is one too
            self.close()
            raise ServerUnavailable(str(error)) from error

    def _open(self) -> smtplib.SMTP:
        """Return a line to the server, ready to take letters; raises OSError."""
        server = self.server
        line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        try:
            if server.host not in LOCAL:
                line.starttls(context=ssl.create_default_context())
            if server.user:
                line.login(server.user, server.password)
        except OSError:
            line.close()
            raise
        return line

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        line, self._line = self._line, None
        if line is None:
            return
        try:
            line.quit()
        except OSError:  # it has hung up already
            line.close()


def _said(
    error: smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused | smtplib.SMTPDataError,
) -> str:
    """Return the answer of the server, its code and its words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, words),) = error.recipients.values()
        return f"{code} {words.decode(errors='replace')}"
    text = error.smtp_error
    return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


class ConsoleSender:
    """Prints letters, for an installation on one's own machine."""

    def send(self, letter: EmailMessage) -> None:
        """Print who gets what."""
        click.echo(f"To: {letter['To']}\nSubject: {letter['Subject']}\n\n{letter.get_content()}")

    def close(self) -> None:
        """Do nothing: a terminal stays open."""


def sender_for(settings: Settings) -> Sender:
    """Return how this installation sends; raises SettingsError where nothing says how."""
    if settings.notify is not None:
        from webapp.notifications.notify import NotifySender  # slow to load; few need it

        return NotifySender(settings.notify)
    if settings.mail is not None:
        return SmtpSender(settings.mail)
    if settings.production:
        raise SettingsError(
            "Set WAYMARK_SMTP_HOST and WAYMARK_MAIL_FROM, or WAYMARK_NOTIFY_KEY and "
            "WAYMARK_NOTIFY_TEMPLATE, before sending messages. Until then they wait."
        )
    return ConsoleSender()
