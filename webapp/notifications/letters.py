"""Letters: the wording of a message, resolved when it is sent; never what an update says."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.routing import Map

from models import OutboxMessage, Pack, Phase, Programme, ProgressUpdate, ReportingPeriod
from models.enums import Audience
from webapp.config import ROOT
from webapp.filters import day, moment

PAGES: Mapping[str, str] = {
    "update_submit": "updates.review",
    "update_recall": "updates.read",
    "update_send_back": "updates.read",
    "update_approve": "updates.read",
    "pack_review": "packs.review",
    "pack_agree": "packs.review",
    "pack_issue": "packs.read",
}
"""The page each kind of message links to."""

_wording = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "email"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701 - plain text: nothing in it is read as markup
)
_wording.filters.update(day=day, moment=moment)


@dataclass(frozen=True)
class Letterhead:
    """What every letter of an installation shares."""

    address: str
    """Where people reach Waymark, such as https://waymark.example.org."""
    sender: str
    urls: Map

    def link(self, endpoint: str, **values: int) -> str:
        """Return the full address of a page; no request is needed."""
        parts = urlsplit(self.address)
        places = self.urls.bind(parts.netloc, parts.path or "/", url_scheme=parts.scheme)
        return places.build(endpoint, values, force_external=True)


def write(session: Session, message_id: int, head: Letterhead) -> EmailMessage:
    """Return the letter of a message; only reads.

    Its Message-ID is the same at every try, so a letter sent twice can be told. Raises ValueError
    or MessageError when the recipient's address cannot stand in a letter.
    """
    row = _load(session, message_id)
    recipient = _one_line(row.recipient.name)
    words = {"recipient": recipient, **_facts(session, row, head)}
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = _one_line(_wording.get_template(f"{row.kind}/subject.txt").render(words))
    letter["From"] = head.sender
    letter["To"] = Address(recipient, addr_spec=row.recipient.email)
    letter["Date"] = format_datetime(row.created_at)
    host = urlsplit(head.address).hostname
    letter["Message-ID"] = f"<waymark.{row.id}.{row.created_at:%Y%m%d%H%M%S}@{host}>"
    letter["Auto-Submitted"] = "auto-generated"  # asks machines not to answer
    letter.set_content(
        _wording.get_template(f"{row.kind}/body.txt").render(words), cte="quoted-printable"
    )
    return letter


def _load(session: Session, message_id: int) -> OutboxMessage:
    """Return a message with the names and dates that letters tell; no text of an update."""
    update, pack = joinedload(OutboxMessage.update), joinedload(OutboxMessage.pack)
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .options(
            joinedload(OutboxMessage.recipient),
            update.load_only(ProgressUpdate.id),
            update.joinedload(ProgressUpdate.workstream),
            *(
                period.joinedload(ReportingPeriod.phase)
                .joinedload(Phase.programme)
                .joinedload(Programme.organisation)
                for period in (
                    update.joinedload(ProgressUpdate.period),
                    pack.joinedload(Pack.period),
                )
            ),
            pack.load_only(Pack.id, Pack.period_id),
            pack.selectinload(Pack.editions),
        )
        .execution_options(populate_existing=True)
    ).one()


def _facts(session: Session, row: OutboxMessage, head: Letterhead) -> dict[str, object]:
    """Return what the wording of a kind may speak of."""
    page = PAGES[row.kind]
    if row.update is not None:
        period, workstream = row.update.period, row.update.workstream.name
        link = head.link(page, update_id=row.update.id)
    elif row.pack is not None:
        period, workstream = row.pack.period, ""
        if row.kind == "pack_issue":
            link = head.link(page, edition_id=row.pack.editions[-1].id)
        elif row.kind == "pack_agree":
            link = head.link(page, pack_id=_board_pack(session, row.pack))
        else:
            link = head.link(page, pack_id=row.pack.id)
    else:
        raise ValueError(f"message {row.id} tells about nothing")
    programme = period.phase.programme
    return {
        "workstream": workstream,
        "period": period,
        "programme": programme.name,
        "organisation": programme.organisation.name,
        "link": link,
    }


def _board_pack(session: Session, agreed: Pack) -> int:
    """Return the board's pack, which was made when the group agreed its own."""
    return session.scalars(
        select(Pack.id).where(Pack.period_id == agreed.period_id, Pack.audience == Audience.IIB)
    ).one()


def _one_line(text: str) -> str:
    """Return text fit for a header, whatever line breaks a name holds."""
    return " ".join(text.split())
