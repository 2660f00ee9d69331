"""A real mail server on this machine that keeps what it accepts, and messages to send to it."""

import socket
from collections.abc import Awaitable, Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from aiosmtpd.smtp import Session as Connection
from flask import Flask
from sqlalchemy.orm import Session

from models import OutboxMessage, Person, ProgressUpdate
from webapp.config import MailServer
from webapp.notifications.letters import Letterhead
from webapp.notifications.senders import SmtpSender

ACCEPTED = "250 Taken"
Answer = Callable[[], Awaitable[str]]


async def accept() -> str:
    """Take every letter."""
    return ACCEPTED


async def busy() -> str:
    """Take none, for now."""
    return "451 Try again later"


class PostOffice:
    """A mail server that can be closed and opened again at the same address."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        with socket.socket() as free:
            free.bind((host, 0))
            self.port: int = free.getsockname()[1]
        self.answer: Answer = accept
        self.accepted: list[EmailMessage] = []
        self.seen: list[EmailMessage] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self._controller: Controller | None = None

    async def handle_DATA(  # noqa: N802 - the server's own name for it
        self,
        server: SMTP,  # noqa: ARG002
        session: Connection,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Look at a letter and answer; keep it when the answer is yes."""
        letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.seen.append(letter)
        answer = await self.answer()
        if answer == ACCEPTED:
            self.accepted.append(letter)
        return answer

    def _login(self, *facts: Any) -> AuthResult:
        """Let everybody in and remember how they said who they are."""
        self.logins.append((facts[-1].login, facts[-1].password))
        return AuthResult(success=True)

    def open(self) -> None:
        """Take letters from now on."""
        self._controller = Controller(
            self,
            hostname=self.host,
            port=self.port,
            authenticator=self._login,
            auth_require_tls=False,
        )
        self._controller.start()

    def close(self) -> None:
        """Refuse every connection from now on."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def sender(self) -> SmtpSender:
        """What hands letters to this server."""
        return SmtpSender(MailServer(host=self.host, port=self.port, sender="w@example.org"))

    @property
    def settings(self) -> dict[str, str]:
        """The settings that name this server, for a process of its own."""
        return {
            "WAYMARK_SMTP_HOST": self.host,
            "WAYMARK_SMTP_PORT": str(self.port),
            "WAYMARK_MAIL_FROM": "Waymark <w@example.org>",
        }

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what it accepted."""
        return [letter["Message-ID"] for letter in self.accepted]


def letterhead(app: Flask) -> Letterhead:
    """Return what all letters of the test's installation share."""
    return Letterhead(
        address="https://waymark.example.org",
        sender="Waymark <w@example.org>",
        urls=app.url_map,
    )


def queue(
    session: Session, update: ProgressUpdate, who: Person, count: int, at: datetime
) -> list[int]:
    """Commit messages about an update to one person; returns their ids."""
    rows = [
        OutboxMessage(kind="update_submit", recipient_id=who.id, update_id=update.id, created_at=at)
        for _ in range(count)
    ]
    session.add_all(rows)
    session.flush()
    numbers = [row.id for row in rows]
    session.commit()
    return numbers
