"""Senders: hand a letter to the mail server or, on one's own machine, show it in the terminal."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Protocol

import click

from webapp.config import MailServer, Settings, SettingsError

PATIENCE = 30
"""Seconds to wait for each answer of the mail server."""
LOCAL = ("localhost", "127.0.0.1", "::1")
"""Hosts to which letters travel inside this machine, so without encryption."""


class LetterRefused(Exception):
    """The mail server works and did not take this letter."""


class ServerUnavailable(Exception):
    """The mail server would take no letter now."""


class Sender(Protocol):
    """Whatever can send a letter."""

    def send(self, letter: EmailMessage) -> None:
        """Return once the letter was accepted; raises LetterRefused or ServerUnavailable."""


class SmtpSender:
    """Hands letters to a mail server: encrypted, its certificate checked, unless it is local."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    def send(self, letter: EmailMessage) -> None:
        """Return once the server has accepted; raises LetterRefused or ServerUnavailable."""
        server = self.server
        try:
            with smtplib.SMTP(server.host, server.port, timeout=PATIENCE) as smtp:
                if server.host not in LOCAL:
                    smtp.starttls(context=ssl.create_default_context())
                if server.user:
                    smtp.login(server.user, server.password)
                smtp.send_message(letter)
        except (
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused,
            smtplib.SMTPDataError,
        ) as error:
            raise LetterRefused(str(error)) from error
        except OSError as error:  # every other error of smtplib is one too
            raise ServerUnavailable(str(error)) from error


class ConsoleSender:
    """Prints letters, for an installation on one's own machine."""

    def send(self, letter: EmailMessage) -> None:
        """Print who gets what."""
        click.echo(f"To: {letter['To']}\nSubject: {letter['Subject']}\n\n{letter.get_content()}")


def sender_for(settings: Settings) -> Sender:
    """Return how this installation sends; raises SettingsError where nothing says how."""
    if settings.mail is not None:
        return SmtpSender(settings.mail)
    if settings.production:
        raise SettingsError(
            "Set WAYMARK_SMTP_HOST and WAYMARK_MAIL_FROM before sending messages. "
            "Until then they wait."
        )
    return ConsoleSender()
