"""GOV.UK Notify: real requests to a server here that answers as its documentation says."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from webapp.config import NotifyService, Settings
from webapp.notifications.notify import NotifySender
from webapp.notifications.senders import LetterRefused, ServerUnavailable, sender_for

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
TAKEN = (201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a"})
Answer = tuple[int, dict[str, Any]]


def claims_of(token: str) -> dict[str, Any]:
    """Return what a JSON Web Token says; raises AssertionError unless our secret signed it."""
    head, body, signature = token.split(".")
    meant = hmac.new(SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(meant).rstrip(b"=").decode() == signature
    padded = [part + "=" * (-len(part) % 4) for part in (head, body)]
    header, claims = (json.loads(base64.urlsafe_b64decode(part)) for part in padded)
    assert header == {"typ": "JWT", "alg": "HS256"}
    return dict(claims)


@dataclass
class Notify:
    """A server that takes what it is asked to send, checked as the API checks it."""

    address: str = ""
    answer: Answer = TAKEN
    asked: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def service(self) -> NotifyService:
        """The settings that lead here."""
        return NotifyService(
            key=f"waymark-{SERVICE}-{SECRET}", template=TEMPLATE, address=self.address
        )


@pytest.fixture
def notify() -> Iterator[Notify]:
    """Return the server while it runs."""
    made = Notify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind, token = self.headers["Authorization"].split()
            claims = claims_of(token)
            if (
                self.path != "/v2/notifications/email"
                or kind != "Bearer"
                or claims["iss"] != SERVICE
                or abs(claims["iat"] - time.time()) > 30
                or self.headers["Content-Type"] != "application/json"
            ):
                made.wrong.append(f"{self.path} {claims} {self.headers}")
            made.asked.append(json.loads(body))
            status, answer = made.answer
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
    assert made.wrong == []


@pytest.fixture
def sender(notify: Notify) -> Iterator[NotifySender]:
    """Return a sender to that server."""
    made = NotifySender(notify.service)
    yield made
    made.close()


@pytest.fixture
def letter() -> EmailMessage:
    """Return a letter as the worker writes them."""
    made = EmailMessage()
    made["Subject"] = "Review the update – today"
    made["To"] = "Sponsor <sponsor@example.org>"
    made["Message-ID"] = "<waymark.7.20260302093000@waymark.example.org>"
    made.set_content("Dear Sponsor,\n\nit is ready – read it.\n")
    return made


def test_a_letter_is_handed_over_with_its_words_and_its_reference(
    notify: Notify, sender: NotifySender, letter: EmailMessage
) -> None:
    sender.send(letter)
    sender.send(letter)
    assert (
        notify.asked
        == [
            {
                "email_address": "sponsor@example.org",
                "template_id": TEMPLATE,
                "personalisation": {
                    "subject": "Review the update – today",
                    "body": "Dear Sponsor,\n\nit is ready – read it.\n",
                },
                "reference": "<waymark.7.20260302093000@waymark.example.org>",
            }
        ]
        * 2
    )


def refusal(status: int, error: str, message: str) -> Answer:
    """Return an error as the API writes them."""
    return status, {"status_code": status, "errors": [{"error": error, "message": message}]}


@pytest.mark.parametrize(
    "answer, kind",
    [
        (refusal(400, "ValidationError", "email_address Not a valid email address"), LetterRefused),
        (refusal(400, "BadRequestError", "Can't send to this recipient"), LetterRefused),
        (refusal(403, "AuthError", "Invalid token: API key not found"), ServerUnavailable),
        (refusal(429, "RateLimitError", "Exceeded rate limit"), ServerUnavailable),
        (refusal(429, "TooManyRequestsError", "Exceeded send limits"), ServerUnavailable),
        (refusal(500, "Exception", "Internal server error"), ServerUnavailable),
        (refusal(503, "Exception", "Service unavailable"), ServerUnavailable),
    ],
    ids=["address", "team key", "key", "rate", "day", "fault", "closed"],
)
def test_what_it_answers_is_about_one_letter_or_about_all(
    notify: Notify,
    sender: NotifySender,
    letter: EmailMessage,
    answer: Answer,
    kind: type[Exception],
) -> None:
    notify.answer = answer
    with pytest.raises(kind, match=answer[1]["errors"][0]["message"]):
        sender.send(letter)
    notify.answer = TAKEN
    sender.send(letter)


def test_a_server_that_is_not_there_is_unavailable(letter: EmailMessage) -> None:
    gone = NotifyService(
        key=f"waymark-{SERVICE}-{SECRET}", template=TEMPLATE, address="http://127.0.0.1:9"
    )
    with pytest.raises(ServerUnavailable):
        NotifySender(gone).send(letter)


def test_it_is_used_where_its_key_is_set(notify: Notify) -> None:
    settings = Settings(database_url="sqlite:////w.sqlite3", secret_key="k", notify=notify.service)
    assert isinstance(sender_for(settings), NotifySender)
    assert SECRET not in repr(settings)
