"""Letters: what a message says, worked out when it is sent; never what an update says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.routing import Map

from models import (
    Extension,
    MessageTemplate,
    Minute,
    OutboxMessage,
    Pack,
    Person,
    Phase,
    ProgressUpdate,
    ReportingPeriod,
    Workstream,
)
from models.enums import Audience
from webapp.domain.calendar import Today
from webapp.domain.turns import UPDATE_TURN, update_due
from webapp.filters import day, moment
from webapp.holders import holders_on
from webapp.notifications.kinds import DIGEST, KINDS, Kind, When
from webapp.notifications.wording import Words, ending, fill, names_in, usual

ABOUT = {
    When.GROUP: "The Improvement Group meets on",
    When.BOARD: "The Independent Improvement Board meets on",
    When.AGREED: "Agreed completion date:",
    When.CLOSED: "Closes on",
    When.ENDED: "Ended on",
}


@dataclass(frozen=True)
class Letterhead:
    """What every letter of an installation shares."""

    address: str
    """Where people reach Waymark, such as https://waymark.example.org."""
    sender: str
    urls: Map

    def link(self, endpoint: str, values: Mapping[str, int | str]) -> str:
        """Return the full address of a page, from those values that its address has.

        No request is needed.
        """
        parts = urlsplit(self.address)
        wanted = {name for rule in self.urls.iter_rules(endpoint) for name in rule.arguments}
        places = self.urls.bind(parts.netloc, parts.path or "/", url_scheme=parts.scheme)
        return places.build(
            endpoint,
            {name: value for name, value in values.items() if name in wanted},
            force_external=True,
        )


class Desk:
    """Where letters are written: all that some messages tell about, read in a few statements."""

    def __init__(
        self, session: Session, message_ids: Sequence[int], head: Letterhead, today: Today
    ) -> None:
        self.session, self.head, self.today = session, head, today
        self.rows = {row.id: row for row in _load(session, OutboxMessage.id.in_(message_ids))}
        digests = [row.id for row in self.rows.values() if row.kind == DIGEST]
        self.gathered: dict[int, list[OutboxMessage]] = {number: [] for number in digests}
        for row in _load(session, OutboxMessage.digest_id.in_(digests)) if digests else ():
            assert row.digest_id is not None  # noqa: S101 - asked for by it
            self.gathered[row.digest_id].append(row)
        told = [*self.rows.values(), *(row for rows in self.gathered.values() for row in rows)]
        self.words = wordings(session, {row.recipient.organisation_id for row in told})
        self.until = more_time(session, {row.update_id for row in told if row.update_id})

    def write(self, message_id: int) -> EmailMessage:
        """Return the letter of a message; only reads.

        Its Message-ID is the same at every try, so a letter sent twice can be told. Raises
        ValueError or MessageError when the recipient's address cannot stand in a letter.
        """
        row = self.rows[message_id]
        words = self._words(row)
        facts = self._facts(row, words)
        letter = EmailMessage(policy=SMTP)
        letter["Subject"] = _one_line(fill(words.subject, facts))
        letter["From"] = self.head.sender
        letter["To"] = Address(facts["recipient"], addr_spec=row.recipient.email)
        letter["Date"] = format_datetime(row.created_at)
        host = urlsplit(self.head.address).hostname
        letter["Message-ID"] = f"<waymark.{row.id}.{row.created_at:%Y%m%d%H%M%S}@{host}>"
        letter["Auto-Submitted"] = "auto-generated"  # asks machines not to answer
        from_whom = ", ".join(filter(None, (facts.get("programme"), facts["organisation"])))
        text = f"{fill(words.body, facts).strip()}\n\n{fill(ending(), {'from': from_whom})}"
        letter.set_content(text, cte="quoted-printable")
        return letter

    def _words(self, row: OutboxMessage) -> Words:
        """Return the words of a message's kind in the reader's organisation."""
        return self.words.get((row.recipient.organisation_id, row.kind)) or usual(row.kind)

    def _facts(self, row: OutboxMessage, words: Words) -> dict[str, str]:
        """Return what the words of a message may speak of, by placeholder."""
        reader = {
            "recipient": _one_line(row.recipient.name),
            "organisation": row.recipient.organisation.name,
        }
        if row.kind == DIGEST:
            lines = [self._line(each) for each in self.gathered[row.id]]
            return {
                **reader,
                "due": day(row.created_at),
                "messages": "\n".join(lines),
                "link": self.head.link(KINDS[DIGEST].page, {}),
            }
        if row.workstream is not None:
            return {**reader, **self._of_workstream(row.workstream, KINDS[row.kind])}
        period = _period(row)
        due = self._due(row, period)
        facts = {
            **reader,
            "workstream": row.update.workstream.name if row.update else "",
            "period": period.name,
            "programme": period.phase.programme.name,
            "due": said(due),
            "due_in": self.today.deadline(due).words,
            "lead_due": moment(period.lead_due_at),
            "sponsor_due": moment(period.sponsor_due_at),
            "group_meets": moment(period.group_meets_at),
            "board_meets": day(period.iib_meets_on),
            "link": self._link(row, period),
        }
        if "holder" in names_in(words.subject + words.body):
            facts["holder"] = self._holder(row, period)
        return facts

    def _of_workstream(self, workstream: Workstream, kind: Kind) -> dict[str, str]:
        """Return what a message about a workstream as a whole may speak of besides its reader."""
        on = workstream.closed_on if kind.when is When.CLOSED else workstream.agreed_on
        assert on is not None  # noqa: S101 - it was set with what the message tells of
        programme = workstream.phase.programme
        return {
            "workstream": workstream.name,
            "programme": programme.name,
            "due": day(on),
            "due_in": self.today.deadline(on).words,
            "link": self.head.link(
                kind.page, {"slug": programme.slug, "workstream_id": workstream.id}
            ),
        }

    def _line(self, row: OutboxMessage) -> str:
        """Return a message as an entry of the daily letter: its subject and its date."""
        words, when = self._words(row), KINDS[row.kind].when
        facts = self._facts(row, words)
        about = ABOUT.get(when, "Due:")
        subject = _one_line(fill(words.subject, facts))
        # What ended some days ago is not late.
        far = "" if when in (When.CLOSED, When.ENDED) else f" ({facts['due_in']})"
        return f"- {subject}\n  {about} {facts['due']}{far}"

    def _due(self, row: OutboxMessage, period: ReportingPeriod) -> date | datetime:
        """Return the date that a message is about."""
        match KINDS[row.kind].when:
            case When.TURN if row.update is not None:
                until = self.until.get(row.update.id)
                return update_due(row.update.status, period, until) or period.group_meets_at
            case When.SPONSOR:
                return period.sponsor_due_at
            case When.BOARD:
                return period.iib_meets_on
            case When.ENDED if row.minute is not None and row.minute.settled_on:
                return row.minute.settled_on
            case When.ACTION | When.ENDED if row.minute is not None and row.minute.due_on:
                return row.minute.due_on
            case _:
                return period.group_meets_at

    def _link(self, row: OutboxMessage, period: ReportingPeriod) -> str:
        """Return the address of the page that a message leads to."""
        values: dict[str, int | str] = {"slug": period.phase.programme.slug}
        if row.update_id is not None:
            values["update_id"] = row.update_id
        if row.minute_id is not None:
            values["minute_id"] = row.minute_id
        if row.pack is not None:
            pack_id = _board_pack(self.session, row.pack) if row.kind == "pack_agree" else None
            values["pack_id"] = pack_id or row.pack.id
            if row.pack.editions:
                values["edition_id"] = row.pack.editions[-1].id
        return self.head.link(KINDS[row.kind].page, values)

    def _holder(self, row: OutboxMessage, period: ReportingPeriod) -> str:
        """Return who has the update of a message now, with their role."""
        role = UPDATE_TURN[row.update.status] if row.update else None
        if row.update is None or role is None:
            return "nobody"
        programme_id = period.phase.programme_id
        holders = holders_on(self.session, self.today.day, [programme_id])
        return holders.words(role, programme_id, row.update.workstream_id)


def _load(session: Session, *which: object) -> Iterable[OutboxMessage]:
    """Return messages with the names and dates that letters tell; no text that was written."""
    update, pack = joinedload(OutboxMessage.update), joinedload(OutboxMessage.pack)
    periods = (
        update.joinedload(ProgressUpdate.period),
        pack.joinedload(Pack.period),
        joinedload(OutboxMessage.period),
    )
    return session.scalars(
        select(OutboxMessage)
        .where(*which)  # type: ignore[arg-type]
        .options(
            joinedload(OutboxMessage.recipient).joinedload(Person.organisation),
            update.load_only(
                ProgressUpdate.id, ProgressUpdate.status, ProgressUpdate.workstream_id
            ),
            update.joinedload(ProgressUpdate.workstream).load_only(Workstream.name),
            *(
                period.joinedload(ReportingPeriod.phase).joinedload(Phase.programme)
                for period in periods
            ),
            joinedload(OutboxMessage.workstream)
            .joinedload(Workstream.phase)
            .joinedload(Phase.programme),
            joinedload(OutboxMessage.minute).load_only(Minute.due_on, Minute.settled_on),
            pack.load_only(Pack.id, Pack.period_id),
            pack.selectinload(Pack.editions),
        )
        .order_by(OutboxMessage.id)
        .execution_options(populate_existing=True)
    ).all()


def _period(row: OutboxMessage) -> ReportingPeriod:
    """Return the period a message is about; raises ValueError where it is about nothing."""
    for thing in (row.update, row.pack):
        if thing is not None:
            return thing.period
    if row.period is None:
        raise ValueError(f"message {row.id} tells about nothing")
    return row.period


def _board_pack(session: Session, agreed: Pack) -> int | None:
    """Return the board's pack, which was made when the group agreed its own."""
    return session.scalar(
        select(Pack.id).where(Pack.period_id == agreed.period_id, Pack.audience == Audience.IIB)
    )


def wordings(session: Session, organisation_ids: Iterable[int]) -> dict[tuple[int, str], Words]:
    """Return the words that administrators gave to kinds, by organisation and kind."""
    latest = (
        select(func.max(MessageTemplate.id))
        .where(MessageTemplate.organisation_id.in_(list(organisation_ids)))
        .group_by(MessageTemplate.organisation_id, MessageTemplate.kind)
    )
    return {
        (row.organisation_id, row.kind): Words(row.subject, row.body)
        for row in session.scalars(select(MessageTemplate).where(MessageTemplate.id.in_(latest)))
        if row.body
    }


def more_time(session: Session, update_ids: Iterable[int]) -> dict[int, date]:
    """Return until when updates were given more time, by update."""
    latest = (
        select(func.max(Extension.id))
        .where(Extension.update_id.in_(list(update_ids)))
        .group_by(Extension.update_id)
    )
    rows = session.execute(
        select(Extension.update_id, Extension.until).where(Extension.id.in_(latest))
    )
    return dict(rows.all())


def said(due: date | datetime) -> str:
    """Return a date in words, with the time of day where it has one."""
    return moment(due) if isinstance(due, datetime) else day(due)


def _one_line(text: str) -> str:
    """Return text fit for a header, whatever line breaks a name holds."""
    return " ".join(text.split())
