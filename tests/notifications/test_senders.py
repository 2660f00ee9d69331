"""Senders: never a letter or password over an open line, except inside this machine."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest

from tests.notifications.post import PostOffice, accept
from webapp.config import MailServer, Settings, SettingsError
from webapp.notifications.senders import (
    ConsoleSender,
    LetterRefused,
    ServerUnavailable,
    SmtpSender,
    sender_for,
)

SETTINGS = Settings(database_url="sqlite:////waymark.sqlite3", secret_key="k" * 32)


@pytest.fixture
def letter() -> EmailMessage:
    """Return a letter of a few words."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "A word", "w@example.org", "lead@example.org"
    made.set_content("It is ready – read it.")
    return made


@pytest.fixture
def elsewhere() -> Iterator[PostOffice]:
    """Return an open server that does not count as this machine and offers no encryption."""
    office = PostOffice("127.0.0.2")
    office.open()
    yield office
    office.close()


def test_a_server_elsewhere_gets_nothing_without_encryption(
    elsewhere: PostOffice, letter: EmailMessage
) -> None:
    server = MailServer(
        host=elsewhere.host, port=elsewhere.port, user="w", password="p", sender="w@example.org"
    )
    with pytest.raises(ServerUnavailable, match="STARTTLS"):
        SmtpSender(server).send(letter)
    assert elsewhere.seen == []
    assert elsewhere.logins == []


def test_it_says_who_it_is_where_the_server_asks(post: PostOffice, letter: EmailMessage) -> None:
    server = replace(post.sender.server, user="waymark", password="quiet")
    sender = SmtpSender(server)
    sender.send(letter)
    sender.close()
    assert post.logins == [(b"waymark", b"quiet")]
    assert len(post.accepted) == 1


def test_letters_are_shown_where_no_server_is_named(
    letter: EmailMessage, capsys: pytest.CaptureFixture[str]
) -> None:
    sender = sender_for(SETTINGS)
    assert isinstance(sender, ConsoleSender)
    sender.send(letter)
    assert capsys.readouterr().out == (
        "To: lead@example.org\nSubject: A word\n\nIt is ready – read it.\n\n"
    )


def test_in_production_a_server_must_be_named() -> None:
    with pytest.raises(SettingsError, match="Set WAYMARK_SMTP_HOST and WAYMARK_MAIL_FROM"):
        sender_for(replace(SETTINGS, production=True))
    server = MailServer(host="mail.example.org", sender="w@example.org")
    assert isinstance(sender_for(replace(SETTINGS, production=True, mail=server)), SmtpSender)


def test_a_password_is_not_shown_with_the_settings() -> None:
    server = MailServer(host="mail.example.org", password="quiet", sender="w@example.org")
    assert "quiet" not in repr(replace(SETTINGS, mail=server))


async def nobody() -> str:
    """Take no letter for this reader."""
    return "550 No such user here"


def test_what_the_server_said_is_kept_as_it_said_it(post: PostOffice, letter: EmailMessage) -> None:
    sender = post.sender
    post.answer = nobody
    with pytest.raises(LetterRefused, match=r"^550 No such user here$"):
        sender.send(letter)
    post.answer = accept
    sender.send(letter)
    del letter["To"]
    letter["To"] = "x" * 1000 + "@example.org"
    with pytest.raises(LetterRefused, match=r"^5\d\d [^b{]"):
        sender.send(letter)
    sender.close()


def test_letters_go_over_one_line_until_it_is_closed(
    post: PostOffice, letter: EmailMessage
) -> None:
    sender = post.sender
    sender.send(letter)
    post.close()
    with pytest.raises(ServerUnavailable):
        sender.send(letter)
    with pytest.raises(ServerUnavailable):
        sender.send(letter)
    post.open()
    sender.send(letter)
    sender.close()
    sender.close()
    assert len(post.accepted) == 2
