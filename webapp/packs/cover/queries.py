"""Cover reports as pages and actions read them, and what a report is built from."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer
from sqlalchemy.orm.attributes import set_committed_value

from models import Edition, Pack, Person, Phase, Programme, ReportingPeriod
from models.covers import (
    CoverImplication,
    CoverReport,
    CoverSettings,
    WordTemplate,
)
from models.enums import Audience, PackStatus
from webapp import moves
from webapp.acronyms import acronyms_of
from webapp.clock import LONDON
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.blocks import Table
from webapp.domain.errors import NotFound
from webapp.domain.exempt import Exemption
from webapp.domain.wording import day
from webapp.packs import builder, contents, library
from webapp.packs import queries as packs
from webapp.packs.cover.builder import Material, PackFacts
from webapp.packs.cover.content import CoverContent, decode
from webapp.packs.cover.references import Implication
from webapp.packs.cover.signing import USUAL, standing_sign_off
from webapp.packs.document import Document
from webapp.packs.material import PackData

PERIOD = joinedload(Pack.period, innerjoin=True).joinedload(ReportingPeriod.phase, innerjoin=True)
OF_A_PACK = (
    PERIOD.joinedload(Phase.programme, innerjoin=True).joinedload(
        Programme.organisation, innerjoin=True
    ),
    selectinload(Pack.editions),
)


def get_cover(session: Session, actor: Actor, cover_id: int, *, lock: bool = False) -> CoverReport:
    """Return a report in work the actor may read, with all but the texts of its editions.

    The office, the group and those who watch the programme read it, and every officer who is
    asked for an implication. `lock` holds its pack until the end of the transaction, for a
    change. Raises NotFound.
    """
    if lock and (pack_id := session.scalar(select(CoverReport.pack_id).filter_by(id=cover_id))):
        moves.hold(session, Pack, pack_id)
    cover = session.scalars(
        select(CoverReport)
        .where(CoverReport.id == cover_id)
        .options(
            joinedload(CoverReport.pack, innerjoin=True).options(*OF_A_PACK),
            joinedload(CoverReport.changed_by, innerjoin=True),
            selectinload(CoverReport.implications).options(
                joinedload(CoverImplication.officer), selectinload(CoverImplication.sign_offs)
            ),
            selectinload(CoverReport.editions),
        ),
        execution_options={"populate_existing": lock},
    ).one_or_none()
    if cover is None or not may_read(actor, cover):
        raise NotFound
    for row in cover.implications:
        set_committed_value(row, "cover", cover)
    return cover


def may_read(actor: Actor, cover: CoverReport) -> bool:
    """Return whether the actor may read a report before it is issued."""
    return policy.may_read_pack(actor, cover.programme_id) or any(
        row.officer_id == actor.person_id for row in cover.implications
    )


def find_implication(cover: CoverReport, position: int) -> CoverImplication:
    """Return an implication of the report by its place, from 1; raises NotFound."""
    for row in cover.implications:
        if row.position == position:
            return row
    raise NotFound


def covers_of(session: Session, pack: Pack) -> Sequence[CoverReport]:
    """Return the reports on a pack, the one begun first at the top."""
    return session.scalars(
        select(CoverReport)
        .where(CoverReport.pack_id == pack.id)
        .options(
            selectinload(CoverReport.implications).selectinload(CoverImplication.sign_offs),
            selectinload(CoverReport.editions),
        )
        .order_by(CoverReport.id)
    ).all()


def people_of(session: Session, cover: CoverReport) -> Mapping[int, str]:
    """Return who may sign in, and who the report is of, as they are printed."""
    named = decode(cover.content).front.report_of
    return people(session, cover.pack.period.phase.programme.organisation_id, named)


def people(session: Session, organisation_id: int, named: Sequence[int] = ()) -> dict[int, str]:
    """Return the names and posts of people by number: those who may sign in, and those named."""
    rows = session.scalars(
        select(Person)
        .where(
            Person.organisation_id == organisation_id,
            Person.disabled_at.is_(None) | Person.id.in_(named),
        )
        .order_by(Person.name, Person.id)
    )
    return {row.id: printed_person(row) for row in rows}


def printed_person(person: Person) -> str:
    """Return how a person is printed: name, and post where it is another."""
    if not person.job_title or person.job_title == person.name:
        return person.name
    return f"{person.name}, {person.job_title}"


def find_programme(session: Session, actor: Actor, slug: str) -> Programme:
    """Return a programme whose office the actor works in or watches; raises NotFound."""
    row = session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()
    if row is None or not policy.may_watch(actor, row.id):
        raise NotFound
    return row


def settings_of(session: Session, programme_id: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a programme's strategic objectives and its headings of implications."""
    row = session.get(CoverSettings, programme_id)
    if row is None:
        return (), USUAL
    headings = tuple(row.implications.splitlines())
    return tuple(row.objectives.splitlines()), headings or USUAL


def word_template(session: Session, programme_id: int) -> WordTemplate | None:
    """Return the template that reports of a programme are filled into, with its bytes, or None."""
    return session.scalars(
        select(WordTemplate)
        .where(WordTemplate.programme_id == programme_id, WordTemplate.withdrawn_at.is_(None))
        .options(undefer(WordTemplate.content), joinedload(WordTemplate.uploaded_by))
        .order_by(WordTemplate.id.desc())
        .limit(1)
    ).one_or_none()


def latest_edition(pack: Pack) -> Edition | None:
    """Return the edition that stands, or None while the pack is in work or being corrected."""
    final = PackStatus.AGREED if pack.audience is Audience.IMPROVEMENT_GROUP else PackStatus.ISSUED
    return pack.editions[-1] if pack.editions and pack.status is final else None


def printed_implications(cover: CoverReport) -> tuple[Implication, ...]:
    """Return the implications as they are printed, with the sign-offs that stand."""
    return tuple(
        Implication(
            handle=f"i{row.position}",
            heading=row.heading,
            text=row.text,
            exempt=exemption(row),
            signed=_signed(row),
        )
        for row in cover.implications
    )


def _signed(row: CoverImplication) -> str:
    sign_off = standing_sign_off(row.sign_offs, row.sha256)
    if sign_off is None:
        return ""
    reference = f" ({sign_off.reference})" if sign_off.reference else ""
    return f"{sign_off.officer}, {day(sign_off.signed_on)}{reference}"


def exemption(row: CoverImplication) -> Exemption | None:
    """Return why an implication may not be published, or None when it may."""
    if row.exempt_paragraph is None:
        return None
    return Exemption(paragraph=row.exempt_paragraph, reason=row.exempt_reason)


def material(
    session: Session, cover: CoverReport, *, at: datetime, number: int | None = None
) -> Material:
    """Return what the report is built from; `number` is of the edition to be made, if one is."""
    programme = cover.pack.period.phase.programme
    content = decode(cover.content)
    replaces = ""
    if number and number > 1:
        before = cover.editions[number - 2]
        issued_on = before.issued_at.astimezone(LONDON).date()
        replaces = f"Edition {before.number}, issued on {day(issued_on)}"
    return Material(
        organisation=programme.organisation.name,
        programme=programme.name,
        content=content,
        implications=printed_implications(cover),
        people=people_of(session, cover),
        pack=_pack_facts(session, cover.pack, content, at=at),
        prepared_on=at.astimezone(LONDON).date(),
        acronyms=acronyms_of(session, cover.programme_id),
        edition=number,
        replaces=replaces,
    )


def _pack_facts(session: Session, pack: Pack, content: CoverContent, *, at: datetime) -> PackFacts:
    """Return the edition a report presents, with its ratings where the text prints them."""
    edition = latest_edition(pack)
    ratings = None
    if any(row.ratings for row in content.paragraphs):
        ratings = _ratings(pack_document(session, pack, at=at))
    if edition is None:
        return PackFacts(edition="", on=None, ratings=ratings)
    return PackFacts(
        edition=f"edition {edition.number}",
        on=edition.issued_at.astimezone(LONDON).date(),
        sha256=edition.sha256,
        ratings=ratings,
    )


def pack_document(session: Session, pack: Pack, *, at: datetime) -> Document:
    """Return what the pack says: its edition where one stands, else its draft."""
    edition = latest_edition(pack)
    if edition is not None:
        session.refresh(edition, ["document"])
        return library.frozen_document(edition)
    return builder.build(pack_data(session, pack, at=at))


def pack_data(session: Session, pack: Pack, *, at: datetime) -> PackData:
    """Return the material of the pack that a report presents."""
    whole = session.scalars(packs.PACK, {"pack_id": pack.id}).unique().one()
    return contents.pack_data(session, whole, at=at)


def _ratings(document: Document) -> Table | None:
    """Return the table of ratings that the pack itself prints."""
    blocks = (block for section in document.sections for block in section.blocks)
    tables = (block for block in blocks if isinstance(block, Table))
    return next((table for table in tables if table.id == "status-table"), None)
