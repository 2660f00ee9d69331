"""The words of messages: usual ones from templates/email, or an administrator's; placeholders.

A placeholder is a name from a fixed list between double braces. Nothing else in a text has a
meaning, so whoever may edit words can make a letter say things, but never do or reveal any.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from webapp.config import ROOT
from webapp.domain.wording import listing
from webapp.notifications.kinds import DIGEST, KINDS
from webapp.notifications.messages import WORKSTREAM_MESSAGES

FOLDER = ROOT / "templates" / "email"
PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
ADDRESS = re.compile(r"[a-z]+://|\bwww\.", re.IGNORECASE)
LONGEST_SUBJECT = 150
LONGEST_BODY = 5_000

EXAMPLES: Mapping[str, tuple[str, str]] = {
    "recipient": ("the name of the reader", "Sam Example"),
    "workstream": ("the workstream", "Customer contact"),
    "period": ("the reporting period", "May and June 2027"),
    "programme": ("the programme", "Better Services Programme"),
    "organisation": ("your organisation", "Exampleshire Council"),
    "due": ("the day and time that the message is about", "7 July 2027 at 5:00pm"),
    "due_in": ("how far that is in working days", "in 3 working days"),
    "lead_due": ("when updates are due from leads", "7 July 2027 at 5:00pm"),
    "sponsor_due": ("when approvals are due from sponsors", "12 July 2027 at 5:00pm"),
    "group_meets": ("when the Improvement Group meets", "15 July 2027 at 10:00am"),
    "board_meets": ("the day the Independent Improvement Board meets", "27 July 2027"),
    "holder": ("who has the update now", "Robin Example (lead)"),
    "messages": (
        "what has come since the last daily email",
        (
            "- Review the update on Customer contact for May and June 2027\n"
            "  Due: 12 July 2027 at 5:00pm (in 3 working days)"
        ),
    ),
    "link": ("the page to open", "https://waymark.example.org/updates/12"),
}
"""Every placeholder: what it stands for, and an invented example."""
DATES = ("due", "lead_due", "sponsor_due", "group_meets", "board_meets")
OF_UPDATES = ("workstream", "holder")
OF_WORKSTREAMS = (
    "recipient",
    "workstream",
    "programme",
    "organisation",
    "due",
    "due_in",
    "link",
)
OF_DIGESTS = ("recipient", "organisation", "due", "messages", "link")


@dataclass(frozen=True)
class Words:
    """The subject and the body of a kind of message, with their placeholders."""

    subject: str
    body: str


class Unknown(ValueError):
    """A text has a placeholder that does not exist."""


def offered(kind: str) -> tuple[str, ...]:
    """Return the placeholders that the words of a kind may use."""
    if kind == DIGEST:
        return OF_DIGESTS
    if kind in WORKSTREAM_MESSAGES:
        return OF_WORKSTREAMS
    about_update = not kind.startswith(("pack_", "period_", "action_"))
    return tuple(
        name for name in EXAMPLES if name != "messages" and (about_update or name not in OF_UPDATES)
    )


def example(kind: str) -> Mapping[str, str]:
    """Return an invented value for every placeholder of a kind."""
    return {name: EXAMPLES[name][1] for name in offered(kind)}


@cache
def usual(kind: str) -> Words:
    """Return the words that a kind has unless an administrator gives it others."""
    subject, body = (
        (FOLDER / kind / name).read_text(encoding="utf-8") for name in ("subject.txt", "body.txt")
    )
    return Words(subject.strip(), body)


@cache
def ending() -> str:
    """Return the lines below every letter; nobody edits them."""
    return (FOLDER / "end.txt").read_text(encoding="utf-8")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders replaced; raises Unknown, naming one that is not there.

    What is put in is not looked at again, so a name that holds braces stays what it is.
    """

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise Unknown(found[1])
        return values[found[1]]

    return PLACEHOLDER.sub(value, text)


def names_in(text: str) -> list[str]:
    """Return the placeholders of a text in their order, known or not."""
    return [found[1] for found in PLACEHOLDER.finditer(text)]


def faults(kind: str, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with new words of a kind: the field and a sentence that says what to do.

    Every letter must name its period, if it is about one, say by when and have exactly one link:
    the one Waymark makes.
    """
    for field, text, limit in (
        ("subject", words.subject, LONGEST_SUBJECT),
        ("body", words.body, LONGEST_BODY),
    ):
        for name in dict.fromkeys(names_in(text)):
            if name not in offered(kind):
                yield field, f"There is no {{{{ {name} }}}} for this message. Use one of the list."
        rest = PLACEHOLDER.sub("", text)
        if "{{" in rest or "}}" in rest:
            yield field, "A placeholder is not closed. Write it as {{ period }}, with both braces."
        if ADDRESS.search(rest):
            yield field, "Take out the web address. The one link of a message is {{ link }}."
        if len(text) > limit:
            yield field, f"Use {limit:,} characters or fewer: there are {len(text):,} now."
    if "link" in names_in(words.subject):
        yield "subject", "Put {{ link }} into the message, not into the subject."
    if len(words.subject.splitlines()) > 1:
        yield "subject", "Write the subject in one line."
    yield from _missing(kind, words)


def _missing(kind: str, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what every letter of a kind has to say and these words do not."""
    inside = names_in(words.body)
    if inside.count("link") != 1:
        yield "body", "Put {{ link }} into the message once, so that people can act on it."
    if kind == DIGEST:
        if "messages" not in inside:
            yield "body", "Put {{ messages }} into the message: it is what the email is about."
        return
    if not set(DATES) & set(inside):
        dates = [f"{{{{ {name} }}}}" for name in DATES if name in offered(kind)]
        choice = listing(dates).replace(" and ", " or ")
        put = f"one of {choice}" if len(dates) > 1 else choice
        yield "body", f"Say by when. Put {put} into the message."
    if "period" in offered(kind) and "period" not in (*inside, *names_in(words.subject)):
        yield "body", "Say which period it is about. Put {{ period }} into the message."


def titles() -> Mapping[str, str]:
    """Return every kind with what it tells, in the order of a reporting cycle."""
    return {name: kind.title for name, kind in KINDS.items()}
